using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

// What only one-shot commands ask for that no simulated life contains: this kernel is too old for it.
internal static partial class Kernel
{
    public static Result<Pid> Fork() => Missing<Pid>();

    public static Result<Fd> CreateMemoryFile(ReadOnlySpan<byte> nameZ)
    {
        Assert.That(nameZ[^1] == 0);
        return Enter(SystemCall.Create).Fault(SystemCall.Create, null, out Errno fault)
            ? new Result<Fd>(fault)
            : Self.Files.OpenMemory();
    }

    public static Result<int> Splice(Fd pipe, Fd file, long position, int length)
    {
        Assert.That(pipe.IsOpen && file.IsOpen && position >= 0 && length > 0);
        return Missing<int>();
    }

    public static Result<MemoryRegion> MapStack(int length)
    {
        Assert.That(length > 0);
        return Missing<MemoryRegion>();
    }

    public static Result<Pid> RunShared<TBody>(ref TBody body, MemoryRegion stack)
        where TBody : struct, ISharedBody
    {
        Assert.That(stack.Length > 0);
        return Missing<Pid>();
    }

    public static Errno BecomeSubreaper() => Missing<int>().Error;

    public static Result<Fd> OpenDatagramSocket(bool nonBlocking) => Missing<Fd>();

    public static Result<int> BindSocket(Fd socket, Span<byte> name) => Missing<int>();

    public static Errno SendDatagram(Fd socket, ReadOnlySpan<byte> path, ReadOnlySpan<byte> data, Fd attached) =>
        Missing<int>().Error;

    public static Errno ChangeDirectory(Fd directory)
    {
        Assert.That(directory.IsOpen);
        return Missing<int>().Error;
    }

    public static Errno ChangeOwner(Fd directory, ReadOnlySpan<byte> pathZ, uint uid, uint gid) => Missing<int>().Error;

    /// <summary>The user database has root alone.</summary>
    public static bool TryFindAccount(uint uid, out Account account)
    {
        account = new Account(0, 0);
        return uid == 0;
    }

    public static int FindGroupName(uint gid, Span<byte> name)
    {
        "root"u8.CopyTo(name);
        return gid == 0 ? 4 : 0;
    }

    public static bool TryFindHome(ReadOnlySpan<byte> nameZ, out ReadOnlySpan<byte> home, out Errno error)
    {
        error = Errno.None;
        home = "/root"u8;
        return nameZ.SequenceEqual("root\0"u8);
    }

    public static Pid ParentProcess() => Enter(SystemCall.Own).Parent is { } parent ? parent.Pid : default;

    public static uint EffectiveUserId() => UserId();

    public static Result<Fd> BindInternet(ref InternetAddress address)
    {
        Assert.That(address.Bytes.Length > 0);
        return Missing<Fd>();
    }

    public static Result<Datagram> ReceiveInternet(Fd fd, Span<byte> buffer, out InternetAddress sender)
    {
        Assert.That(!buffer.IsEmpty);
        sender = default;
        return Missing<Datagram>();
    }

    public static Errno BindPath(Fd socket, ReadOnlySpan<byte> pathZ)
    {
        Assert.That(pathZ[^1] == 0);
        return Missing<int>().Error;
    }

    public static Result<Fd> OpenDirectoryEvents() => Missing<Fd>();

    public static Result<int> WatchDirectory(Fd events, ReadOnlySpan<byte> pathZ, uint mask)
    {
        Assert.That(pathZ[^1] == 0);
        return Missing<int>();
    }

    public static Errno UnwatchDirectory(Fd events, int watch)
    {
        Assert.That(watch >= 0);
        return Missing<int>().Error;
    }

    public static bool IsTerminal(Fd fd) => false;

    /// <summary>The time zone of this machine is UTC.</summary>
    public static long FromLocalTime(in CivilTime civil)
    {
        DateTime minute = new((int)civil.Year, civil.Month, civil.Day, civil.Hour, civil.Minute, 0, DateTimeKind.Utc);
        return new DateTimeOffset(minute).ToUnixTimeSeconds() + civil.Second;
    }

    private static Result<T> Missing<T>()
        where T : struct
    {
        _ = Enter(SystemCall.Own);
        return new Result<T>(Errno.ENOSYS);
    }
}
