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
        return ToInt(CallAgain(Architecture.SYS_ppoll, pointer, descriptors.Length, timeoutNanoseconds < 0 ? 0 : (nint)(&timeout)));
    }
}
