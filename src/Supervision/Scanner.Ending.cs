using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>
/// Services that are without their supervisor when everything is told to end: it was killed, and nobody else would tell
/// them. Each gets one more, for that only. That it is one keeps the end from being put off for ever.
/// </summary>
internal ref partial struct Scanner
{
    /// <summary>The service of that index has nobody to end it: where it lives, a supervisor is to be started.</summary>
    public readonly bool IsDesertedAtEnd(int index)
    {
        ref ScannedService service = ref Table[index];
        return Phase == ScannerPhase.Draining && service.Used && service.Active && !service.IsAlive && !service.HadLast;
    }

    /// <summary>Its last supervisor was started: the signal for it, which the others have got already.</summary>
    public Signal StartedLast(int index, Pid pid)
    {
        Assert.That(IsDesertedAtEnd(index));
        Table.SetPid(index, pid);
        Table[index].HadLast = true;
        AliveCount++;
        return SignalFor(index, _endsLoggersToo);
    }
}
