using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace Sestet.Bench.Harness;

/// <summary>
/// The CPU time of a tree of processes, dead ones included, from a control group of its own: cgroup v1's cpuacct or v2's
/// cpu.stat. Where none can be made (that takes root), there is only what the kernel sums up for children that have been
/// waited for, which is complete when all are gone.
/// </summary>
internal sealed class CpuAccount : IDisposable
{
    private static int _number;

    private readonly string? _directory;
    private readonly bool _version1;
    private readonly long _reapedBefore;

    private CpuAccount(string? directory, bool version1)
    {
        _directory = directory;
        _version1 = version1;
        _reapedBefore = Native.ChildrenCpuNanoseconds();
    }

    /// <summary>The account can be read while the tree lives.</summary>
    public bool IsLive => _directory != null;

    /// <summary>The file through which a process joins, as the helper's `launch` wants it.</summary>
    public string JoinFile => _directory == null ? "-" : Path.Combine(_directory, "cgroup.procs");

    /// <summary>A new account; <paramref name="reapedOnly"/> does without control groups.</summary>
    public static CpuAccount Open(bool reapedOnly)
    {
        string name = $"sestet-bench-{Environment.ProcessId}-{++_number}";
        CpuAccount? group = reapedOnly ? null : TryMake(name, version1: true) ?? TryMake(name, version1: false);
        return group ?? new CpuAccount(null, false);
    }

    /// <summary>Nanoseconds since the account was opened.</summary>
    public long Read()
    {
        if (_directory == null)
        {
            return Native.ChildrenCpuNanoseconds() - _reapedBefore;
        }
        if (_version1)
        {
            return long.Parse(File.ReadAllText(Path.Combine(_directory, "cpuacct.usage")), CultureInfo.InvariantCulture);
        }
        string line = File.ReadLines(Path.Combine(_directory, "cpu.stat"))
            .First(l => l.StartsWith("usage_usec ", StringComparison.Ordinal));
        return long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) * 1000;
    }

    public void Dispose()
    {
        if (_directory == null)
        {
            return;
        }
        // A process that has been waited for may still be on its way out of the group.
        Patience patience = new(5000);
        while (Directory.Exists(_directory))
        {
            try
            {
                Directory.Delete(_directory);
            }
            catch (IOException) when (!patience.IsOver)
            {
                Thread.Sleep(10);
            }
        }
    }

    private static CpuAccount? TryMake(string name, bool version1)
    {
        string? root = FindMount(version1);
        if (root == null)
        {
            return null;
        }
        try
        {
            CpuAccount account = new(Directory.CreateDirectory(Path.Combine(root, name)).FullName, version1);
            _ = account.Read();
            return account;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Lines of proc_pid_mounts(5): device, directory, type, options.</summary>
    private static string? FindMount(bool version1) =>
        File.ReadLines("/proc/self/mounts")
            .Select(line => line.Split(' '))
            .Where(f => version1 ? f[2] == "cgroup" && f[3].Split(',').Contains("cpuacct") : f[2] == "cgroup2")
            .Select(f => f[1])
            .FirstOrDefault();
}
