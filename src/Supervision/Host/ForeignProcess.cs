using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>What became of a process that a record names.</summary>
internal enum ProcessFate : byte
{
    /// <summary>It has ended; its number may be another's now.</summary>
    Gone,

    /// <summary>It lives, and a descriptor of it is open.</summary>
    Alive,

    /// <summary>A process has its number, and nothing can prove that it is the same.</summary>
    Unproven,
}

/// <summary>Processes that are none of this one's children (pidfd_open(2)).</summary>
internal static class ForeignProcess
{
    private const long NanosecondsPerTick = 10_000_000;

    /// <summary>
    /// Looks for a process that lived at a time, in nanoseconds since this boot. A number is not used again before its
    /// process has ended, so the process that has it now is that one exactly if it had begun by then. (In another PID
    /// namespace it may be another one; so it must not have begun before the time when it had not, either. That is of the
    /// monotonic clock, which is never ahead.) An error is a shortage that will pass, and says nothing of the process.
    /// </summary>
    public static Errno Find(Pid pid, long notBefore, long born, out ProcessFate fate, out Fd process)
    {
        process = Fd.None;
        Result<Fd> opened = Kernel.OpenProcess(pid);
        fate = opened.Error == Errno.ESRCH ? ProcessFate.Gone : ProcessFate.Unproven;
        if (!opened.Ok)
        {
            return opened.Error.IsShortage ? opened.Error : Errno.None;
        }
        Errno error = GetStart(pid, out bool known, out long start);
        // Only now is it sure that what was read was of the process that is open.
        Errno unseen = HasEnded(opened.Value, out bool ended);
        if (unseen.Failed)
        {
            Kernel.Close(opened.Value);
            return unseen;
        }
        if (ended || (known && (start > born || start < notBefore - NanosecondsPerTick)))
        {
            fate = ProcessFate.Gone;
        }
        else if (known)
        {
            fate = ProcessFate.Alive;
            process = opened.Value;
            return Errno.None;
        }
        Kernel.Close(opened.Value);
        return fate == ProcessFate.Gone ? Errno.None : error;
    }

    /// <summary>Whether the process of a descriptor is no more, or is a zombie. An error is a shortage that will pass.</summary>
    public static Errno HasEnded(Fd process, out bool ended)
    {
        Span<PollDescriptor> poll = [PollDescriptor.ForReading(process)];
        Result<int> ready = Kernel.Poll(poll, 0);
        ended = ready.Ok && ready.Value > 0;
        return ready.Error;
    }

    /// <summary>When a process began, in nanoseconds since boot, rounded down to a tick (proc(5), stat, starttime).</summary>
    // By itself, for its buffer would lie below everything a supervisor has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Errno GetStart(Pid pid, out bool known, out long start)
    {
        const int FieldsBehindName = 19;
        known = false;
        start = 0;
        Span<byte> stat = stackalloc byte[Limits.ProcessStatLength];
        PathBuffer path = new(stackalloc byte[Limits.ServiceFileLengthMax]);
        Span<byte> number = stackalloc byte[Limits.DecimalLengthMax];
        path.Append("/proc/"u8);
        path.Append(number[..Text.Format((ulong)pid.Value, number)]);
        path.Append("/stat"u8);
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, path.TextZ, stat);
        if (!read.Ok)
        {
            return read.Error.IsShortage ? read.Error : Errno.None;
        }
        ReadOnlySpan<byte> rest = stat[..read.Value];
        rest = rest[(rest.LastIndexOf((byte)')') + 1)..];
        for (int i = 0; i <= FieldsBehindName; i++)
        {
            int blank = rest.IndexOf((byte)' ');
            if (blank < 0)
            {
                return Errno.None;
            }
            rest = rest[(blank + 1)..];
        }
        int end = rest.IndexOf((byte)' ');
        if (end < 0 || !Text.TryParse(rest[..end], out ulong ticks) || ticks > long.MaxValue / NanosecondsPerTick)
        {
            return Errno.None;
        }
        start = (long)ticks * NanosecondsPerTick;
        known = true;
        return Errno.None;
    }
}
