using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Runs one of two programs, as a third one decides, and goes on with a fourth (ifthenelse.html).</summary>
internal struct Ifthenelse : ICommand
{
    public static ReadOnlySpan<byte> Name => "ifthenelse"u8;

    public static ReadOnlySpan<byte> Usage =>
        "ifthenelse [ -X ] { command-if... } { command-then... } { command-else... } [ remainder... ]"u8;

    public static ReadOnlySpan<byte> Options => "Xs"u8;

    public static ReadOnlySpan<byte> Operands => "pppR"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs the first block; where it exits 0 runs the second one, else the third. Sets the variable ? to the exit code of
        that, or to 256 and the number of the signal that killed it, and executes the rest of the command line.

          -X  a first block that is killed by a signal has failed, and no more than that
          -s  executes the second or third block with the rest of the command line as its last words

        Exits 128 and the signal's number where a signal killed the first block; 100 on wrong usage; 111 where a system call
        failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Condition condition = default;
        bool joins = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            _ = condition.TryTake(letter, default);
            joins |= letter == 's';
        }
        EnvironmentBlock environment = invocation.Environment;
        Blocks blocks = new(options.Rest, environment);
        if (!blocks.TryTake(out Arguments question, out int code, "if"u8))
        {
            return Outcome.Exit(code);
        }
        if (blocks.Rest.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "then block required"u8));
        }
        if (!blocks.TryTake(out Arguments first, out code, "then"u8)
            || !blocks.TryTake(out Arguments second, out code, "else"u8)
            || !condition.TryAsk(question, environment, out bool holds, out code))
        {
            return Outcome.Exit(code);
        }
        Arguments chosen = holds ? first : second;
        return joins ? Join(chosen, blocks.Rest, environment) : Subprocess.RunAndGoOn(chosen, blocks.Rest, environment);
    }

    private static Outcome Join(Arguments chosen, Arguments rest, EnvironmentBlock environment)
    {
        Errno error = WordList.TryCreate(chosen.Count + rest.Count, 0, out WordList list);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "join command lines"u8));
        }
        list.Refer(chosen);
        list.Refer(rest);
        return Outcome.ChainOrExit(list.Words, environment);
    }
}
