using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Waits for a signal that ends it (s6-pause.html).</summary>
internal struct S6Pause : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-pause"u8;

    public static ReadOnlySpan<byte> Usage => "s6-pause [ -t ] [ -h ] [ -a ] [ -q ] [ -b ] [ -i ] [ -p signal,signal... ]"u8;

    public static ReadOnlySpan<byte> Options => "thaqbip:"u8;

    public static ReadOnlySpan<byte> Help => """
        Does nothing until a signal ends it.

          -t -h -a -q -b -i  ignore SIGTERM, SIGHUP, SIGALRM, SIGQUIT, SIGABRT, SIGINT
          -p  ignore the signals with these numbers

        Exits 100 on wrong usage.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        ulong ignored = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (letter != 'p')
            {
                ignored |= Bit(SignalOf(letter).Number);
            }
            else if (!TryAdd(options.Value, ref ignored))
            {
                return options.UsageError();
            }
        }
        for (int number = 1; number <= Signal.NumberMax; number++)
        {
            if ((ignored & Bit(number)) != 0)
            {
                // There are some that cannot be ignored.
                _ = Kernel.IgnoreSignal(new Signal(number));
            }
        }
        Result<int> waited = Kernel.Poll(default, -1);
        Assert.That(!waited.Ok);
        return Outcome.Exit(Diagnostics.Unable(ExitCode.System, waited.Error, "wait"u8));
    }

    private static ulong Bit(int number) => 1UL << (number - 1);

    private static Signal SignalOf(byte letter)
    {
        switch (letter)
        {
            case (byte)'t':
                return Signal.SIGTERM;
            case (byte)'h':
                return Signal.SIGHUP;
            case (byte)'a':
                return Signal.SIGALRM;
            case (byte)'q':
                return Signal.SIGQUIT;
            case (byte)'b':
                return Signal.SIGABRT;
            default:
                Assert.That(letter == 'i');
                return Signal.SIGINT;
        }
    }

    /// <summary>Numbers with commas between them, one behind the last allowed. Numbers of no signal mean nothing.</summary>
    private static bool TryAdd(ReadOnlySpan<byte> list, ref ulong ignored)
    {
        do
        {
            int comma = list.IndexOf((byte)',');
            if (!Text.TryParse(comma < 0 ? list : list[..comma], out uint number))
            {
                return false;
            }
            if (number is > 0 and <= Signal.NumberMax)
            {
                ignored |= Bit((int)number);
            }
            list = comma < 0 ? default : list[(comma + 1)..];
        }
        while (!list.IsEmpty);
        return true;
    }
}
