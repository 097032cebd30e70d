using System;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Goes on with one of two programs, as a third one decides (ifelse.html).</summary>
internal struct Ifelse : ICommand
{
    public static ReadOnlySpan<byte> Name => "ifelse"u8;

    public static ReadOnlySpan<byte> Usage => "ifelse [ -n ] [ -X ] { command-if } { command-then... } command-else..."u8;

    public static ReadOnlySpan<byte> Options => "nX"u8;

    public static ReadOnlySpan<byte> Operands => "ppR"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs the first block; where it exits 0, executes the second one, else the rest of the command line.

          -n  the other way round
          -X  a block that is killed by a signal has failed, and no more than that

        Exits 128 and the signal's number where a signal killed the first block; 100 on wrong usage; 111 where a system call
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
        if (!blocks.TryTake(out Arguments question, out int code, "if"u8))
        {
            return Outcome.Exit(code);
        }
        if (blocks.Rest.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "then block required"u8));
        }
        if (!blocks.TryTake(out Arguments first, out code, "then"u8)
            || !condition.TryAsk(question, invocation.Environment, out bool holds, out code))
        {
            return Outcome.Exit(code);
        }
        return Outcome.ChainOrExit(holds ? first : blocks.Rest, invocation.Environment);
    }
}
