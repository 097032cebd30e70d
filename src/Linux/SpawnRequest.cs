using System;
using System.Runtime.InteropServices;

namespace Sestet.Linux;

/// <summary>A descriptor a child gets: the parent's <see cref="From"/> under the number <see cref="To"/>.</summary>
internal readonly struct DescriptorMove(Fd from, int to)
{
    public Fd From { get; } = from;

    public int To { get; } = to;
}

/// <summary>
/// A child to start. Its signal mask is empty, or <see cref="Blocked"/>, or its parent's; it has default signal actions, and of the parent's
/// descriptors those without O_CLOEXEC and those of <see cref="Descriptors"/>.
/// </summary>
internal ref struct SpawnRequest
{
    public SpawnRequest()
    {
    }

    /// <summary>The program; without a slash it is looked up in PATH.</summary>
    public ReadOnlySpan<byte> PathZ;

    public Arguments Arguments;

    public EnvironmentBlock Environment;

    public ReadOnlySpan<DescriptorMove> Descriptors;

    /// <summary>A file the child opens itself, for both directions, or none, and the number it gets.</summary>
    public ReadOnlySpan<byte> OpenedZ;

    public int OpenedAs;

    /// <summary>The directory that the child works in; Fd.None for its parent's.</summary>
    public Fd Directory = Fd.None;

    /// <summary>cgroup.procs of the cgroup that the child enters; Fd.None for its parent's.</summary>
    public Fd Cgroup = Fd.None;

    /// <summary>Bits of a SignalSet that wait until the program takes them in.</summary>
    public ulong Blocked;

    /// <summary>The signal mask stays as it is in the parent, whatever Blocked says.</summary>
    public bool KeepsMask;

    /// <summary>setsid(2): the child leads a new session and process group.</summary>
    public bool NewSession;

    /// <summary>CLONE_NEWPID: the child is process 1 of a new PID namespace.</summary>
    public bool NewPidNamespace;

    /// <summary>For a parent that has very many descriptors; none of it by default.</summary>
    public ChildDescriptors Table;
}
