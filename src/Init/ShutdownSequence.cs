using Sestet.Base;

namespace Sestet.Init;

/// <summary>What s6-linux-init-shutdownd is to do.</summary>
internal enum ShutdownStep
{
    /// <summary>Wait for messages, until the deadline.</summary>
    Wait,

    /// <summary>Run rc.shutdown and wait for its end.</summary>
    RunScript,

    /// <summary>Prepare the end, and tell all processes to end.</summary>
    Terminate,

    /// <summary>Wait until the deadline; nothing is read any more.</summary>
    WaitGrace,

    /// <summary>Kill all processes, and end: what comes next is stage 4.</summary>
    Kill,
}

/// <summary>
/// s6-linux-init-shutdownd without its effects. Messages plan a shutdown, replace the plan, or cancel it; at its time
/// rc.shutdown runs, and from then on nothing stops it: processes are told to end, and killed after a time of grace. A
/// shutdown to single user is over when rc.shutdown is, and the next message counts again.
/// </summary>
internal struct ShutdownSequence(uint graceDefaultMs)
{
    private const ulong NanosecondsOfSecond = 1_000_000_000;

    private uint _graceMs;

    /// <summary>What to do next.</summary>
    public ShutdownStep Step { get; private set; }

    /// <summary>What is planned or under way; None where nothing is.</summary>
    public ShutdownKind Kind { get; private set; }

    /// <summary>When to look again, while waiting.</summary>
    public Instant Deadline { get; private set; } = Instant.Infinite;

    /// <summary>Takes a message, while waiting.</summary>
    public void Receive(in ShutdownMessage message, Instant now)
    {
        Assert.That(Step == ShutdownStep.Wait);
        Kind = message.Kind;
        Deadline = message.Kind == ShutdownKind.None ? Instant.Infinite : After(message.Seconds, message.Nanoseconds, now);
        _graceMs = message.GraceMs == 0 ? graceDefaultMs : message.GraceMs;
    }

    /// <summary>Takes the time.</summary>
    public void PassTime(Instant now)
    {
        if (Deadline.IsAfter(now) || Deadline.IsInfinite)
        {
            return;
        }
        if (Step == ShutdownStep.Wait)
        {
            Assert.That(Kind != ShutdownKind.None);
            Step = ShutdownStep.RunScript;
            Deadline = Instant.Infinite;
        }
        else if (Step == ShutdownStep.WaitGrace)
        {
            Step = ShutdownStep.Kill;
            Deadline = Instant.Infinite;
        }
    }

    /// <summary>rc.shutdown has ended, or could not be run.</summary>
    public void EndScript()
    {
        Assert.That(Step == ShutdownStep.RunScript);
        bool goesOn = Kind == ShutdownKind.Single;
        Step = goesOn ? ShutdownStep.Wait : ShutdownStep.Terminate;
        Kind = goesOn ? ShutdownKind.None : Kind;
    }

    /// <summary>All processes have been told to end.</summary>
    public void EndTermination(Instant now)
    {
        Assert.That(Step == ShutdownStep.Terminate && Kind != ShutdownKind.None);
        Step = ShutdownStep.WaitGrace;
        Deadline = now.PlusMilliseconds(_graceMs);
    }

    /// <summary>A moment too far away for the clock is never.</summary>
    private static Instant After(ulong seconds, uint nanoseconds, Instant now)
    {
        Assert.That(nanoseconds < NanosecondsOfSecond);
        ulong room = (ulong)(long.MaxValue - now.Nanoseconds);
        return seconds >= room / NanosecondsOfSecond
            ? Instant.Infinite
            : new Instant(now.Nanoseconds + (long)((seconds * NanosecondsOfSecond) + nanoseconds));
    }
}
