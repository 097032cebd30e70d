using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Stands for a daemon that goes into the background (s6-background-watch.html).</summary>
internal struct S6BackgroundWatch : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-background-watch"u8;

    public static ReadOnlySpan<byte> Usage => "s6-background-watch [ -t timeout ] [ -d notif ] pidfile prog..."u8;

    public static ReadOnlySpan<byte> Options => "t:d:"u8;

    public static ReadOnlySpan<byte> Operands => "wr"u8;

    public static ReadOnlySpan<byte> LongOptions => "timeout-ready=t notification-fd=d"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs prog, which goes into the background and writes the pid of its child, the daemon, into pidfile. When prog has
        exited 0, it stays, passes every signal on to the daemon, and ends with it.

          -t, --timeout-ready=MS    prog is killed where it has not exited after that time; by default never
          -d, --notification-fd=FD  write a newline there when the daemon is found

        Exits as the daemon, nearly: 128 and the signal that killed it, or its exit code, at most 128; or as prog, where that
        fails. 100 on wrong usage; 104 where pidfile names no daemon; 111 where a system call failed; 126 or 127 where prog
        cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        NumberOption timeout = default;
        NumberOption descriptor = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'t':
                    timeout.Take(options);
                    break;
                case (byte)'d':
                    descriptor.Take(options);
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count < 2
            || !timeout.TryRead(0, out uint timeoutMs)
            || !descriptor.TryRead(0, out uint number))
        {
            return options.UsageError();
        }
        Fd notification = Fd.None;
        int code = descriptor.IsGiven ? TakeDescriptor(number, out notification) : ExitCode.Success;
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        BackgroundDaemon daemon = new(options.Rest.AtZ(0), options.Rest.From(1), notification);
        return Outcome.Exit(daemon.Run(
            invocation.Environment, timeout.IsGiven ? Kernel.Now().PlusMilliseconds(timeoutMs) : Instant.Infinite));
    }

    private static int TakeDescriptor(uint number, out Fd fd)
    {
        // Numbers beyond those of descriptors mean none that is open.
        fd = new Fd((int)Math.Min(number, int.MaxValue));
        if (number <= (uint)Fd.StandardError.Value)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "notification-fd cannot be 0, 1 or 2"u8);
        }
        Errno error = Kernel.CheckOpen(fd);
        if (error.IsNone)
        {
            error = Kernel.SetCloseOnExec(fd, on: true);
        }
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "check notification-fd"u8) : ExitCode.Success;
    }
}
