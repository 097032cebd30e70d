namespace Sestet.Linux;

/// <summary>A child that ended.</summary>
internal readonly struct ChildExit(Pid pid, WaitStatus status)
{
    public Pid Pid { get; } = pid;

    public WaitStatus Status { get; } = status;
}
