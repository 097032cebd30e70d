using Sestet.Base;

namespace Sestet.Simulation;

/// <summary>Which system calls fail, and how often: set by a scenario, off at first.</summary>
internal sealed class FaultPlan(Machine machine)
{
    private readonly int[] _oneIn = new int[(int)SystemCall.Count];

    /// <summary>A death is told late once in that many times.</summary>
    public int DelaySignalOneIn { get; set; }

    /// <summary>Who waits for a child to execute its program is killed once in that many of the child's steps.</summary>
    public int KillInBirthOneIn { get; set; }

    public long DelayMax { get; set; } = 50 * Clock.Millisecond;

    /// <summary>A call of that kind fails once in that many times; 0 is never.</summary>
    public void Set(SystemCall call, int oneIn) => _oneIn[(int)call] = oneIn;

    public void Clear()
    {
        System.Array.Clear(_oneIn);
        DelaySignalOneIn = 0;
        KillInBirthOneIn = 0;
    }

    public Errno Choose(Process process, SystemCall call, string? path)
    {
        int oneIn = _oneIn[(int)call];
        if (oneIn == 0 || !machine.Dice.OneIn(oneIn))
        {
            return Errno.None;
        }
        Errno error = Pick(call);
        machine.Statistics.Faults++;
        machine.Trace.Note(process, $"meets a fault in {call} {path}: {error.Value}");
        machine.Tell(watcher => watcher.Faulted(process, call, path, error));
        return error;
    }

    public bool DelaysSignal(out long delay)
    {
        bool delays = machine.Dice.OneIn(DelaySignalOneIn);
        delay = delays ? machine.Dice.Between(1, DelayMax) : 0;
        return delays;
    }

    private Errno Pick(SystemCall call) => call switch
    {
        SystemCall.Spawn => machine.Dice.Pick(Errno.EAGAIN, Errno.ENOMEM, Errno.EMFILE),
        SystemCall.Execute => machine.Dice.Pick(Errno.ENOMEM, Errno.EIO),
        SystemCall.Create => machine.Dice.Pick(Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOSPC),
        SystemCall.Open or SystemCall.Pipe or SystemCall.OpenSignals or SystemCall.Duplicate =>
            machine.Dice.Pick(Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM),
        SystemCall.Write or SystemCall.Rename => machine.Dice.Pick(Errno.ENOSPC, Errno.EIO),
        SystemCall.Lock => machine.Dice.Pick(new Errno(37)),
        SystemCall.Poll or SystemCall.Stat => Errno.ENOMEM,
        _ => Errno.EIO,
    };
}
