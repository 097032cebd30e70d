using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// Runs a program, then waits for a service that it had begun to listen to before (s6-svlisten1.html).
/// </summary>
internal struct S6Svlisten1 : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-svlisten1"u8;

    public static ReadOnlySpan<byte> Usage => "s6-svlisten1 [ -U | -u | -d | -D | -r | -R ] [ -t timeout ] servicedir prog..."u8;

    public static ReadOnlySpan<byte> Options => "uUdDrRt:"u8;

    public static ReadOnlySpan<byte> Operands => "wr"u8;

    public static ReadOnlySpan<byte> Help => """
        Subscribes to servicedir, runs prog as a child, and blocks until the service is in a state.

          -u  up (the default)      -U  up and ready
          -d  down                  -D  down, and ./finish has ended
          -r  restarted             -R  restarted and ready
          -t  milliseconds to wait at most; 0, the default, is without end

        Exits 0 when it is; 1 where it was to go up and failed permanently; 99 when the time is over; 102 where the
        supervisor exited; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        OptionParser options = new(invocation);
        int code = WaitOptions.Parse(ref options, out WaitGoal goal);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Arguments words = options.Rest;
        return words.Count < 2 ? options.UsageError() : Outcome.Exit(Listen(words, invocation.Environment, goal));
    }

    private static int Listen(Arguments words, EnvironmentBlock environment, in WaitGoal goal)
    {
        ServiceWaiter waiter = new(stackalloc WatchedService[1], stackalloc PollDescriptor[2], goal);
        int code = waiter.Begin(words.To(1));
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = ChildProgram.Start(words.From(1), environment);
        if (code != ExitCode.Success)
        {
            waiter.End();
            return code;
        }
        code = waiter.Wait();
        if (code != ExitCode.Success || (waiter.FailureCount == 0 && !waiter.AnyAbandoned))
        {
            return code;
        }
        return Diagnostics.Fatal(
            waiter.AnyAbandoned ? ExitCode.NotSupervised : ExitCode.Failure,
            words[0],
            " failed permanently or its supervisor died"u8);
    }
}
