using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>Who may speak for a service: its process, and what is of its session or of its cgroup.</summary>
internal static class NotifySender
{
    /// <summary>
    /// Whether the sender of a datagram is of the service. One that has ended already, and been waited for, is of nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsOf(Pid service, bool hasCgroup, Pid sender)
    {
        Assert.That(!service.IsNone);
        if (sender.IsNone)
        {
            return false;
        }
        if (sender.Value == service.Value)
        {
            return true;
        }
        Span<byte> number = stackalloc byte[Limits.DecimalLengthMax];
        ReadOnlySpan<byte> pid = number[..Text.Format((ulong)sender.Value, number)];
        return SessionKiller.IsInSession(pid, service) || (hasCgroup && IsInCgroup(pid));
    }

    private static bool IsInCgroup(ReadOnlySpan<byte> pid)
    {
        PathBuffer leaf = new(stackalloc byte[Limits.PathLengthMax]);
        if (!ServiceLeaf.TryGetPath(ref leaf))
        {
            return false;
        }
        PathBuffer path = new(stackalloc byte[Limits.ServiceFileLengthMax]);
        path.Append("/proc/"u8);
        path.Append(pid);
        path.Append("/cgroup"u8);
        Span<byte> text = stackalloc byte[Limits.KernelFileLength];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, path.TextZ, text);
        return read.Ok && CgroupText.IsMember(text[..read.Value], Text.BaseName(leaf.Text));
    }
}
