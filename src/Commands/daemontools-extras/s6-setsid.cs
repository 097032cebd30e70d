using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Becomes another program as the leader of a new session or process group (s6-setsid.html).</summary>
internal struct S6Setsid : ICommand
{
    // Long names that have no letter of their own in the reference: no key types these.
    private const byte ProcessGroupLetter = 1;
    private const byte ForegroundLetter = 2;
    private const byte GrabLetter = 3;

    private struct Request
    {
        public bool ProcessGroup;
        public bool Foreground;
        public bool Grab;
        public bool Strict;
        public bool Quiet;
    }

    public static ReadOnlySpan<byte> Name => "s6-setsid"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-setsid [ -s | -b | -f | -g ] [ -i | -I | -q ] [ -d ctty ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "sbfgiIqd:\u0001\u0002\u0003"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "session=s background-process-group=b foreground-process-group=f foreground-process-group-grab=g "u8
        + "strict=i no-strict=I quiet=q ctty=d process-group=\u0001 foreground=\u0002 grab=\u0003"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog as the leader of a new session, or of a new process group in its session.

          -s, --session                   a new session (the default)
          -b, --background-process-group  a new process group, in the background
          -f, --foreground-process-group  a new process group that asks for the terminal, and is stopped until the
                                          foreground one gives way and it is sent SIGCONT
          -g, --foreground-process-group-grab  a new process group that takes the terminal
          -i, --strict     exit 111 where that fails
          -I, --no-strict  warn and execute prog all the same (the default)
          -q, --quiet      do not even warn
          -d, --ctty=FD    the terminal; by default /dev/tty

        Exits 100 on wrong usage; 111 where -i is given and a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        bool hasTerminal = false;
        bool valid = true;
        uint number = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (letter == 'd')
            {
                // At the very end it may lack its value, and is as if it were not there.
                hasTerminal |= !options.ValueZ.IsEmpty;
                valid = options.ValueZ.IsEmpty ? valid : Text.TryParse(options.Value, out number);
            }
            else
            {
                Apply(letter, ref request);
            }
        }
        if (options.Rest.Count == 0 || !valid)
        {
            return options.UsageError();
        }
        // Numbers beyond those of descriptors mean none that is open.
        Fd terminal = !hasTerminal ? Fd.None : new Fd((int)Math.Min(number, int.MaxValue));
        int code = request.ProcessGroup ? LeadGroup(request, terminal) : LeadSession(request);
        return code == ExitCode.Success ? Outcome.Chain(options.Rest, invocation.Environment) : Outcome.Exit(code);
    }

    private static void Apply(byte letter, ref Request request)
    {
        switch (letter)
        {
            case (byte)'s':
                request.ProcessGroup = request.Foreground = request.Grab = false;
                break;
            case (byte)'b':
                request.ProcessGroup = true;
                request.Foreground = request.Grab = false;
                break;
            case (byte)'f':
                request.ProcessGroup = request.Foreground = true;
                request.Grab = false;
                break;
            case (byte)'g':
                request.ProcessGroup = request.Foreground = request.Grab = true;
                break;
            case (byte)'i':
                request.Strict = true;
                break;
            case (byte)'I':
                request.Strict = false;
                break;
            case (byte)'q':
                request.Quiet = true;
                break;
            case ProcessGroupLetter:
                request.ProcessGroup = true;
                break;
            case ForegroundLetter:
                request.Foreground = true;
                break;
            case GrabLetter:
                request.Grab = true;
                break;
            default:
                // The parser gives no other letter.
                Assert.That(false);
                break;
        }
    }

    private static int LeadSession(in Request request)
    {
        Errno error = Kernel.NewSession();
        return error.Failed ? Report(request, error, "setsid"u8) : ExitCode.Success;
    }

    private static int LeadGroup(in Request request, Fd given)
    {
        Fd terminal = given;
        int code = ExitCode.Success;
        if (request.Foreground && !given.IsOpen)
        {
            Result<Fd> opened = Kernel.Open(
                Fd.CurrentDirectory, "/dev/tty\0"u8, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
            if (!opened.Ok)
            {
                code = Report(request, opened.Error, "open /dev/tty"u8);
            }
            terminal = opened.Ok ? opened.Value : Fd.None;
        }
        if (code == ExitCode.Success)
        {
            Errno error = Kernel.NewProcessGroup();
            code = error.Failed ? Report(request, error, "setpgid"u8) : ExitCode.Success;
        }
        if (code == ExitCode.Success && request.Foreground && terminal.IsOpen)
        {
            Errno error = TakeTerminal(terminal, request.Grab);
            code = error.Failed ? Report(request, error, "tcsetpgrp"u8) : ExitCode.Success;
        }
        if (terminal.IsOpen && !given.IsOpen)
        {
            Kernel.Close(terminal);
        }
        return code;
    }

    private static Errno TakeTerminal(Fd terminal, bool grab)
    {
        if (!grab)
        {
            return Kernel.SetForeground(terminal);
        }
        // A process of the background is stopped for the attempt, unless it blocks or ignores this signal.
        bool wasBlocked = Kernel.SetBlocked(Signal.SIGTTOU, blocked: true);
        Errno error = Kernel.SetForeground(terminal);
        if (!wasBlocked)
        {
            _ = Kernel.SetBlocked(Signal.SIGTTOU, blocked: false);
        }
        return error;
    }

    /// <summary>The exit code for what failed: success where the program is to be executed nonetheless.</summary>
    private static int Report(in Request request, Errno error, ReadOnlySpan<byte> what)
    {
        Assert.That(error.Failed);
        if (request.Strict)
        {
            return Diagnostics.Unable(ExitCode.System, error, what);
        }
        if (!request.Quiet)
        {
            Diagnostics.WarnUnable(error, what);
        }
        return ExitCode.Success;
    }
}
