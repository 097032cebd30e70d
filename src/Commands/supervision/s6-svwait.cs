using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Waits for services to go up or down (s6-svwait.html).</summary>
internal struct S6Svwait : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-svwait"u8;

    public static ReadOnlySpan<byte> Usage => "s6-svwait [ -U | -u | -d | -D | -r | -R ] [ -a | -o ] [ -t timeout ] servicedir..."u8;

    public static ReadOnlySpan<byte> Options => "UudDrRaot:"u8;

    public static ReadOnlySpan<byte> Help => """
        Blocks until the services are in a state.

          -u  up (the default)      -U  up and ready
          -d  down                  -D  down, and ./finish has ended
          -r  restarted             -R  restarted and ready
          -a  all of them (the default)   -o  one of them
          -t  milliseconds to wait at most; 0, the default, is without end

        Exits 0 when they are; 99 when the time is over; 102 where a supervisor exited; 111 where a system call failed;
        else how many services that were waited for to come up failed permanently.
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
        Arguments directories = options.Rest;
        return Outcome.Exit(directories.Count == 0 ? ExitCode.Success : Wait(directories, goal));
    }

    private static int Wait(Arguments directories, in WaitGoal goal)
    {
        if (directories.Count > Limits.SubscriptionsMax)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "too many service directories (at most 8192)"u8);
        }
        ServiceWaiter waiter = new(
            stackalloc WatchedService[directories.Count], stackalloc PollDescriptor[directories.Count + 1], goal);
        int code = waiter.Begin(directories);
        if (code == ExitCode.Success)
        {
            code = waiter.Wait();
        }
        return code != ExitCode.Success ? code : WaitOutcome.Report(waiter.FailureCount, waiter.AnyAbandoned);
    }
}
