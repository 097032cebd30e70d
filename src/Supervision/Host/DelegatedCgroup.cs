using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The cgroup that the supervision tree may divide among its services. A cgroup with processes cannot give controllers to
/// those below it, so the tree's own processes stand beside the leaves:
/// <code>
/// DELEGATED/                  no processes; gives the controllers to those below
/// DELEGATED/s6-supervision/   s6-svscan, s6-supervise, and the services without a leaf
/// DELEGATED/s6.NAME.ID/       a service
/// </code>
/// A tree that was started in a cgroup of the name s6-supervision owns the one above (systemd's
/// DelegateSubgroup=s6-supervision). Else the cgroup it is in is its own where that is the root of a container, where
/// systemd marks it as delegated, or where it belongs to a user other than root who runs the tree: then its processes are
/// moved. In the root of all cgroups, which may have processes, nothing is moved. In any other cgroup of root's nothing
/// says that it is for the tree to divide, and it is left alone.
/// </summary>
internal static class DelegatedCgroup
{
    private static ReadOnlySpan<byte> TypeFile => "/cgroup.type"u8;

    private static ReadOnlySpan<byte> ProcessesFile => "/cgroup.procs"u8;

    private static ReadOnlySpan<byte> ControlFile => "/cgroup.subtree_control"u8;

    /// <summary>
    /// Puts the delegated cgroup's path into the buffer, ready for leaves. Else false, and what could not be done: words
    /// for "unable to", and the error if there is one.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Prepare(ref PathBuffer cgroup, bool withCpu, out ReadOnlySpan<byte> failure, out Errno error)
    {
        error = FindOwn(ref cgroup, out bool isMount);
        failure = "find a cgroup of version 2"u8;
        if (error.Failed)
        {
            return false;
        }
        if (Text.BaseName(cgroup.Text).SequenceEqual(CgroupText.SupervisionName))
        {
            cgroup.Truncate(cgroup.Length - CgroupText.SupervisionName.Length - 1);
            Enable(ref cgroup, withCpu, out _);
            return true;
        }
        // The root of all has no type.
        Span<byte> type = stackalloc byte[Limits.ServiceFileLengthMax];
        if (CgroupFile.Read(ref cgroup, TypeFile, type).Error == Errno.ENOENT)
        {
            Enable(ref cgroup, withCpu, out _);
            return true;
        }
        failure = "divide a cgroup that is not delegated"u8;
        error = Errno.EPERM;
        return (isMount || IsDelegated(cgroup.TextZ)) && MoveAndEnable(ref cgroup, withCpu, out failure, out error);
    }

    private static bool IsDelegated(ReadOnlySpan<byte> pathZ)
    {
        Span<byte> value = stackalloc byte[8];
        Result<int> mark = Kernel.GetAttribute(pathZ, "user.delegate\0"u8, value);
        mark = mark.Ok ? mark : Kernel.GetAttribute(pathZ, "trusted.delegate\0"u8, value);
        if (mark.Ok)
        {
            return mark.Value == 1 && value[0] == (byte)'1';
        }
        uint user = Kernel.UserId();
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, pathZ);
        return status.Ok && user != 0 && status.Value.Uid == user;
    }

    private static bool MoveAndEnable(ref PathBuffer cgroup, bool withCpu, out ReadOnlySpan<byte> failure, out Errno error)
    {
        failure = "make a cgroup for the supervision tree"u8;
        int length = cgroup.Length;
        cgroup.Append("/"u8);
        cgroup.Append(CgroupText.SupervisionName);
        error = cgroup.Overflowed ? Errno.ENAMETOOLONG : Kernel.MakeDirectory(Fd.CurrentDirectory, cgroup.TextZ, 0x1ed);
        if (error.Failed && error != Errno.EEXIST)
        {
            return false;
        }
        failure = "move the supervision tree into a cgroup of its own"u8;
        Result<Fd> target = CgroupFile.Open(ref cgroup, ProcessesFile, OpenFlags.O_WRONLY);
        cgroup.Truncate(length);
        error = target.Error;
        if (!target.Ok)
        {
            return false;
        }
        error = Errno.EBUSY;
        for (int i = 0; i < Limits.CgroupMoveRoundsMax && error == Errno.EBUSY; i++)
        {
            error = Move(ref cgroup, target.Value);
            if (error.IsNone)
            {
                Enable(ref cgroup, withCpu, out error);
            }
        }
        Kernel.Close(target.Value);
        return error.IsNone;
    }

    /// <summary>Moves the processes of a cgroup, each by one write; those that are gone meanwhile need it no more.</summary>
    private static Errno Move(ref PathBuffer cgroup, Fd target)
    {
        Result<Fd> processes = CgroupFile.Open(ref cgroup, ProcessesFile, OpenFlags.O_RDONLY);
        if (!processes.Ok)
        {
            return processes.Error;
        }
        Errno error = Errno.None;
        LineReader lines = new(processes.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        Result<int> read = lines.Fill();
        while (error.IsNone && read.Ok && read.Value > 0)
        {
            while (error.IsNone && lines.Next(out ReadOnlySpan<byte> line, out _))
            {
                Errno moved = Kernel.Write(target, line).Error;
                error = moved == Errno.ESRCH ? Errno.None : moved;
            }
            read = error.IsNone ? lines.Fill() : read;
        }
        Kernel.Close(processes.Value);
        return error.IsNone ? read.Error : error;
    }

    /// <summary>
    /// Gives the controllers to the cgroups below. One that is not to be had is missed where a limit wants it; EBUSY says
    /// that there are processes.
    /// </summary>
    private static void Enable(ref PathBuffer cgroup, bool withCpu, out Errno busy)
    {
        Errno memory = CgroupFile.Write(ref cgroup, ControlFile, "+memory"u8);
        Errno tasks = CgroupFile.Write(ref cgroup, ControlFile, "+pids"u8);
        Errno cpu = withCpu ? CgroupFile.Write(ref cgroup, ControlFile, "+cpu"u8) : Errno.None;
        bool any = memory == Errno.EBUSY || tasks == Errno.EBUSY || cpu == Errno.EBUSY;
        busy = any ? Errno.EBUSY : Errno.None;
    }

    /// <summary>The path of the cgroup this process is in, and whether it is the one that is mounted.</summary>
    private static Errno FindOwn(ref PathBuffer cgroup, out bool isMount)
    {
        isMount = false;
        Span<byte> own = stackalloc byte[Limits.PathLengthMax];
        Span<byte> buffer = stackalloc byte[Limits.KernelFileLength];
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, "/proc/self/cgroup\0"u8, OpenFlags.O_RDONLY);
        if (!file.Ok)
        {
            return file.Error;
        }
        int length = ReadMembership(file.Value, buffer, own);
        Kernel.Close(file.Value);
        if (length == 0)
        {
            return Errno.ENOENT;
        }
        file = Kernel.Open(Fd.CurrentDirectory, "/proc/self/mountinfo\0"u8, OpenFlags.O_RDONLY);
        if (!file.Ok)
        {
            return file.Error;
        }
        bool found = FindMount(file.Value, buffer, own[..length], ref cgroup, out isMount);
        Kernel.Close(file.Value);
        return found ? Errno.None : Errno.ENOENT;
    }

    private static int ReadMembership(Fd file, Span<byte> buffer, Span<byte> own)
    {
        LineReader lines = new(file, buffer);
        Result<int> read = lines.Fill();
        while (read.Ok && read.Value > 0)
        {
            while (lines.Next(out ReadOnlySpan<byte> line, out bool begins))
            {
                if (begins && CgroupText.TryParseMembership(line, out ReadOnlySpan<byte> path) && path.Length <= own.Length)
                {
                    path.CopyTo(own);
                    return path.Length;
                }
            }
            read = lines.Fill();
        }
        return 0;
    }

    private static bool FindMount(
        Fd file, scoped Span<byte> buffer, scoped ReadOnlySpan<byte> own, ref PathBuffer cgroup, out bool isMount)
    {
        isMount = false;
        LineReader lines = new(file, buffer);
        Result<int> read = lines.Fill();
        while (read.Ok && read.Value > 0)
        {
            while (lines.Next(out ReadOnlySpan<byte> line, out bool begins))
            {
                if (begins
                    && CgroupText.TryParseMount(line, out ReadOnlySpan<byte> root, out ReadOnlySpan<byte> point)
                    && CgroupText.TryStripRoot(own, root, out ReadOnlySpan<byte> below))
                {
                    isMount = below.IsEmpty;
                    return Compose(point, below, ref cgroup);
                }
            }
            read = lines.Fill();
        }
        return false;
    }

    private static bool Compose(scoped ReadOnlySpan<byte> point, scoped ReadOnlySpan<byte> below, ref PathBuffer cgroup)
    {
        Span<byte> plain = stackalloc byte[Limits.PathLengthMax];
        int length = CgroupText.Unescape(point, plain);
        if (length < 0)
        {
            return false;
        }
        cgroup.Append(plain[..length]);
        cgroup.Append(below);
        return !cgroup.Overflowed;
    }
}
