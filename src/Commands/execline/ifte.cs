using System;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Goes on with one of two blocks, as the rest of the command line decides (ifte.html).</summary>
internal struct Ifte : ICommand
{
    public static ReadOnlySpan<byte> Name => "ifte"u8;

    public static ReadOnlySpan<byte> Usage => "ifte [ -X ] [ -n ] { command-then... } { command-else... } command-if..."u8;

    public static ReadOnlySpan<byte> Options => "Xn"u8;

    public static ReadOnlySpan<byte> Operands => "ppr"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs the rest of the command line; where it exits 0, executes the first block, else the second one.

          -n  the other way round
          -X  a program that is killed by a signal has failed, and no more than that

        Exits 128 and the signal's number where a signal killed the program; 100 on wrong usage; 111 where a system call
        failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Condition condition = default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref condition, out Outcome ending))
        {
            return ending;
        }
        Blocks blocks = new(options.Rest, invocation.Environment);
        if (!blocks.TryTake(out Arguments first, out int code, "then"u8))
        {
            return Outcome.Exit(code);
        }
        if (blocks.Rest.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "else block required"u8));
        }
        if (!blocks.TryTake(out Arguments second, out code, "else"u8))
        {
            return Outcome.Exit(code);
        }
        if (blocks.Rest.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "empty command-if"u8));
        }
        return condition.TryAsk(blocks.Rest, invocation.Environment, out bool holds, out code, "command-if"u8)
            ? Outcome.ChainOrExit(holds ? first : second, invocation.Environment)
            : Outcome.Exit(code);
    }
}
