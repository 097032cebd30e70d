using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// Becomes a daemon, while a child polls it and reports its readiness to s6-supervise (s6-notifyoncheck.html).
/// </summary>
internal struct S6Notifyoncheck : ICommand
{
    private struct Request
    {
        public NumberOption Notification;
        public NumberOption InitialSleep;
        public NumberOption GlobalTimeout;
        public NumberOption LocalTimeout;
        public NumberOption WaitingTime;
        public NumberOption Tries;
        public TextReference CheckZ;
        public bool Detached;
    }

    public static ReadOnlySpan<byte> Name => "s6-notifyoncheck"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-notifyoncheck [ -d ] [ -3 fd ] [ -s initialsleep ] [ -T globaltimeout ] [ -t localtimeout ] [ -w waitingtime ] [ -n tries ] [ -c \"checkprog...\" ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "d3:s:T:t:w:n:c:"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "doublefork=d notification-fd=3 initial-sleep=s global-timeout=T "u8
        + "local-timeout=t waiting-time=w tries=n check-program=c"u8;

    public static ReadOnlySpan<byte> Help => """
        For run scripts of daemons that do not tell when they are ready. Executes prog, while a child runs ./data/check until
        that exits 0, and then tells s6-supervise that the service is ready. It must be called in the service directory.

          -3, --notification-fd=FD  where to tell; by default the descriptor that ./notification-fd names
          -s, --initial-sleep=MS    before the first check (default 10)
          -w, --waiting-time=MS     between two checks (default 1000)
          -t, --local-timeout=MS    a check that takes longer is killed, and has failed; 0, the default, is never
          -T, --global-timeout=MS   give up after that time; 0, the default, is never
          -n, --tries=N             give up after so many checks (default 7); 0 is never
          -c, --check-program=TEXT  a command line for execlineb, in place of ./data/check
          -d, --doublefork          the child is nobody prog would have to reap

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed. The child exits
        0 when the service is ready, 1 when all checks failed, 2 when prog has died, 3 when the time is over.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            Apply(letter, options, ref request);
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        ArgumentList words = new(stackalloc nint[4]);
        if (request.CheckZ.Text.IsEmpty)
        {
            words.Add("./data/check\0"u8);
        }
        else
        {
            words.Add("execlineb\0"u8);
            words.Add("-Pc\0"u8);
            words.Add(request.CheckZ.Text);
        }
        ReadinessCheck check = new() { Check = words.Arguments, Environment = invocation.Environment };
        int code = Fill(request, ref check);
        return code == ExitCode.Success ? Start(options.Rest, request.Detached, check) : Outcome.Exit(code);
    }

    private static void Apply(byte letter, in OptionParser options, ref Request request)
    {
        switch (letter)
        {
            case (byte)'d':
                request.Detached = true;
                break;
            case (byte)'3':
                request.Notification.Take(options);
                break;
            case (byte)'s':
                request.InitialSleep.Take(options);
                break;
            case (byte)'T':
                request.GlobalTimeout.Take(options);
                break;
            case (byte)'t':
                request.LocalTimeout.Take(options);
                break;
            case (byte)'w':
                request.WaitingTime.Take(options);
                break;
            case (byte)'n':
                request.Tries.Take(options);
                break;
            default:
                Assert.That(letter == 'c');
                request.CheckZ = new TextReference(options.ValueZ);
                break;
        }
    }

    private static int Fill(in Request request, ref ReadinessCheck check)
    {
        int code = NotificationFd.Find(request.Notification, out check.Notification);
        if (code != ExitCode.Success)
        {
            return code;
        }
        bool valid = request.InitialSleep.TryRead("initial-sleep"u8, 10, out check.InitialSleepMs)
            && request.GlobalTimeout.TryRead("global-timeout"u8, 0, out check.GlobalTimeoutMs)
            && request.LocalTimeout.TryRead("local-timeout"u8, 0, out check.LocalTimeoutMs)
            && request.WaitingTime.TryRead("waiting-time"u8, 1000, out check.WaitingTimeMs)
            && request.Tries.TryRead("tries"u8, 7, out check.TriesMax);
        if (!valid)
        {
            return ExitCode.Usage;
        }
        Result<bool> supervised = ServiceDirectory.IsSupervised("."u8);
        if (!supervised.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, supervised.Error, "sanity-check current service directory"u8);
        }
        return supervised.Value
            ? ExitCode.Success
            : Diagnostics.Fatal(ExitCode.Usage, "s6-supervise not running."u8);
    }

    private static Outcome Start(Arguments program, bool detached, in ReadinessCheck request)
    {
        ReadinessCheck check = request;
        check.Service = BackgroundWork.WatchSelf();
        Errno error = BackgroundWork.Fork(detached, out bool isChild);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, detached ? "doublefork"u8 : "fork"u8));
        }
        if (isChild)
        {
            Diagnostics.SetProgram("s6-notifyoncheck (child)"u8, default);
            if (check.Notification.Value > Fd.StandardError.Value)
            {
                // Nor is it for the program that checks.
                _ = Kernel.SetCloseOnExec(check.Notification, on: true);
            }
            return Outcome.Exit(check.Run());
        }
        Kernel.Close(check.Notification);
        if (check.Service.IsOpen)
        {
            Kernel.Close(check.Service);
        }
        return Outcome.Chain(program, check.Environment);
    }
}
