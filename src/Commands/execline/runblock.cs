using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Goes on as one of the blocks that a script was given (runblock.html).</summary>
internal struct Runblock : ICommand
{
    public static ReadOnlySpan<byte> Name => "runblock"u8;

    public static ReadOnlySpan<byte> Usage => "runblock [ -P ] [ -n argshift ] [ -r ] n cmd..."u8;

    public static ReadOnlySpan<byte> Options => "Prn:"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes the n-th block among the positional parameters, as the last words of cmd....

          -r  what is behind n blocks, in place of a block
          -n  passes over that many parameters first
          -P  keeps the positional parameters; else those of the caller come back

        Exits 0 where there is nothing to execute; 100 on wrong usage, and where the blocks are not there; 126 or 127 where
        the program cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool takesRest = false;
        bool keepsParameters = false;
        uint skipped = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            takesRest |= letter == 'r';
            keepsParameters |= letter == 'P';
            if (letter == 'n' && !Text.TryParse(options.Value, out skipped))
            {
                return options.UsageError();
            }
        }
        Arguments words = options.Rest;
        if (words.Count == 0 || !Text.TryParse(words[0], out uint number) || (number == 0 && !takesRest))
        {
            return options.UsageError();
        }
        int code = PositionalBlocks.TryOpen(invocation.Environment, out PositionalBlocks parameters);
        if (code == ExitCode.Success)
        {
            parameters.Pass(skipped);
        }
        for (uint i = 1; i < number || (i == number && takesRest); i++)
        {
            code = code == ExitCode.Success ? parameters.SkipBlock(i) : code;
            if (code != ExitCode.Success)
            {
                break;
            }
        }
        if (code != ExitCode.Success || (takesRest && parameters.IsAtEnd))
        {
            return Outcome.Exit(code);
        }
        code = Collect(ref parameters, takesRest ? 0 : number, words.From(1), out Arguments program);
        return code == ExitCode.Success
            ? GoOn(program, invocation.Environment, keepsParameters)
            : Outcome.Exit(code);
    }

    /// <summary>
    /// The words to execute: those given, and behind them the block of that number, or for 0 all that is left. 0, or the exit
    /// code, printed.
    /// </summary>
    private static int Collect(
        scoped ref PositionalBlocks parameters, uint number, Arguments first, out Arguments program)
    {
        program = default;
        uint start = parameters.Taken;
        long count = first.Count + (long)parameters.LeftMax;
        WordList list = default;
        Errno error = count > Limits.CommandWordsMax ? Errno.E2BIG : WordList.TryCreate((int)count, 0, out list);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "collect words"u8);
        }
        list.Refer(first);
        while (number > 0 || !parameters.IsAtEnd)
        {
            bool ends = false;
            int code = number > 0
                ? parameters.TakeBlockWord(number, start, out ReadOnlySpan<byte> wordZ, out ends)
                : parameters.TakeWord(out wordZ);
            if (code != ExitCode.Success)
            {
                return code;
            }
            if (ends)
            {
                break;
            }
            list.Refer(wordZ);
        }
        program = list.Words;
        return ExitCode.Success;
    }

    private static Outcome GoOn(Arguments program, EnvironmentBlock environment, bool keepsParameters)
    {
        EnvironmentEditor editor = new(environment);
        Errno error = keepsParameters
            ? Errno.None
            : EnvironmentStack.TryPop(ref editor, EnvironmentStack.PositionalLetters);
        return error.IsNone
            ? Outcome.ChainOrExit(program, editor.Block)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "pop environment"u8));
    }
}
