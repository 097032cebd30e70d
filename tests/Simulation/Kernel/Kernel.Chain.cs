using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

// What the chain loaders ask of the kernel and of libc.
internal static unsafe partial class Kernel
{
    public static Result<Fd> OpenInheritable(Fd directory, ReadOnlySpan<byte> pathZ, int flags, uint mode = 0)
    {
        string path = PathText(pathZ);
        SystemCall call = (flags & OpenFlags.O_CREAT) != 0 ? SystemCall.Create : SystemCall.Open;
        return Enter(call).Fault(call, path, out Errno fault)
            ? new Result<Fd>(fault)
            : Self.Files.Open(directory, path, flags, mode);
    }

    public static Result<MemoryRegion> ResizeMemory(MemoryRegion memory, int length)
    {
        MemoryRegion moved = new(Enter(SystemCall.Own).Memory.Map(length), length);
        memory.Bytes[..Math.Min(memory.Length, length)].CopyTo(moved.Bytes);
        return new Result<MemoryRegion>(moved);
    }

    /// <summary>There is no libc that would look.</summary>
    public static void SetEnvironment(EnvironmentBlock environment)
    {
        Assert.That(environment.Pointer != null);
        _ = Enter(SystemCall.Own);
    }

    public static Errno NeutralizeSignal(Signal signal, out bool wasIgnored)
    {
        wasIgnored = Enter(SystemCall.Own).Signals.IsIgnored(signal);
        return Self.Signals.SetAction(signal, SignalAction.Caught);
    }

    public static Errno IgnoreSignal(Signal signal) => Enter(SystemCall.Own).Signals.SetAction(signal, SignalAction.Ignore);

    public static bool SetBlocked(Signal signal, bool blocked) => Enter(SystemCall.Own).Signals.SetBlocked(signal, blocked);

    public static Result<int> StartTimer(Signal signal, long firstNanoseconds, long intervalNanoseconds)
    {
        Assert.That(firstNanoseconds > 0 && intervalNanoseconds > 0);
        return new Result<int>(Enter(SystemCall.Own).StartTimer(signal, firstNanoseconds, intervalNanoseconds));
    }

    public static void StopTimer(int timer) => Enter(SystemCall.Own).StopTimer(timer);

    /// <summary>Every zone is UTC here.</summary>
    public static bool TryToCivilTime(long unixSeconds, bool local, out CivilTime civil)
    {
        civil = default;
        if (unixSeconds < DateTimeOffset.MinValue.ToUnixTimeSeconds()
            || unixSeconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }
        DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(unixSeconds);
        civil = new CivilTime
        {
            Year = time.Year, Month = time.Month, Day = time.Day, Hour = time.Hour, Minute = time.Minute, Second = time.Second,
        };
        return true;
    }

    /// <summary>The user database has root alone.</summary>
    public static bool TryFindAccount(ReadOnlySpan<byte> nameZ, out Account account)
    {
        account = new Account(0, 0);
        return PathText(nameZ) == "root";
    }

    public static bool TryFindGroup(ReadOnlySpan<byte> nameZ, out uint gid)
    {
        gid = 0;
        return PathText(nameZ) == "root";
    }

    /// <summary>The groups have no members.</summary>
    public static Result<int> FindGroupsOf(ReadOnlySpan<byte> memberZ, Span<uint> groups) => new(0);
}
