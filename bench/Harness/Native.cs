using System;
using System.Runtime.InteropServices;
using Sestet.Bench.Harness;

namespace Sestet.Harness;

/// <summary>What only the benchmark asks for.</summary>
internal static partial class Native
{
    public const int OpenWriteCreateTruncate = 0x241;
    public const int SIGKILL = 9;
    public const int WriteAndSearch = 3;
    public const int Execute = 1;
    public const int ReadAccess = 4;
    private const int SetChildSubreaper = 36;
    private const int UsageOfChildren = -1;
    private const int PidFdOpen = 434;
    private const int CloseRange = 436;
    private const int CloseRangeOnExec = 4;
    private const int FirstBeyondStandard = 3;

    /// <summary>struct timeval.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeValue
    {
        public long Seconds;
        public long Microseconds;
    }

    /// <summary>struct rusage, of which only the two times are looked at.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    public struct Usage
    {
        public TimeValue User;
        public TimeValue System;

        public readonly long CpuNanoseconds =>
            (User.Seconds + System.Seconds) * 1_000_000_000 + (User.Microseconds + System.Microseconds) * 1000;
    }

    /// <summary>struct statx, of which only the blocks are looked at.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(48)]
        public ulong Blocks;
    }

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    public static partial int WaitFor(int pid, out int status, int options, out Usage usage);

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetUsage(int who, out Usage usage);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nint argument, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExtendedStatus(int directory, string path, int flags, uint mask, out FileStatus status);

    /// <summary>Has processes whose parent has died, anywhere below this one, become children of this one.</summary>
    public static void AdoptOrphans() => Check(ProcessControl(SetChildSubreaper, 1, 0, 0, 0), "prctl");

    /// <summary>
    /// What this process was started with beyond its standard streams is nobody else's: a process has a table of descriptors as
    /// long as the highest of them, so that every supervisor and every service would cost more.
    /// </summary>
    public static void KeepDescriptors() =>
        Check((int)SystemCall(CloseRange, FirstBeyondStandard, int.MaxValue, CloseRangeOnExec), "close_range");

    /// <summary>What a file holds of its file system, in KiB; a link is not followed.</summary>
    public static double KibibytesOf(string path)
    {
        const int CurrentDirectory = -100;
        const int NoFollow = 0x100;
        const uint WantBlocks = 0x400;
        Check(ExtendedStatus(CurrentDirectory, path, NoFollow, WantBlocks, out FileStatus status), $"statx {path}");
        return status.Blocks / 2.0;
    }

    /// <summary>CPU time of all children that were waited for, and of those they have waited for.</summary>
    public static long ChildrenCpuNanoseconds()
    {
        Check(GetUsage(UsageOfChildren, out Usage usage), "getrusage");
        return usage.CpuNanoseconds;
    }

    /// <summary>A descriptor that becomes readable when the process ends; -1 where there is no such process.</summary>
    public static int OpenProcess(int pid) => (int)SystemCall(PidFdOpen, pid, 0, 0);

    /// <summary>
    /// Waits until the first descriptor is readable; false where the second is so first, or the time is over. -1 is none.
    /// </summary>
    public static bool WaitReadable(int descriptor, int other, int timeoutMs)
    {
        Patience patience = new(timeoutMs);
        Span<PollDescriptor> poll =
        [
            new() { Descriptor = descriptor, Wanted = PollIn },
            new() { Descriptor = other, Wanted = PollIn },
        ];
        while (true)
        {
            int ready = Poll(poll, 2, patience.LeftMs);
            if (ready >= 0 || Marshal.GetLastPInvokeError() != EINTR)
            {
                return Check(ready, "poll") > 0 && poll[0].Got != 0;
            }
        }
    }

    /// <summary>
    /// kill(2) for one process, never more: 0, -1 and other negative numbers mean groups, or all there are, and are a fault
    /// of the caller's.
    /// </summary>
    public static int Kill(int pid, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 2);
        return SendSignal(pid, signal);
    }
}
