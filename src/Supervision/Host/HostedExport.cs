using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// What an s6-svscan with a process for every service does where one that hosted them has been killed: it gives each of
/// their supervisors to come the record of its service, as supervise/state.
/// </summary>
internal static class HostedExport
{
    /// <summary>In the scan directory, the current one, before any supervisor is started.</summary>
    public static void Run()
    {
        Errno error = HostedSlots.Open(create: false, out Fd file, out int count);
        if (error == Errno.ENOENT)
        {
            return;
        }
        if (error.IsNone)
        {
            error = Export(file, count);
            Kernel.Close(file);
        }
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "read "u8, ScanFile.HostedZ[..^1]);
            return;
        }
        _ = Kernel.Unlink(Fd.CurrentDirectory, ScanFile.HostedZ);
        _ = Kernel.Unlink(Fd.CurrentDirectory, ScanFile.HostedLockZ);
        _ = Kernel.RemoveDirectory(Fd.CurrentDirectory, ScanFile.LostZ);
    }

    private static Errno Export(Fd file, int count)
    {
        int entries = IndexMap.CapacityFor(Math.Max(count, 1));
        long length = StartupArena.LengthOf<byte>(count) + StartupArena.LengthOf<IndexMap.Entry>(entries);
        Errno error = StartupArena.TryCreate(Math.Max(length, 1), out StartupArena arena);
        if (error.Failed)
        {
            return error;
        }
        HostedSlots slots = new(file, arena.Allocate<byte>(count), arena.Allocate<IndexMap.Entry>(entries));
        if (!slots.ReadOld(count))
        {
            Diagnostics.Warn(ScanFile.HostedZ[..^1], " is not understood in part - ignored"u8);
        }
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, ".\0"u8);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        DirectoryReader reader = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        while (reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (nameZ[0] != '.')
            {
                path.Truncate(0);
                path.Append(nameZ[..^1]);
                Export(slots, ref path);
                path.Append("/log"u8);
                Export(slots, ref path);
            }
        }
        Kernel.Close(directory.Value);
        return reader.Error;
    }

    /// <summary>Writes the record of the service of that path, where there is one.</summary>
    private static void Export(scoped in HostedSlots slots, scoped ref PathBuffer path)
    {
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
        Span<byte> bytes = stackalloc byte[SupervisorRecord.Length];
        if (!status.Ok || !slots.TryReadForFile(status.Value.Device, status.Value.Inode, bytes))
        {
            return;
        }
        int length = path.Length;
        path.Append("/"u8);
        path.Append(ServiceFile.StateZ[..^1]);
        Errno error = path.Overflowed
            ? Errno.ENAMETOOLONG
            : StateFile.WriteFile(Fd.CurrentDirectory, path.TextZ, bytes);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write "u8, path.Text);
        }
        path.Truncate(length);
    }
}
