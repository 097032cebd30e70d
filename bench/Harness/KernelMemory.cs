using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Sestet.Bench.Harness;

/// <summary>
/// What processes cost the kernel, on the whole machine, in KiB: their stacks and page tables (/proc/meminfo), and its objects
/// for processes, memory maps, descriptors and entries of memory file systems (/proc/slabinfo, which takes root).
/// </summary>
internal readonly record struct KernelMemory(double Stacks, double PageTables, double Slabs, bool IsSettled)
{
    private const int SettleSteps = 12;
    private const int QuietSteps = 2;
    private const int SettleStepMs = 250;
    private const double SettledKibibytes = 256;
    private const string SlabFile = "/proc/slabinfo";

    private static readonly string[] KmallocKinds = ["kmalloc", "kmalloc-cg"];

    private static readonly string[] KmallocSizes =
        ["8", "16", "32", "64", "96", "128", "192", "256", "512", "1k", "2k", "4k", "8k"];

    /// <summary>Caches that grow with processes, not with other programs' files on disks.</summary>
    private static readonly HashSet<string> Caches =
    [
        "task_struct", "signal_cache", "sighand_cache", "files_cache", "fs_cache", "mm_struct", "vm_area_struct", "vma_lock",
        "anon_vma", "anon_vma_chain", "maple_node", "pid", "pid_2", "cred", "cred_jar", "filp", "inode_cache",
        "shmem_inode_cache", "dentry", "sock_inode_cache", "UNIX", "eventpoll_epi", "eventpoll_pwq", "inotify_inode_mark",
        "ep_head", "file_lock_cache", "file_lock_ctx", "file_lease_cache", "sigqueue", "task_delay_info", "thread_stack",
        "stack", "task_group", .. KmallocKinds.SelectMany(kind => KmallocSizes.Select(size => $"{kind}-{size}")),
    ];

    /// <summary>Whether it can be read.</summary>
    public static bool IsKnown { get; } = Native.Access(SlabFile, Native.ReadAccess) == 0;

    public double Total => Stacks + PageTables + Slabs;

    public static KernelMemory operator -(KernelMemory left, KernelMemory right) =>
        new(left.Stacks - right.Stacks, left.PageTables - right.PageTables, left.Slabs - right.Slabs, left.IsSettled && right.IsSettled);

    public static KernelMemory operator /(KernelMemory memory, double count) =>
        new(memory.Stacks / count, memory.PageTables / count, memory.Slabs / count, memory.IsSettled);

    /// <summary>
    /// Reads it when it does not change any more, for the kernel frees what the dead had only by and by; or some time later,
    /// and then it is not settled: something else is changing it.
    /// </summary>
    public static KernelMemory ReadSettled()
    {
        KernelMemory last = ReadPages();
        int quiet = 0;
        for (int i = 0; i < SettleSteps && quiet < QuietSteps; i++)
        {
            Interruption.Sleep(SettleStepMs);
            KernelMemory now = ReadPages();
            quiet = Math.Abs(now.Total - last.Total) < SettledKibibytes ? quiet + 1 : 0;
            last = now;
        }
        return last with { Slabs = ReadSlabs(), IsSettled = quiet == QuietSteps };
    }

    private static KernelMemory ReadPages()
    {
        Dictionary<string, string> fields = File.ReadLines("/proc/meminfo").Select(line => line.Split(':'))
            .ToDictionary(parts => parts[0], parts => parts[1]);
        return new KernelMemory(Field("KernelStack"), Field("PageTables"), 0, false);

        double Field(string name) => Number(fields[name].Trim().Split(' ')[0]);
    }

    /// <summary>Lines of slabinfo(5): name, active objects, all objects, size of one.</summary>
    private static double ReadSlabs() => !IsKnown ? 0 : File.ReadLines(SlabFile)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length > 3 && Caches.Contains(fields[0]))
        .Sum(fields => Number(fields[1]) * Number(fields[3])) / 1024.0;

    private static double Number(string digits) => double.Parse(digits, CultureInfo.InvariantCulture);
}
