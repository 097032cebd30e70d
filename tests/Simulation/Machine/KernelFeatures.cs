namespace Sestet.Simulation;

/// <summary>What the kernel of a machine can do: not every one is new.</summary>
internal sealed class KernelFeatures
{
    /// <summary>/proc is mounted.</summary>
    public bool Proc { get; set; } = true;

    /// <summary>pidfd_open(2).</summary>
    public bool ProcessDescriptors { get; set; } = true;

    /// <summary>PIDFD_SIGNAL_PROCESS_GROUP.</summary>
    public bool GroupSignals { get; set; } = true;

    /// <summary>PIDFD_GET_INFO tells how a process ended.</summary>
    public bool ExitStatus { get; set; } = true;

    /// <summary>How long init takes to wait for a process, at most.</summary>
    public long InitDelayMax { get; set; }

    /// <summary>A process can be proven to be the one that a record names.</summary>
    public bool CanAdopt => Proc && ProcessDescriptors;

    public override string ToString() =>
        $"has proc {Proc}, pidfd {ProcessDescriptors}, group signals {GroupSignals}, exit status {ExitStatus}; init takes {InitDelayMax} ns";

    /// <summary>Most kernels are new.</summary>
    public void Choose(Dice dice)
    {
        Proc = !dice.OneIn(20);
        ProcessDescriptors = !dice.OneIn(20);
        GroupSignals = ProcessDescriptors && !dice.OneIn(3);
        ExitStatus = GroupSignals && !dice.OneIn(3);
        InitDelayMax = dice.Pick(0, 0, 100 * Clock.Millisecond, 3 * Clock.Second);
    }
}
