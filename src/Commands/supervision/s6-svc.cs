using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sends commands to supervisors, and waits for what comes of them if asked to (s6-svc.html).</summary>
internal struct S6Svc : ICommand
{
    /// <summary>The letters of signals in the order of their options, and the signals.</summary>
    private static ReadOnlySpan<byte> SignalLetters => "abqhkti12pcy"u8;

    private static ReadOnlySpan<byte> SignalNumbers => [14, 6, 3, 1, 9, 15, 2, 10, 12, 19, 18, 28];

    public static ReadOnlySpan<byte> Name => "s6-svc"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-svc [ -wu | -wU | -wd | -wD | -wr | -wR ] [ -T timeout ] [ -s signal | -abqhkti12pcyrlPCK ] [ -oduDUxOQ ] servicedirs..."u8;

    public static ReadOnlySpan<byte> Options => "s:abqhkti12pcyrlPCKoduDUxOQT:w:"u8;

    public static ReadOnlySpan<byte> Help => """
        Sends the commands, in their order, to the s6-supervise process of every servicedir.

          -a -b -q -h -k -t -i -1 -2 -p -c -y   send SIGALRM, ABRT, QUIT, HUP, KILL, TERM, INT, USR1, USR2, STOP, CONT, WINCH
          -s signal   send one of these, by name or number
          -P -C -K    send SIGSTOP, SIGCONT, SIGKILL to the service's process group
          -u  up      start it, and restart it when it dies           -U  and remove the file down
          -d  down    stop it (down-signal, TERM), do not restart it  -D  and create the file down
          -o  once    start it, do not restart it
          -O          do not restart it when it dies                  -Q  and create the file down
          -r  restart: send it down-signal        -l  reload: send it reload-signal (HUP)
          -x  exit    the supervisor exits when the service is down
          -wu -wU -wd -wD -wr -wR   wait until up, up and ready, down, down and finished, restarted, restarted and ready
          -T ms       wait no longer than that, then exit 1

        Exits 0; 100 on wrong usage; 102 where a servicedir is not supervised; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    // s6-svc.html: "a timeout after which s6-svc will exit 1".
    public static Outcome Run(in Invocation invocation) => Run(invocation, ExitCode.Failure);

    /// <summary>The same, with another exit code for a wait that took too long.</summary>
    public static Outcome Run(in Invocation invocation, int timedOutCode)
    {
        Span<byte> letters = stackalloc byte[Limits.ControlCommandsMax];
        int count = 0;
        byte wait = 0;
        uint timeoutMs = 0;
        OptionParser options = new(invocation);
        while (true)
        {
            byte letter = options.Next();
            switch (letter)
            {
                case OptionParser.End:
                    Arguments directories = options.Rest;
                    if (directories.Count == 0)
                    {
                        return options.UsageError();
                    }
                    return Outcome.Exit(wait == 0
                        ? Send(directories, letters[..count])
                        : SendAndWait(directories, letters[..count], wait, timeoutMs, timedOutCode));
                case OptionParser.Bad:
                    return Outcome.Exit(ExitCode.Usage);
                case (byte)'T':
                    if (!Text.TryParse(options.Value, out timeoutMs))
                    {
                        return options.UsageError();
                    }
                    continue;
                case (byte)'w':
                    wait = options.ValueZ[0];
                    if (!"dDuUrR"u8.Contains(wait))
                    {
                        return options.UsageError();
                    }
                    continue;
                case (byte)'s':
                    if (!TryFindLetter(options.Value, out letter))
                    {
                        return Outcome.Exit(ExitCode.Usage);
                    }
                    break;
                default:
                    break;
            }
            if (count >= letters.Length)
            {
                return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "too many commands"u8));
            }
            letters[count++] = letter;
        }
    }

    /// <summary>The letter that sends a signal; where there is none, says why.</summary>
    private static bool TryFindLetter(ReadOnlySpan<byte> text, out byte letter)
    {
        letter = 0;
        if (!Signal.TryParse(text, out Signal signal))
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, "invalid signal: "u8, text);
            return false;
        }
        int index = signal.Number > byte.MaxValue ? -1 : SignalNumbers.IndexOf((byte)signal.Number);
        if (index < 0)
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, text, " is not in the list of user-available signals"u8);
            return false;
        }
        letter = SignalLetters[index];
        return true;
    }

    /// <summary>Sends to all, whatever happens to some; the code is that of the last one that failed.</summary>
    private static int Send(Arguments directories, ReadOnlySpan<byte> letters)
    {
        int code = ExitCode.Success;
        for (int i = 0; i < directories.Count; i++)
        {
            ReadOnlySpan<byte> directory = directories[i];
            if (directory.IsEmpty)
            {
                // It would name the root directory.
                code = Diagnostics.Fatal(ExitCode.Usage, "invalid service path"u8);
                continue;
            }
            switch (ServiceDirectory.Control(directory, "/supervise/control"u8, letters, out Errno error))
            {
                case ControlOutcome.Sent:
                    break;
                case ControlOutcome.NotListening:
                    Diagnostics.Warn("unable to control "u8, directory, ": supervisor not listening"u8);
                    code = ExitCode.NotSupervised;
                    break;
                case ControlOutcome.Broken:
                    Diagnostics.Warn(error, "something is wrong with the "u8, directory, "/supervise directory"u8);
                    code = ExitCode.System;
                    break;
                case ControlOutcome.Failed:
                default:
                    Diagnostics.WarnUnable(error, "control "u8, directory);
                    code = ExitCode.System;
                    break;
            }
        }
        return code;
    }

    private static int SendAndWait(
        Arguments directories, ReadOnlySpan<byte> letters, byte wait, uint timeoutMs, int timedOutCode)
    {
        if (directories.Count > Limits.SubscriptionsMax)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "too many service directories to wait for (at most 8192)"u8);
        }
        WaitGoal goal = WaitGoal.Default;
        bool known = goal.TryApply(wait, default);
        Assert.That(known);
        goal.TimeoutMs = timeoutMs;
        Span<WatchedService> services = stackalloc WatchedService[directories.Count];
        ServiceWaiter waiter = new(services, stackalloc PollDescriptor[directories.Count + 1], goal);
        int code = waiter.Begin(directories);
        if (code == ExitCode.Success && goal.Up && goal.Ready)
        {
            code = CheckReadiness(directories, services, wait);
        }
        if (code == ExitCode.Success)
        {
            code = Send(directories, letters);
        }
        if (code != ExitCode.Success)
        {
            waiter.End();
            return code;
        }
        code = waiter.Wait();
        if (code == ExitCode.TimedOut)
        {
            return timedOutCode;
        }
        return code != ExitCode.Success ? code : WaitOutcome.Report(waiter.FailureCount, waiter.AnyAbandoned);
    }

    /// <summary>A service that cannot say when it is ready is waited for until it is up, after a warning.</summary>
    private static int CheckReadiness(Arguments directories, Span<WatchedService> services, byte wait)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        for (int i = 0; i < directories.Count; i++)
        {
            if (Access(ref path, directories[i], ServiceOption.FlagNotifySocket).IsNone)
            {
                continue;
            }
            Errno error = Access(ref path, directories[i], ServiceOption.NotificationFd);
            if (error.Failed && error != Errno.ENOENT)
            {
                return Diagnostics.Unable(ExitCode.System, error, "access "u8, path.Text);
            }
            if (error.Failed)
            {
                services[i].ReportsNoReadiness = true;
                Diagnostics.Warn(path.Text, " not present - ignoring request for readiness notification"u8);
            }
        }
        Assert.That(wait is (byte)'U' or (byte)'R');
        return ExitCode.Success;
    }

    private static Errno Access(ref PathBuffer path, ReadOnlySpan<byte> directory, ServiceOption option)
    {
        path.Truncate(0);
        path.Append(directory);
        path.Append("/"u8);
        path.Append(ServiceOptions.NameZ(option)[..^1]);
        return path.Overflowed ? Errno.ENAMETOOLONG : Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.F_OK);
    }
}
