using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The cgroup of one service, made for each run, so that what it counts is of this run. supervise/cgroup has its path, and
/// in a second line how many processes the kernel has killed for want of memory in the runs before.
/// </summary>
internal static class ServiceLeaf
{
    private static ReadOnlySpan<byte> KillFile => "/cgroup.kill"u8;

    private static ReadOnlySpan<byte> EventsFile => "/memory.events"u8;

    private static ReadOnlySpan<byte> OutOfMemoryKills => "oom_kill"u8;

    /// <summary>
    /// Makes the leaf of a service that is about to start, with its limits: the descriptor of its cgroup.procs, or none
    /// where no cgroup is to be had. <paramref name="warned"/>: what cannot be done is said once in a supervisor's life.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Fd Make(ReadOnlySpan<byte> service, ref ServiceConfig config, ref bool warned)
    {
        PathBuffer leaf = new(stackalloc byte[Limits.PathLengthMax]);
        if (!DelegatedCgroup.Prepare(ref leaf, config.HasCpuLimit(), out ReadOnlySpan<byte> failure, out Errno error))
        {
            Warn(ref warned, error, failure);
            return Fd.None;
        }
        error = AppendName(ref leaf, service);
        ulong killsBefore = 0;
        error = error.Failed ? error : MakeEmpty(ref leaf, out killsBefore);
        Fd processes = Fd.None;
        if (error.IsNone)
        {
            SetLimits(ref leaf, ref config, ref warned);
            Result<Fd> opened = CgroupFile.Open(ref leaf, "/cgroup.procs"u8, OpenFlags.O_WRONLY);
            error = opened.Ok ? Record(leaf.Text, killsBefore) : opened.Error;
            processes = opened.Ok ? opened.Value : Fd.None;
        }
        if (error.Failed)
        {
            Warn(ref warned, error, "make the service's cgroup"u8);
        }
        return processes;
    }

    /// <summary>./run is dead: kills what is left of the service, and tells how many the kernel killed for memory.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong End()
    {
        PathBuffer leaf = new(stackalloc byte[Limits.PathLengthMax]);
        if (!ReadRecord(ref leaf, out _))
        {
            return 0;
        }
        Kill(ref leaf);
        WaitUntilEmpty(ref leaf);
        return CgroupFile.ReadNamed(ref leaf, EventsFile, OutOfMemoryKills);
    }

    /// <summary>The supervisor leaves, and its service is down. A leaf that is not empty yet stays for the next one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Remove()
    {
        PathBuffer leaf = new(stackalloc byte[Limits.PathLengthMax]);
        if (ReadRecord(ref leaf, out _) && Kernel.RemoveDirectory(Fd.CurrentDirectory, leaf.TextZ).IsNone)
        {
            _ = Kernel.Unlink(Fd.CurrentDirectory, ServiceFile.CgroupZ);
        }
    }

    /// <summary>The path that supervise/cgroup tells of.</summary>
    public static bool TryGetPath(ref PathBuffer leaf) => ReadRecord(ref leaf, out _);

    /// <summary>
    /// The killed need a moment to be gone, and ./finish should find nothing of them; but what hangs in the kernel must
    /// not hang the supervisor.
    /// </summary>
    private static void WaitUntilEmpty(ref PathBuffer leaf)
    {
        Result<Fd> events = CgroupFile.Open(ref leaf, "/cgroup.events"u8, OpenFlags.O_RDONLY);
        if (!events.Ok)
        {
            return;
        }
        Instant deadline = Kernel.Now().PlusMilliseconds(Limits.CgroupEmptyWaitMs);
        long left = deadline.Until(Kernel.Now());
        Span<PollDescriptor> poll = [PollDescriptor.ForChanges(events.Value)];
        while (left > 0 && IsPopulated(events.Value))
        {
            Result<int> ready = Kernel.Poll(poll, left);
            left = ready.Ok ? deadline.Until(Kernel.Now()) : 0;
        }
        Kernel.Close(events.Value);
    }

    private static bool IsPopulated(Fd events)
    {
        Span<byte> lines = stackalloc byte[Limits.ServiceFileLengthMax];
        Result<int> read = Kernel.ReadAt(events, lines, 0);
        return read.Ok && CgroupText.TryGetValue(lines[..read.Value], "populated"u8, out ulong populated) && populated != 0;
    }

    private static Errno AppendName(ref PathBuffer leaf, ReadOnlySpan<byte> service)
    {
        Result<FileStatus> directory = Kernel.Stat(Fd.CurrentDirectory, ".\0"u8);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        Span<byte> name = stackalloc byte[Limits.CgroupNameLengthMax];
        int length = CgroupText.FormatLeaf(service, directory.Value.Device, directory.Value.Inode, name);
        leaf.Append("/"u8);
        leaf.Append(name[..length]);
        return leaf.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }

    /// <summary>
    /// Makes the directory anew. What an earlier run has left in the old one is killed; where it is not dead yet, the old
    /// one is used, with its counts.
    /// </summary>
    private static Errno MakeEmpty(ref PathBuffer leaf, out ulong killsBefore)
    {
        PathBuffer recorded = new(stackalloc byte[Limits.PathLengthMax]);
        bool known = ReadRecord(ref recorded, out killsBefore) && recorded.Text.SequenceEqual(leaf.Text);
        killsBefore = known ? killsBefore : 0;
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, leaf.TextZ, 0x1ed);
        if (error != Errno.EEXIST)
        {
            return error;
        }
        Kill(ref leaf);
        ulong kills = CgroupFile.ReadNamed(ref leaf, EventsFile, OutOfMemoryKills);
        if (Kernel.RemoveDirectory(Fd.CurrentDirectory, leaf.TextZ).Failed)
        {
            return Errno.None;
        }
        killsBefore += kills;
        return Kernel.MakeDirectory(Fd.CurrentDirectory, leaf.TextZ, 0x1ed);
    }

    /// <summary>cgroup.kill is of Linux 5.14; before, each process has its signal.</summary>
    private static void Kill(ref PathBuffer leaf)
    {
        if (CgroupFile.Write(ref leaf, KillFile, "1"u8) != Errno.ENOENT)
        {
            return;
        }
        Result<Fd> processes = CgroupFile.Open(ref leaf, "/cgroup.procs"u8, OpenFlags.O_RDONLY);
        if (!processes.Ok)
        {
            return;
        }
        LineReader lines = new(processes.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        Result<int> read = lines.Fill();
        while (read.Ok && read.Value > 0)
        {
            while (lines.Next(out ReadOnlySpan<byte> line, out _))
            {
                if (Text.TryParse(SmallFile.FirstLine(line), out uint pid) && pid is > 1 and <= int.MaxValue)
                {
                    _ = Kernel.Kill(new Pid((int)pid), Signal.SIGKILL);
                }
            }
            read = lines.Fill();
        }
        Kernel.Close(processes.Value);
    }

    private static void SetLimits(ref PathBuffer leaf, ref ServiceConfig config, ref bool warned)
    {
        Span<byte> text = stackalloc byte[2 * Limits.DecimalLengthMax + 1];
        ulong memory = config.ReadLimit(ServiceOption.MemoryMax);
        int length = CgroupLimit.Format(memory, text);
        SetLimit(ref leaf, ServiceOption.MemoryMax, "/memory.max"u8, memory, text[..length], ref warned);
        ulong tasks = config.ReadLimit(ServiceOption.PidsMax);
        length = CgroupLimit.Format(tasks, text);
        SetLimit(ref leaf, ServiceOption.PidsMax, "/pids.max"u8, tasks, text[..length], ref warned);
        ulong cpu = config.ReadLimit(ServiceOption.CpuMax);
        length = CgroupLimit.FormatCpu(cpu, text);
        SetLimit(ref leaf, ServiceOption.CpuMax, "/cpu.max"u8, cpu, text[..length], ref warned);
    }

    /// <summary>A leaf that is used again has the limits of before, so that their absence is written too.</summary>
    private static void SetLimit(
        ref PathBuffer leaf,
        ServiceOption option,
        ReadOnlySpan<byte> name,
        ulong limit,
        scoped ReadOnlySpan<byte> text,
        ref bool warned)
    {
        Errno error = CgroupFile.Write(ref leaf, name, text);
        if (error.Failed && limit != CgroupLimit.None && !warned)
        {
            warned = true;
            Diagnostics.WarnUnable(error, "set "u8, ServiceOptions.NameZ(option)[..^1]);
        }
    }

    private static Errno Record(ReadOnlySpan<byte> leaf, ulong killsBefore)
    {
        PathBuffer record = new(stackalloc byte[Limits.PathLengthMax + Limits.DecimalLengthMax + 3]);
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        record.Append(leaf);
        record.Append("\n"u8);
        record.Append(digits[..Text.Format(killsBefore, digits)]);
        record.Append("\n"u8);
        Assert.That(!record.Overflowed);
        return AtomicFile.Replace(Fd.CurrentDirectory, ServiceFile.CgroupZ, ServiceFile.CgroupTemporaryZ, record.Text);
    }

    private static bool ReadRecord(ref PathBuffer leaf, out ulong killsBefore)
    {
        killsBefore = 0;
        Span<byte> record = stackalloc byte[Limits.PathLengthMax + Limits.DecimalLengthMax + 3];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, ServiceFile.CgroupZ, record);
        return read.Ok && TryParseRecord(record[..read.Value], ref leaf, out killsBefore);
    }

    /// <summary>What supervise/cgroup says: the leaf's path, and the kills of runs before.</summary>
    public static bool TryParseRecord(scoped ReadOnlySpan<byte> record, ref PathBuffer leaf, out ulong killsBefore)
    {
        killsBefore = 0;
        ReadOnlySpan<byte> path = SmallFile.FirstLine(record);
        if (path.IsEmpty || path[0] != '/' || path.Length >= Limits.PathLengthMax || path.Length == record.Length)
        {
            return false;
        }
        leaf.Append(path);
        _ = Text.TryParse(SmallFile.FirstLine(record[(path.Length + 1)..]), out killsBefore);
        return true;
    }

    public static void Warn(ref bool warned, Errno error, ReadOnlySpan<byte> failure)
    {
        if (!warned)
        {
            warned = true;
            Diagnostics.Warn(error, "the service runs without a cgroup: unable to "u8, failure);
        }
    }
}
