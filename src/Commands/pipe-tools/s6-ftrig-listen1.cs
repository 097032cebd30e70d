using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// Runs a program, then waits for events on a fifodir that it had begun to listen to before (s6-ftrig-listen1.html).
/// </summary>
internal struct S6FtrigListen1 : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-ftrig-listen1"u8;

    public static ReadOnlySpan<byte> Usage => "s6-ftrig-listen1 [ -t timeout ] fifodir regexp prog..."u8;

    public static ReadOnlySpan<byte> Options => "t:"u8;

    public static ReadOnlySpan<byte> LongOptions => "timeout=t"u8;

    public static ReadOnlySpan<byte> Help => """
        Subscribes to fifodir, runs prog as a child, waits until the events it reads match regexp, an extended regular
        expression, and prints the last of them.

          -t  milliseconds to wait at most; 0, the default, is without end

        Exits 0; 1 when the time is over; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        OptionParser options = new(invocation);
        int code = ListenOptions.Parse(ref options, out uint timeoutMs, out _);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        return options.Rest.Count < 3
            ? options.UsageError()
            : Outcome.Exit(Listen(options.Rest, invocation.Environment, timeoutMs));
    }

    private static int Listen(Arguments words, EnvironmentBlock environment, uint timeoutMs)
    {
        PatternWaiter waiter = new(
            stackalloc PatternListener[1],
            stackalloc PollDescriptor[2],
            stackalloc byte[Limits.EventSequenceLengthMax],
            timeoutMs);
        int code = waiter.Begin(words.To(2));
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = ChildProgram.Start(words.From(2), environment);
        if (code != ExitCode.Success)
        {
            waiter.End();
            return code;
        }
        Errno error = waiter.Wait(any: false, out byte last);
        return error.Failed
            ? Diagnostics.Unable(ListenOptions.CodeOf(error), error, "get expected event"u8)
            : ListenOptions.Print(last);
    }
}
