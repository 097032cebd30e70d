using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>The socket that s6-socklog receives from.</summary>
internal static class SyslogSocket
{
    private const uint ModeLock = 0x180;        // 0600

    /// <summary>Opens and binds it: 0, or an exit code, printed.</summary>
    public static int Open(ref SyslogOptions options, out Fd socket)
    {
        socket = Fd.None;
        Result<Fd> opened = options.IsInternet ? Kernel.BindInternet(ref options.Address) : BindPath(options.PathZ);
        if (opened.Ok)
        {
            socket = opened.Value;
            return ExitCode.Success;
        }
        if (!options.IsInternet)
        {
            return Diagnostics.Unable(ExitCode.System, opened.Error, "bind socket to "u8, options.PathZ[..^1]);
        }
        Span<byte> text = stackalloc byte[InternetAddress.TextLengthMax + Limits.DecimalLengthMax + 6];
        int length = options.Address.Format(text);
        " port "u8.CopyTo(text[length..]);
        length += 6;
        length += Text.Format(options.Address.Port, text[length..]);
        return Diagnostics.Unable(ExitCode.System, opened.Error, "bind socket to "u8, "ip "u8, text[..length]);
    }

    /// <summary>
    /// Takes the path over from an s6-socklog that has ended, but not from one that runs: PATH.lock, which is locked for
    /// life, tells them apart. Everybody may write to the socket, and could from the moment it is there.
    /// </summary>
    private static Result<Fd> BindPath(ReadOnlySpan<byte> pathZ)
    {
        Result<Fd> socket = Kernel.OpenDatagramSocket(nonBlocking: true);
        if (!socket.Ok)
        {
            return socket;
        }
        Errno error = TakeLock(pathZ);
        if (error.IsNone)
        {
            // Where it cannot be removed, binding says why.
            _ = Kernel.Unlink(Fd.CurrentDirectory, pathZ);
            uint mask = Kernel.SetUmask(0);
            error = Kernel.BindPath(socket.Value, pathZ);
            _ = Kernel.SetUmask(mask);
        }
        return error.Failed ? new Result<Fd>(error) : socket;
    }

    private static Errno TakeLock(ReadOnlySpan<byte> pathZ)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(pathZ[..^1]);
        path.Append(".lock"u8);
        if (path.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_CREAT, ModeLock);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Kernel.Lock(file.Value, LockKind.Exclusive, wait: false);
        return error == Errno.EAGAIN ? Errno.EBUSY : error;
    }
}
