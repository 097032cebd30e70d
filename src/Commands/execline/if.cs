using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Goes on with a program if another one succeeds (if.html).</summary>
internal struct If : ICommand
{
    public static ReadOnlySpan<byte> Name => "if"u8;

    public static ReadOnlySpan<byte> Usage => "if [ -n ] [ -X ] [ -t | -x exitcode ] { command... }"u8;

    public static ReadOnlySpan<byte> Options => "nXtx:"u8;

    public static ReadOnlySpan<byte> Operands => "pR"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs the block and, where it exits 0, executes the rest of the command line. Else it exits with the block's code.

          -n  the other way round: goes on where the block fails, and exits 1 where it exits 0
          -X  a block that is killed by a signal has failed, and no more than that
          -t  exits 0 in place of any other code
          -x  exits with that code in place of any other

        Exits 128 and the signal's number where a signal killed the block; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Condition condition = default;
        uint otherwise = 1;
        bool isFixed = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            _ = condition.TryTake(letter, default);
            isFixed |= letter != 'X';
            otherwise = letter == 't' ? 0 : otherwise;
            if (letter == 'x' && !Text.TryParse(options.Value, out otherwise))
            {
                return options.UsageError();
            }
        }
        if (otherwise > byte.MaxValue)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid exit code"u8));
        }
        Blocks blocks = new(options.Rest, invocation.Environment);
        if (!blocks.TryTake(out Arguments block, out int code)
            || !condition.TryAsk(block, invocation.Environment, out bool holds, out code))
        {
            return Outcome.Exit(code);
        }
        return holds
            ? Outcome.ChainOrExit(blocks.Rest, invocation.Environment)
            : Outcome.Exit(isFixed ? (int)otherwise : code);
    }
}
