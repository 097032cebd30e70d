using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    /// <summary>struct timespec and __kernel_timespec.</summary>
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>struct itimerspec.</summary>
    private struct TimerTimes
    {
        public TimeSpec Interval;
        public TimeSpec First;
    }

    /// <summary>struct sigevent of the kernel, for SIGEV_SIGNAL (0).</summary>
    private struct TimerSignal
    {
        public nint Value;
        public int SignalNumber;
        public int Notify;
        public SignalPadding Rest;
    }

    [InlineArray(6)]
    private struct SignalPadding
    {
        private ulong _word;
    }

    /// <summary>struct tm of musl.</summary>
    private struct CalendarTime
    {
        public int Second;
        public int Minute;
        public int Hour;
        public int Day;
        public int Month;
        public int Year;
        public int WeekDay;
        public int YearDay;
        public int IsDaylightSaving;
        public long Offset;
        public byte* ZoneName;
    }

    /// <summary>
    /// The monotonic clock. It is asked by a true system call: the vdso's pages would cost every daemon 12 kB of page
    /// tables, and none asks often.
    /// </summary>
    public static Instant Now()
    {
        const int CLOCK_MONOTONIC = 1;
        TimeSpec time = default;
        _ = Call(Architecture.SYS_clock_gettime, CLOCK_MONOTONIC, (nint)(&time));
        return new Instant(time.Seconds * 1_000_000_000 + time.Nanoseconds);
    }

    /// <summary>
    /// The clock that /proc/PID/stat counts the start of processes by: nanoseconds since boot, sleep included.
    /// </summary>
    public static long SinceBoot()
    {
        const int CLOCK_BOOTTIME = 7;
        TimeSpec time = default;
        _ = Call(Architecture.SYS_clock_gettime, CLOCK_BOOTTIME, (nint)(&time));
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }

    /// <summary>The wall clock.</summary>
    public static Tai WallClock()
    {
        const int CLOCK_REALTIME = 0;
        TimeSpec time = default;
        _ = Call(Architecture.SYS_clock_gettime, CLOCK_REALTIME, (nint)(&time));
        return Tai.FromUnix(time.Seconds, (uint)time.Nanoseconds);
    }

    /// <summary>
    /// Waits until a descriptor is ready or the time is over; -1 waits without end. The number of ready ones, 0 for the
    /// time.
    /// </summary>
    public static Result<int> Poll(Span<PollDescriptor> descriptors, long timeoutNanoseconds)
    {
        TimeSpec timeout = new()
        {
            Seconds = timeoutNanoseconds / 1_000_000_000,
            Nanoseconds = timeoutNanoseconds % 1_000_000_000,
        };
        nint pointer = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(descriptors));
        // The kernel takes what has passed off the timeout, so that an interrupted wait goes on with the rest.
        nint limit = timeoutNanoseconds < 0 ? 0 : (nint)(&timeout);
        return ToInt(CallAgain(Architecture.SYS_ppoll, pointer, descriptors.Length, limit));
    }

    /// <summary>
    /// Starts a timer of the monotonic clock that sends this process a signal, first after one time and then again in
    /// intervals, until StopTimer or execve: its number. Times are in nanoseconds and more than 0.
    /// </summary>
    public static Result<int> StartTimer(Signal signal, long firstNanoseconds, long intervalNanoseconds)
    {
        const int CLOCK_MONOTONIC = 1;
        Assert.That(firstNanoseconds > 0 && intervalNanoseconds > 0);
        TimerSignal notification = new() { SignalNumber = signal.Number };
        int timer = 0;
        nint result = Call(Architecture.SYS_timer_create, CLOCK_MONOTONIC, (nint)(&notification), (nint)(&timer));
        if (result < 0)
        {
            return new Result<int>(ToErrno(result));
        }
        TimerTimes times = new()
        {
            Interval = ToTimeSpec(intervalNanoseconds),
            First = ToTimeSpec(firstNanoseconds),
        };
        result = Call(Architecture.SYS_timer_settime, timer, 0, (nint)(&times), 0);
        if (result < 0)
        {
            StopTimer(timer);
            return new Result<int>(ToErrno(result));
        }
        return new Result<int>(timer);
    }

    public static void StopTimer(int timer)
    {
        nint result = Call(Architecture.SYS_timer_delete, timer);
        Assert.That(result == 0);
    }

    /// <summary>
    /// A second of the system clock on the calendar: in the local time zone (TZ, else /etc/localtime), or in UTC. False
    /// where its year is not to be expressed.
    /// </summary>
    public static bool TryToCivilTime(long unixSeconds, bool local, out CivilTime civil)
    {
        CalendarTime time = default;
        void* result = local ? Libc.localtime_r(&unixSeconds, &time) : Libc.gmtime_r(&unixSeconds, &time);
        civil = new CivilTime
        {
            Year = 1900L + time.Year,
            Month = time.Month + 1,
            Day = time.Day,
            Hour = time.Hour,
            Minute = time.Minute,
            Second = time.Second,
        };
        return result != null;
    }

    /// <summary>
    /// The second of the system clock for one of the calendar in the local time zone. What the clocks passed over when they
    /// went forward, or passed twice when they went back, is taken as libc takes it.
    /// </summary>
    public static long FromLocalTime(in CivilTime civil)
    {
        CalendarTime time = new()
        {
            Year = (int)(civil.Year - 1900),
            Month = civil.Month - 1,
            Day = civil.Day,
            Hour = civil.Hour,
            Minute = civil.Minute,
            Second = civil.Second,
            IsDaylightSaving = -1,
        };
        return Libc.mktime(&time);
    }

    private static TimeSpec ToTimeSpec(long nanoseconds) => new()
    {
        Seconds = nanoseconds / 1_000_000_000,
        Nanoseconds = nanoseconds % 1_000_000_000,
    };
}
