using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// Passes the readiness that a program tells in the way of s6 on to systemd (s6-notify-socket-from-fd.html).
/// </summary>
internal struct S6NotifySocketFromFd : ICommand
{
    // A long name that has no letter of its own in the reference: no key types it.
    private const byte DoubleForkLetter = 1;
    private const int ReadLength = 256;

    private struct Request
    {
        public Fd Target;
        public uint TimeoutMs;
        public bool Detached;
        public bool KeepsEnvironment;
    }

    private static ReadOnlySpan<byte> Variable => "NOTIFY_SOCKET"u8;

    public static ReadOnlySpan<byte> Name => "s6-notify-socket-from-fd"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-notify-socket-from-fd [ -d fd ] [ -f ] [ -t timeout ] [ -k ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "fkd:t:\u0001"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "no-doublefork=f keep-environment=k notification-fd=d timeout=t doublefork=\u0001"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog. When prog writes a newline to a descriptor, as services of s6 do when they are ready, a process in the
        background sends READY=1 to the socket of NOTIFY_SOCKET. For units of systemd with Type=notify and NotifyAccess=all.
        Without NOTIFY_SOCKET it executes prog, and no more.

          -d, --notification-fd=FD  the descriptor prog writes to (default 1)
          -t, --timeout=MS          give up after that time; 0, the default, is never
          -k, --keep-environment    prog has NOTIFY_SOCKET, too
          -f, --no-doublefork       the background process is a child of prog, which has to reap it

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed. The background
        process exits 0 when all is told, 1 when prog has ended before, 99 after the time.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        NumberOption descriptor = default;
        NumberOption timeout = default;
        Request request = new() { Detached = true };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'f':
                case DoubleForkLetter:
                    request.Detached = letter == DoubleForkLetter;
                    break;
                case (byte)'k':
                    request.KeepsEnvironment = true;
                    break;
                case (byte)'d':
                    descriptor.Take(options);
                    break;
                case (byte)'t':
                    timeout.Take(options);
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        if (!descriptor.TryRead("notification-fd"u8, 1, out uint number)
            || !timeout.TryRead("timeout"u8, 0, out request.TimeoutMs))
        {
            return Outcome.Exit(ExitCode.Usage);
        }
        request.Target = new Fd((int)Math.Min(number, int.MaxValue));
        return invocation.Environment.TryGet(Variable, out ReadOnlySpan<byte> pathZ)
            ? Start(options.Rest, invocation.Environment, pathZ[..^1], request)
            : Outcome.Chain(options.Rest, invocation.Environment);
    }

    private static Outcome Start(
        Arguments program, EnvironmentBlock environment, ReadOnlySpan<byte> path, in Request request)
    {
        EnvironmentEditor editor = new(environment);
        if (!request.KeepsEnvironment)
        {
            editor.Unset(Variable);
        }
        Errno error = Kernel.Pipe(out Fd lines, out Fd writer);
        error = editor.Error.Failed ? editor.Error : error;
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "pipe"u8));
        }
        Pid self = Kernel.CurrentProcess();
        error = BackgroundWork.Fork(request.Detached, out bool isChild);
        if (error.Failed)
        {
            return Outcome.Exit(
                Diagnostics.Unable(ExitCode.System, error, request.Detached ? "doublefork"u8 : "fork"u8));
        }
        if (isChild)
        {
            Kernel.Close(writer);
            Diagnostics.SetProgram("s6-notify-socket-from-fd (child)"u8, default);
            return Outcome.Exit(Relay(lines, self, path, request.TimeoutMs));
        }
        Kernel.Close(lines);
        error = Descriptors.Move(writer, request.Target.Value);
        return error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "fd_move"u8))
            : Outcome.Chain(program, editor.Block);
    }

    private static int Relay(Fd lines, Pid program, ReadOnlySpan<byte> path, uint timeoutMs)
    {
        Instant deadline = timeoutMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(timeoutMs);
        Span<byte> bytes = stackalloc byte[ReadLength];
        while (true)
        {
            int code = WaitFor(lines, deadline);
            if (code != ExitCode.Success)
            {
                return code;
            }
            Result<int> length = Kernel.Read(lines, bytes);
            if (!length.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, length.Error, "read from parent"u8);
            }
            if (length.Value == 0)
            {
                return ExitCode.Failure;
            }
            if (bytes[..length.Value].Contains((byte)'\n'))
            {
                return Notify(program, path, deadline);
            }
        }
    }

    /// <summary>0 when there is something to read, or its end; else an exit code.</summary>
    private static int WaitFor(Fd fd, Instant deadline)
    {
        Span<PollDescriptor> poll = [PollDescriptor.ForReading(fd)];
        Result<int> count = Kernel.Poll(poll, deadline.Until(Kernel.Now()));
        if (!count.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, count.Error, "poll"u8);
        }
        return count.Value == 0 ? ExitCode.TimedOut : ExitCode.Success;
    }

    /// <summary>
    /// Tells the manager, then waits until it has read that: it looks at what process a message is from, and would ignore
    /// one from a process that is no more. With BARRIER=1 (sd_notify_barrier(3)) it gets the end of a pipe, and closes it.
    /// </summary>
    private static int Notify(Pid program, ReadOnlySpan<byte> path, Instant deadline)
    {
        Result<Fd> socket = Kernel.OpenDatagramSocket(nonBlocking: false);
        if (!socket.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, socket.Error, "create socket"u8);
        }
        Errno error = Kernel.Pipe(out Fd closed, out Fd barrier);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "pipe"u8);
        }
        PathBuffer message = new(stackalloc byte[Limits.ServiceFileLengthMax]);
        message.Append("READY=1\nMAINPID="u8);
        message.Append((ulong)program.Value);
        message.Append("\n"u8);
        Assert.That(!message.Overflowed);
        error = Kernel.SendDatagram(socket.Value, path, message.Text, Fd.None);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "send notification message to "u8, path);
        }
        error = Kernel.SendDatagram(socket.Value, path, "BARRIER=1\n"u8, barrier);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "send notification barrier message to "u8, path);
        }
        Kernel.Close(socket.Value);
        Kernel.Close(barrier);
        return WaitFor(closed, deadline);
    }
}
