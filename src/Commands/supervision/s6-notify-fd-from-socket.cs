using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// Passes the readiness that a program tells in systemd's way on to s6-supervise (s6-notify-fd-from-socket.html).
/// </summary>
internal struct S6NotifyFdFromSocket : ICommand
{
    // A long name that has no letter of its own in the reference: no key types it.
    private const byte DoubleForkLetter = 1;
    private const int SocketNameLengthMax = 32;

    public static ReadOnlySpan<byte> Name => "s6-notify-fd-from-socket"u8;

    public static ReadOnlySpan<byte> Usage => "s6-notify-fd-from-socket [ -f ] [ -3 fd ] [ -t timeout ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "f3:t:\u0001"u8;

    public static ReadOnlySpan<byte> LongOptions => "no-doublefork=f notification-fd=3 timeout=t doublefork=\u0001"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog, which finds a socket in NOTIFY_SOCKET. When prog sends READY=1 there, as sd_notify does, a process in
        the background writes a newline to the service's notification descriptor. For run scripts of services that know
        systemd's way of telling that they are ready.

          -3, --notification-fd=FD  the descriptor; by default the one that ./notification-fd names
          -t, --timeout=MS          give up after that time; 0, the default, is never
          -f, --no-doublefork       the background process is a child of prog, which has to reap it

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed. The background
        process ends with prog, or after the time (99).
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        NumberOption descriptor = default;
        NumberOption timeout = default;
        bool detached = true;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'f':
                case DoubleForkLetter:
                    detached = letter == DoubleForkLetter;
                    break;
                case (byte)'3':
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
        if (!timeout.TryRead("timeout"u8, 0, out uint timeoutMs))
        {
            return Outcome.Exit(ExitCode.Usage);
        }
        int code = NotificationFd.Find(descriptor, out Fd notification);
        return code != ExitCode.Success
            ? Outcome.Exit(code)
            : Start(options.Rest, invocation.Environment, notification, detached, timeoutMs);
    }

    private static Outcome Start(
        Arguments program, EnvironmentBlock environment, Fd notification, bool detached, uint timeoutMs)
    {
        Result<Fd> socket = Kernel.OpenDatagramSocket(nonBlocking: true);
        if (!socket.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, socket.Error, "create socket"u8));
        }
        Span<byte> name = stackalloc byte[SocketNameLengthMax];
        name[0] = (byte)'@';
        Result<int> length = Kernel.BindSocket(socket.Value, name[1..]);
        if (!length.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, length.Error, "bind"u8));
        }
        EnvironmentEditor editor = new(environment);
        editor.Set("NOTIFY_SOCKET"u8, name[..(length.Value + 1)]);
        if (editor.Error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, editor.Error, "set NOTIFY_SOCKET"u8));
        }
        Fd self = BackgroundWork.WatchSelf();
        Errno error = BackgroundWork.Fork(detached, out bool isChild);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, detached ? "doublefork"u8 : "fork"u8));
        }
        if (isChild)
        {
            return Outcome.Exit(Relay(socket.Value, self, notification, timeoutMs));
        }
        Kernel.Close(socket.Value);
        Kernel.Close(notification);
        if (self.IsOpen)
        {
            Kernel.Close(self);
        }
        return Outcome.Chain(program, editor.Block);
    }

    /// <summary>
    /// Waits for the message, or for the end of whom it would come from or go to: a supervisor closes its end of the pipe
    /// when the service has died.
    /// </summary>
    private static int Relay(Fd socket, Fd program, Fd notification, uint timeoutMs)
    {
        Kernel.BlockPipeSignal();
        Instant deadline = timeoutMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(timeoutMs);
        Span<PollDescriptor> polls =
        [
            PollDescriptor.ForReading(socket),
            PollDescriptor.ForReading(program),
            new PollDescriptor { Descriptor = notification.Value },
        ];
        while (true)
        {
            Result<int> count = Kernel.Poll(polls, deadline.Until(Kernel.Now()));
            if (!count.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, count.Error, "poll"u8);
            }
            if (count.Value == 0)
            {
                return Diagnostics.Fatal(ExitCode.TimedOut, "timed out waiting for notification"u8);
            }
            // What the program said last is read before its end is minded.
            Errno error = ReadMessages(socket, out bool ready);
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "recv"u8);
            }
            if (ready)
            {
                _ = Kernel.Write(notification, "\n"u8);
                return ExitCode.Success;
            }
            if (polls[1].Returned != 0 || polls[2].Returned != 0)
            {
                return ExitCode.Success;
            }
        }
    }

    private static Errno ReadMessages(Fd socket, out bool ready)
    {
        Span<byte> message = stackalloc byte[Limits.NotifyMessageLengthMax];
        ready = false;
        while (!ready)
        {
            Result<int> length = Kernel.Read(socket, message);
            if (!length.Ok)
            {
                return length.Error == Errno.EAGAIN ? Errno.None : length.Error;
            }
            ready = SaysReady(message[..length.Value]);
        }
        return Errno.None;
    }

    /// <summary>Whether a line of the message is READY=1; the last one may lack its newline.</summary>
    private static bool SaysReady(ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
        {
            int newline = message.IndexOf((byte)'\n');
            if ((newline < 0 ? message : message[..newline]).SequenceEqual("READY=1"u8))
            {
                return true;
            }
            message = newline < 0 ? default : message[(newline + 1)..];
        }
        return false;
    }
}
