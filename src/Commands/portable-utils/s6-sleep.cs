using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sleeps, then becomes another program (s6-sleep.html).</summary>
internal struct S6Sleep : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-sleep"u8;

    public static ReadOnlySpan<byte> Usage => "s6-sleep [ -m ] duration prog..."u8;

    public static ReadOnlySpan<byte> Options => "m"u8;

    public static ReadOnlySpan<byte> Help => """
        Sleeps for that many seconds, then executes prog, where there is one.

          -m  milliseconds

        Exits 0 where there is no prog; 100 on wrong usage; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        long unit = 1_000_000_000;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'m':
                    unit = 1_000_000;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        Arguments words = options.Rest;
        if (words.Count == 0 || !Text.TryParse(words[0], out uint duration))
        {
            return options.UsageError();
        }
        Result<int> slept = Kernel.Poll(default, duration * unit);
        Assert.That(slept.Ok);
        return words.Count > 1 ? Outcome.Chain(words.From(1), invocation.Environment) : Outcome.Exit(ExitCode.Success);
    }
}
