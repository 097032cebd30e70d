namespace Sestet.LinuxUtils;

/// <summary>What is kept of a process beside the texts of its columns.</summary>
internal struct ProcessRow
{
    public uint Pid;
    public ulong Parent;

    /// <summary>The kernel's function that it waits in, by its address.</summary>
    public ulong WaitAddress;

    /// <summary>How deep it is indented in a tree.</summary>
    public int Depth;
}
