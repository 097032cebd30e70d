using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Logging.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Receives messages for syslog and prints them as lines (s6-socklog.html).</summary>
internal struct S6Socklog : ICommand
{
    private const int NotificationFdMin = 3;

    public static ReadOnlySpan<byte> Name => "s6-socklog"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-socklog [ -d notif ] [ -r ] [ -U | -u uid -g gid -G gidlist ] [ -l linelen ] [ -t lameducktimeout ] [ -x socket | -i ip_port ]"u8;

    public static ReadOnlySpan<byte> Options => "rd:l:t:u:g:G:Ux:i:"u8;

    public static ReadOnlySpan<byte> Help => """
        A small syslog daemon: binds to a socket, drops its privileges, and prints every datagram that comes as a line of
        its standard output. NULs and newlines at a datagram's end go, others become ~; a code at its start, such as <13>,
        becomes "user.notice: ".

          -x PATH     a socket of the Unix domain; /dev/log by default. PATH.lock says that it is in use
          -i IP_PORT  a UDP socket; the port is 514 where it is left out. Each line begins with "IP_PORT: " of its sender
          -l LENGTH   longer datagrams are cut, and the line ends in "..."; 76 to 1048576, by default 1024
          -r          codes stay as they are
          -d FD       write a newline there when the socket is bound
          -t MS       after SIGTERM, give up lines that cannot be written within that time; 0, the default, waits for ever
          -u, -g, -G  the user, the group, and the list of groups, in numbers with commas, to change to
          -U          these three from the variables UID, GID and GIDLIST

        Exits 0 after SIGTERM; 99 after SIGTERM where lines were given up; 100 on wrong usage; 111 where a system call
        failed.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        int code = SyslogOptions.Read(invocation, out SyslogOptions options);
        if (code == ExitCode.Success)
        {
            code = CheckDescriptors(options);
        }
        Fd socket = Fd.None;
        if (code == ExitCode.Success)
        {
            code = SyslogSocket.Open(ref options, out socket);
        }
        if (code == ExitCode.Success)
        {
            code = options.DropPrivileges();
        }
        return Outcome.Exit(code == ExitCode.Success ? Serve(options, socket) : code);
    }

    private static int CheckDescriptors(in SyslogOptions options)
    {
        if (options.Notifies && options.Notification.Value < NotificationFdMin)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "notification fd must be 3 or more"u8);
        }
        Errno error = options.Notifies ? Kernel.CheckOpen(options.Notification) : Errno.None;
        if (error.Failed)
        {
            return Diagnostics.Fatal(ExitCode.Usage, error, "invalid notification fd"u8);
        }
        error = Kernel.CheckOpen(Fd.StandardOutput);
        if (error.Failed)
        {
            return Diagnostics.Fatal(ExitCode.Usage, error, "invalid stdout"u8);
        }
        error = Kernel.CheckOpen(Fd.StandardError);
        if (error.Failed)
        {
            return Diagnostics.Fatal(ExitCode.Usage, error, "invalid stderr"u8);
        }
        // It reads nothing, and a socket under number 0 would do no harm.
        if (Kernel.CheckOpen(Fd.StandardInput).IsNone)
        {
            Kernel.Close(Fd.StandardInput);
        }
        return ExitCode.Success;
    }

    private static int Serve(in SyslogOptions options, Fd socket)
    {
        Result<Fd> signals = Kernel.OpenSignals(SignalSet.Empty.With(Signal.SIGTERM).Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap signals"u8);
        }
        // A reader that has gone is an error to tell, not a death without a word.
        Errno error = Kernel.IgnoreSignal(Signal.SIGPIPE);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "ignore SIGPIPE"u8);
        }
        error = SyslogReceiver.TryCreate(options, signals.Value, socket, out SyslogReceiver receiver);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8);
        }
        if (options.Notifies)
        {
            _ = Kernel.Write(options.Notification, "\n"u8);
            Kernel.Close(options.Notification);
        }
        return receiver.Run();
    }
}
