using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// Runs a program, then waits for events on fifodirs that it had begun to listen to before (s6-ftrig-listen.html).
/// </summary>
internal struct S6FtrigListen : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-ftrig-listen"u8;

    public static ReadOnlySpan<byte> Usage => "s6-ftrig-listen [ -a | -o ] [ -t timeout ] fifodir1 regexp1 ... \"\" prog..."u8;

    public static ReadOnlySpan<byte> Options => "aot:"u8;

    public static ReadOnlySpan<byte> LongOptions => "and=a or=o timeout=t"u8;

    public static ReadOnlySpan<byte> Help => """
        Subscribes to every fifodir, runs prog as a child, and waits until the events of each match its regexp, an
        extended regular expression. In an execline script the pairs are a block:
        s6-ftrig-listen { fifodir1 regexp1 ... } prog...

          -a  all of them (the default)   -o  one of them
          -t  milliseconds to wait at most; 0, the default, is without end

        Exits 0; 1 when the time is over; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        OptionParser options = new(invocation);
        int code = ListenOptions.Parse(ref options, out uint timeoutMs, out bool any);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Arguments words = options.Rest;
        if (words.Count < 4)
        {
            return options.UsageError();
        }
        ArgumentList block = new(stackalloc nint[words.Count + 1]);
        if (!ArgumentBlock.TryRead(words, invocation.Environment, "fifodir+regex"u8, ref block, out Arguments program))
        {
            return Outcome.Exit(ExitCode.Usage);
        }
        if (block.Arguments.Count == 0 || block.Arguments.Count % 2 != 0 || program.Count == 0)
        {
            return options.UsageError();
        }
        return Outcome.Exit(Listen(block.Arguments, program, invocation.Environment, timeoutMs, any));
    }

    private static int Listen(Arguments pairs, Arguments program, EnvironmentBlock environment, uint timeoutMs, bool any)
    {
        int count = pairs.Count / 2;
        if (count > Limits.RegexesMax)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "too many fifodirs (at most 256)"u8);
        }
        PatternWaiter waiter = new(
            stackalloc PatternListener[count],
            stackalloc PollDescriptor[count + 1],
            stackalloc byte[count * Limits.EventSequenceLengthMax],
            timeoutMs);
        int code = waiter.Begin(pairs);
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
        Errno error = waiter.Wait(any, out _);
        return error.Failed
            ? Diagnostics.Unable(ListenOptions.CodeOf(error), error, "get expected event"u8)
            : ExitCode.Success;
    }
}
