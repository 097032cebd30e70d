using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ipc.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Binds a socket and becomes another program, whose standard input it is (s6-ipcserver-socketbinder.html).</summary>
internal struct S6IpcserverSocketbinder : ICommand
{
    /// <summary>SOMAXCONN of libc: what connections may wait unless told otherwise.</summary>
    private const uint BacklogDefault = 128;

    public static ReadOnlySpan<byte> Name => "s6-ipcserver-socketbinder"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-ipcserver-socketbinder [ -d | -D ] [ -b backlog ] [ -M | -m ] [ -a perms ] [ -B ] path prog..."u8;

    public static ReadOnlySpan<byte> Options => "DdMmBb:a:"u8;

    public static ReadOnlySpan<byte> Operands => "wr"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes a socket of the Unix domain, binds it to path and listens on it, then executes prog with the socket as its
        standard input.

          -d          what is at path is removed before (the default). Whoever does that holds a lock on path.lock
          -D          nothing may be at path
          -b BACKLOG  that many connections may wait to be accepted; 0: do not listen
          -M          the socket is a SOCK_STREAM (the default)
          -m          the socket is a SOCK_DGRAM; with -b0, for it cannot listen
          -a PERMS    the permissions of path, in octal; 0777 by default: everybody may connect
          -B          the socket blocks; by default it does not

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool takesOver = true;
        bool datagrams = false;
        bool blocks = false;
        uint backlog = BacklogDefault;
        uint mode = FileMode.Permissions;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            bool ok = true;
            switch (letter)
            {
                case (byte)'D':
                case (byte)'d':
                    takesOver = letter == 'd';
                    break;
                case (byte)'M':
                case (byte)'m':
                    datagrams = letter == 'm';
                    break;
                case (byte)'B':
                    blocks = true;
                    break;
                case (byte)'b':
                    ok = Text.TryParse(options.Value, out backlog);
                    break;
                case (byte)'a':
                    ok = Octal.TryParseMode(options.Value, out mode);
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
            if (!ok)
            {
                return options.UsageError();
            }
        }
        if (options.Rest.Count < 2)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> pathZ = options.Rest.AtZ(0);
        Result<Fd> socket = datagrams ? Kernel.OpenDatagramSocket(!blocks) : Kernel.OpenStreamSocket(!blocks);
        if (!socket.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, socket.Error, "create socket"u8));
        }
        int code = Install(socket.Value, pathZ, mode, takesOver, backlog);
        return code == ExitCode.Success
            ? Outcome.Chain(options.Rest.From(1), invocation.Environment)
            : Outcome.Exit(code);
    }

    private static int Install(Fd socket, ReadOnlySpan<byte> pathZ, uint mode, bool takesOver, uint backlog)
    {
        Errno error = SocketPath.Bind(socket, pathZ, mode, takesOver);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "bind to "u8, pathZ[..^1]);
        }
        error = backlog > 0 ? Kernel.Listen(socket, backlog) : Errno.None;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "listen to "u8, pathZ[..^1]);
        }
        error = Descriptors.Move(socket, Fd.StandardInput.Value);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "create socket"u8) : ExitCode.Success;
    }
}
