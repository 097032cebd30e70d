using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Waits for events on a fifodir (s6-ftrig-wait.html).</summary>
internal struct S6FtrigWait : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-ftrig-wait"u8;

    public static ReadOnlySpan<byte> Usage => "s6-ftrig-wait [ -t timeout ] fifodir regexp"u8;

    public static ReadOnlySpan<byte> Options => "t:"u8;

    public static ReadOnlySpan<byte> LongOptions => "timeout=t"u8;

    public static ReadOnlySpan<byte> Help => """
        Subscribes to fifodir, waits until the events it reads match regexp, an extended regular expression, and prints
        the last of them.

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
        if (options.Rest.Count < 2)
        {
            return options.UsageError();
        }
        PatternWaiter waiter = new(
            stackalloc PatternListener[1],
            stackalloc PollDescriptor[2],
            stackalloc byte[Limits.EventSequenceLengthMax],
            timeoutMs);
        code = waiter.Begin(options.Rest.To(2));
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Errno error = waiter.Wait(any: false, out byte last);
        return Outcome.Exit(error.Failed
            ? Diagnostics.Unable(ListenOptions.CodeOf(error), error, "match regexp on "u8, options.Rest[1])
            : ListenOptions.Print(last));
    }
}
