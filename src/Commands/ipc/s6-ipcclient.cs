using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Connects to a socket and becomes another program (s6-ipcclient.html).</summary>
internal struct S6Ipcclient : ICommand
{
    /// <summary>Where UCSPI has a client read from its server, and write to it.</summary>
    private const int ReadNumber = 6;
    private const int WriteNumber = 7;

    public static ReadOnlySpan<byte> Name => "s6-ipcclient"u8;

    public static ReadOnlySpan<byte> Usage => "s6-ipcclient [ -q | -Q | -v ] [ -p bindpath ] [ -l localname ] path prog..."u8;

    public static ReadOnlySpan<byte> Options => "qQvp:l:"u8;

    public static ReadOnlySpan<byte> Operands => "wr"u8;

    public static ReadOnlySpan<byte> Help => """
        Connects to the socket of the Unix domain at path, then executes prog, which reads from the connection on descriptor 6
        and writes to it on descriptor 7. PROTO is set to IPC, and IPCLOCALPATH to the path of its own socket, if any.

          -p PATH  bind the own socket to that path before
          -l NAME  what IPCLOCALPATH is set to, whatever the path is
          -q, -Q   tell nothing beyond errors; -Q is the default
          -v       tell that it is connected

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        ReadOnlySpan<byte> bindPathZ = default;
        TextReference localName = default;
        bool hasLocalName = false;
        uint verbosity = 1;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'q':
                    verbosity -= verbosity > 0 ? 1u : 0;
                    break;
                case (byte)'Q':
                    verbosity = 1;
                    break;
                case (byte)'v':
                    verbosity++;
                    break;
                case (byte)'p':
                    bindPathZ = new TextReference(options.ValueZ).Text;
                    break;
                case (byte)'l':
                    localName = new TextReference(options.Value);
                    hasLocalName = true;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count < 2)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> pathZ = options.Rest.AtZ(0);
        int code = Connect(pathZ, bindPathZ, out Fd socket);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        if (verbosity > 1)
        {
            // The reference has its name twice in that line.
            Diagnostics.Info("s6-ipcclient: connected to "u8, pathZ[..^1]);
        }
        EnvironmentEditor environment = new(invocation.Environment);
        SetVariables(ref environment, socket, localName, hasLocalName);
        if (environment.Error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, environment.Error, "update environment"u8));
        }
        code = Install(socket);
        return code == ExitCode.Success
            ? Outcome.Chain(options.Rest.From(1), environment.Block)
            : Outcome.Exit(code);
    }

    private static int Connect(ReadOnlySpan<byte> pathZ, ReadOnlySpan<byte> bindPathZ, out Fd socket)
    {
        Result<Fd> opened = Kernel.OpenStreamSocket(nonBlocking: false);
        socket = opened.Ok ? opened.Value : Fd.None;
        if (!opened.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, opened.Error, "create socket"u8);
        }
        Errno error = bindPathZ.IsEmpty ? Errno.None : Kernel.BindPath(socket, bindPathZ);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "bind socket to "u8, bindPathZ[..^1]);
        }
        error = Kernel.ConnectPath(socket, pathZ);
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "connect to "u8, pathZ[..^1])
            : ExitCode.Success;
    }

    private static void SetVariables(
        ref EnvironmentEditor environment, Fd socket, TextReference localName, bool hasLocalName)
    {
        Span<byte> path = stackalloc byte[Limits.SocketPathLengthMax];
        environment.Set("PROTO"u8, "IPC"u8);
        if (hasLocalName)
        {
            environment.Set("IPCLOCALPATH"u8, localName.Text);
            return;
        }
        Result<int> length = Kernel.LocalPath(socket, path);
        if (length.Ok)
        {
            environment.Set("IPCLOCALPATH"u8, path[..length.Value]);
        }
        else
        {
            environment.Unset("IPCLOCALPATH"u8);
        }
    }

    private static int Install(Fd socket)
    {
        Errno error = Descriptors.Move(socket, ReadNumber);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "set up fd "u8, "6"u8);
        }
        error = Kernel.DuplicateTo(new Fd(ReadNumber), WriteNumber);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "set up fd "u8, "7"u8) : ExitCode.Success;
    }
}
