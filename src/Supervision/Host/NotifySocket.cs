using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The socket that a service finds in NOTIFY_SOCKET (sd_notify(3)), with an abstract name that supervise/notify keeps, so
/// that a supervisor that takes the service over listens there again.
/// </summary>
internal static class NotifySocket
{
    private const int RandomLength = 16;

    private static ReadOnlySpan<byte> NamePrefix => "s6-supervise/"u8;

    private static ReadOnlySpan<byte> SocketVariable => "NOTIFY_SOCKET="u8;

    private static ReadOnlySpan<byte> WatchdogVariable => "WATCHDOG_USEC="u8;

    private static ReadOnlySpan<byte> PidVariable => "WATCHDOG_PID="u8;

    /// <summary>Opens the socket for a new instance, unless it is open from the one before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Errno Prepare(ref SupervisedService service)
    {
        // What the instance before has said last is not said of this one.
        _ = Kernel.Unlink(Fd.CurrentDirectory, ServiceFile.StatusTextZ);
        if (service.Socket.IsOpen)
        {
            return Errno.None;
        }
        Span<byte> random = stackalloc byte[RandomLength];
        Kernel.GetRandom(random);
        PathBuffer name = new(stackalloc byte[Limits.SocketPathLengthMax]);
        name.Append(NamePrefix);
        Span<byte> digits = stackalloc byte[2];
        foreach (byte value in random)
        {
            digits[0] = Text.HexDigit(value >> 4);
            digits[1] = Text.HexDigit(value & 0xf);
            name.Append(digits);
        }
        Result<Fd> socket = Kernel.BindDatagrams(name.Text);
        if (!socket.Ok)
        {
            return socket.Error;
        }
        service.Socket = socket.Value;
        name.Append("\n"u8);
        Assert.That(!name.Overflowed);
        Errno error = AtomicFile.Replace(Fd.CurrentDirectory, ServiceFile.NotifyZ, ServiceFile.NotifyTemporaryZ, name.Text);
        if (error.Failed)
        {
            // The service is heard all the same, as long as this supervisor lives.
            Diagnostics.WarnUnable(error, "write "u8, ServiceFile.NotifyZ[..^1]);
        }
        return Errno.None;
    }

    /// <summary>The socket of a living service that another supervisor has started.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Result<Fd> Reopen()
    {
        Span<byte> line = stackalloc byte[Limits.SocketPathLengthMax];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, ServiceFile.NotifyZ, line);
        if (!read.Ok)
        {
            return new Result<Fd>(read.Error);
        }
        ReadOnlySpan<byte> name = SmallFile.FirstLine(line[..read.Value]);
        return name.StartsWith(NamePrefix) && name.Length < line.Length
            ? Kernel.BindDatagrams(name)
            : new Result<Fd>(Errno.EINVAL);
    }

    /// <summary>
    /// Starts a process with the socket's name and the watchdog's time, if there is one, in its environment. It writes its
    /// own number there.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Result<Pid> Spawn(SpawnRequest request, Fd socket, uint watchdogMs, ref BirthRecord birth)
    {
        int count = request.Environment.Count;
        if (count > Limits.NotifyEnvironmentMax)
        {
            return new Result<Pid>(Errno.E2BIG);
        }
        EnvironmentList list = new(stackalloc nint[count + 4], request.Environment, count);
        Remove(ref list, SocketVariable);
        Remove(ref list, WatchdogVariable);
        Remove(ref list, PidVariable);
        Span<byte> name = stackalloc byte[Limits.SocketPathLengthMax];
        Result<int> length = Kernel.NameOfSocket(socket, name);
        if (!length.Ok)
        {
            return new Result<Pid>(length.Error);
        }
        PathBuffer socketText = new(stackalloc byte[Limits.SocketPathLengthMax + 32]);
        socketText.Append(SocketVariable);
        socketText.Append("@"u8);
        socketText.Append(name[..length.Value]);
        list.Append(socketText.TextZ);
        PathBuffer watchdogText = new(stackalloc byte[WatchdogVariable.Length + Limits.DecimalLengthMax + 1]);
        if (watchdogMs > 0)
        {
            Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
            watchdogText.Append(WatchdogVariable);
            watchdogText.Append(digits[..Text.Format(watchdogMs * 1000UL, digits)]);
            list.Append(watchdogText.TextZ);
            list.Append(birth.PrepareWatchdogPid(PidVariable, request.NewPidNamespace));
        }
        request.Environment = list.Block;
        return Kernel.Spawn(request, ref birth);
    }

    private static void Remove(ref EnvironmentList list, ReadOnlySpan<byte> variable)
    {
        for (int index = list.Block.IndexOf(variable[..^1]); index >= 0; index = list.Block.IndexOf(variable[..^1]))
        {
            list.RemoveAt(index);
        }
    }
}
