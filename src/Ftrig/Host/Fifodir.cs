using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ftrig.Host;

/// <summary>
/// The notifier's side of a fifodir (fifodir.html): a directory where every listener has put a FIFO, into which each
/// event is written as one byte.
/// </summary>
internal static class Fifodir
{
    /// <summary>Anybody may listen.</summary>
    public const uint ModePublic = 0x3db;       // 01733

    /// <summary>Members of the group may listen.</summary>
    public const uint ModeRestricted = 0x7d8;   // 03730

    /// <summary>
    /// Creates a fifodir of a group's, or a public one. One that is there already and belongs to this user is left as
    /// it is, unless its rights are to be set all the same.
    /// </summary>
    public static Errno Make(ReadOnlySpan<byte> pathZ, bool hasGroup, uint gid, bool force)
    {
        uint mask = Kernel.SetUmask(0);
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, pathZ, 0x1c0);
        _ = Kernel.SetUmask(mask);
        if (error == Errno.EEXIST)
        {
            Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, pathZ);
            if (!status.Ok)
            {
                return status.Error;
            }
            if (status.Value.Uid != Kernel.UserId())
            {
                return Errno.EACCES;
            }
            if (!status.Value.IsDirectory)
            {
                return Errno.ENOTDIR;
            }
            return force ? SetRights(pathZ, hasGroup, gid) : Errno.None;
        }
        return error.Failed ? error : SetRights(pathZ, hasGroup, gid);
    }

    public static Errno SetRights(ReadOnlySpan<byte> pathZ, bool hasGroup, uint gid)
    {
        Errno error = hasGroup ? Kernel.ChangeGroup(Fd.CurrentDirectory, pathZ, gid) : Errno.None;
        return error.Failed ? error : Kernel.ChangeMode(Fd.CurrentDirectory, pathZ, hasGroup ? ModeRestricted : ModePublic);
    }

    /// <summary>
    /// Writes the events to every listener. A FIFO that nobody reads is removed; one that is full keeps its listener
    /// waiting, but never the notifier. The caller has blocked SIGPIPE.
    /// </summary>
    public static Errno Notify(Fd directory, ReadOnlySpan<byte> pathZ, ReadOnlySpan<byte> events)
    {
        Result<Fd> fifodir = Kernel.OpenDirectory(directory, pathZ);
        if (!fifodir.Ok)
        {
            return fifodir.Error;
        }
        DirectoryReader reader = new(fifodir.Value, stackalloc byte[Limits.FifodirBufferLength]);
        while (reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (FifoName.IsListener(nameZ[..^1]))
            {
                NotifyOne(fifodir.Value, nameZ, events);
            }
        }
        Kernel.Close(fifodir.Value);
        return reader.Error;
    }

    /// <summary>Removes the FIFOs that nobody reads: what notifying of nothing comes to.</summary>
    public static Errno Clean(Fd directory, ReadOnlySpan<byte> pathZ) => Notify(directory, pathZ, default);

    private static void NotifyOne(Fd fifodir, ReadOnlySpan<byte> nameZ, ReadOnlySpan<byte> events)
    {
        Result<Fd> fifo = Kernel.Open(fifodir, nameZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
        bool stale = fifo.Error == Errno.ENXIO;
        if (fifo.Ok)
        {
            if (!events.IsEmpty)
            {
                stale = Kernel.Write(fifo.Value, events).Error == Errno.EPIPE;
            }
            Kernel.Close(fifo.Value);
        }
        if (stale)
        {
            _ = Kernel.Unlink(fifodir, nameZ);
        }
    }
}
