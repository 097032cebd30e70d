using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    public static Instant Now() => new(Enter(SystemCall.Clock).Machine.Clock.Monotonic);

    public static long SinceBoot() => Enter(SystemCall.Clock).Machine.Clock.SinceBoot;

    public static Tai WallClock() => Enter(SystemCall.Clock).Machine.Clock.Wall;

    public static Result<int> Poll(Span<PollDescriptor> descriptors, long timeoutNanoseconds) =>
        Enter(SystemCall.Poll).Fault(SystemCall.Poll, null, out Errno fault)
            ? new Result<int>(fault)
            : Self.Poll(descriptors, timeoutNanoseconds);
}
