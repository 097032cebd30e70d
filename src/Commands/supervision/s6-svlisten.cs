using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Runs a program, then waits for services that it had begun to listen to before (s6-svlisten.html).</summary>
internal struct S6Svlisten : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-svlisten"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-svlisten [ -U | -u | -d | -D | -r | -R ] [ -a | -o ] [ -t timeout ] servicedir... \"\" prog..."u8;

    public static ReadOnlySpan<byte> Options => "uUdDrRaot:"u8;

    public static ReadOnlySpan<byte> Operands => "br"u8;

    public static ReadOnlySpan<byte> Help => """
        Subscribes to every servicedir, runs prog as a child, and blocks until the services are in a state. In an execline
        script the service directories are a block: s6-svlisten { servicedir... } prog...

          -u  up (the default)      -U  up and ready
          -d  down                  -D  down, and ./finish has ended
          -r  restarted             -R  restarted and ready (these two imply -a)
          -a  all of them (the default)   -o  one of them
          -t  milliseconds to wait at most; 0, the default, is without end

        Without a servicedir it executes prog. Exits 0 when they are; 99 when the time is over; 102 where a supervisor
        exited; 111 where a system call failed; else how many services failed permanently.
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
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        ArgumentList block = new(stackalloc nint[words.Count + 1]);
        if (!ArgumentBlock.TryRead(words, invocation.Environment, 1, "servicedir"u8, ref block, out Arguments program))
        {
            return Outcome.Exit(ExitCode.Usage);
        }
        if (program.Count == 0)
        {
            return options.UsageError();
        }
        return block.Arguments.Count == 0
            ? Outcome.Chain(program, invocation.Environment)
            : Outcome.Exit(Listen(block.Arguments, program, invocation.Environment, goal));
    }

    private static int Listen(Arguments directories, Arguments program, EnvironmentBlock environment, WaitGoal goal)
    {
        if (directories.Count > Limits.SubscriptionsMax)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "too many service directories (at most 8192)"u8);
        }
        if (goal.Restart && goal.Any)
        {
            goal.Any = false;
            Diagnostics.Warn("-o is unsupported when combined with -"u8, goal.Ready ? "R"u8 : "r"u8, " - using -a instead"u8);
        }
        ServiceWaiter waiter = new(
            stackalloc WatchedService[directories.Count], stackalloc PollDescriptor[directories.Count + 1], goal);
        int code = waiter.Begin(directories);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = ChildProgram.Start(program, environment);
        if (code != ExitCode.Success)
        {
            waiter.End();
            return code;
        }
        code = waiter.Wait();
        return code != ExitCode.Success ? code : WaitOutcome.Report(waiter.FailureCount, waiter.AnyAbandoned);
    }
}
