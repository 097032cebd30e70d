using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

// What only one-shot commands ask for that no simulated life contains: this kernel is too old for it.
internal static unsafe partial class Kernel
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

    private static Result<T> Missing<T>()
        where T : struct
    {
        _ = Enter(SystemCall.Own);
        return new Result<T>(Errno.ENOSYS);
    }
}
