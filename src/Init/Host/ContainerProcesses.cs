using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>
/// All processes of a container. Process 1 has them by kill(-1); a subreaper its own children by /proc, and theirs become its
/// own when they end.
/// </summary>
internal static class ContainerProcesses
{
    private const int ListLength = 4096;
    private const int NameLength = 17;

    /// <summary>Sends a signal to all but this process; says who they are, where wanted.</summary>
    public static void SignalAll(Signal signal, bool tells)
    {
        Pid self = Kernel.CurrentProcess();
        PathBuffer path = new(stackalloc byte[64]);
        path.Append("/proc/self/task/"u8);
        path.Append((ulong)self.Value);
        path.Append("/children"u8);
        Span<byte> list = stackalloc byte[ListLength];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, path.TextZ, list);
        ReadOnlySpan<byte> rest = read.Ok ? list[..read.Value] : default;
        for (int end = rest.IndexOf((byte)' '); end > 0; end = rest.IndexOf((byte)' '))
        {
            if (Text.TryParse(rest[..end], out uint number) && number <= int.MaxValue)
            {
                Signal(new Pid((int)number), signal, tells);
            }
            rest = rest[(end + 1)..];
        }
        if (self.Value == 1)
        {
            // ESRCH: there are none any more.
            _ = Kernel.KillAll(signal);
        }
    }

    private static void Signal(Pid child, Signal signal, bool tells)
    {
        if (tells)
        {
            Tell(child);
        }
        _ = Kernel.Kill(child, signal);
    }

    private static void Tell(Pid child)
    {
        PathBuffer path = new(stackalloc byte[64]);
        path.Append("/proc/"u8);
        path.Append((ulong)child.Value);
        path.Append("/comm"u8);
        Span<byte> name = stackalloc byte[NameLength];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, path.TextZ, name);
        ContainerReport.Blocks(read.Ok ? SmallFile.FirstLine(name[..read.Value]) : "?"u8, child);
    }
}
