using System;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Replaces several names at once in the rest of the command line (multisubstitute.html).</summary>
internal struct Multisubstitute : ICommand
{
    public static ReadOnlySpan<byte> Name => "multisubstitute"u8;

    public static ReadOnlySpan<byte> Usage => "multisubstitute { directives... } prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with all the names of the block replaced at the same time. In the block stand any number of

          define [ options ] key value
          importas [ options ] key var, importas -S [ options ] var
          elglob [ options ] key pattern
          elgetpositionals [ -P num ]
          multidefine [ options ] value { keys... }

        each as the command of that name.

        Exits 100 on wrong usage, and where importas -i misses its variable; 111 where a system call failed; 126 or 127
        where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Blocks blocks = new(invocation.Arguments, invocation.Environment);
        if (invocation.Arguments.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        if (!blocks.TryTake(out Arguments words, out int code))
        {
            return Outcome.Exit(code);
        }
        if (blocks.Rest.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Directives directives = new(invocation.Environment);
        while (words.Count > 0)
        {
            code = Read(words, ref directives, out Arguments rest);
            if (code != ExitCode.Success)
            {
                return Outcome.Exit(code);
            }
            words = rest;
        }
        return directives.GoOn(blocks.Rest);
    }

    private static int Read(Arguments words, scoped ref Directives directives, out Arguments rest)
    {
        ReadOnlySpan<byte> name = words[0];
        rest = default;
        Invocation invocation = new(words.From(1), directives.Given, CommandTable.IndexOf(name), words);
        if (name.SequenceEqual("define"u8))
        {
            return DefineDirective.TryRead(invocation, ref directives, out rest);
        }
        if (name.SequenceEqual("importas"u8))
        {
            return ImportDirective.TryRead(invocation, ref directives, out rest);
        }
        if (name.SequenceEqual("elglob"u8))
        {
            return GlobDirective.TryRead(invocation, ref directives, out rest);
        }
        if (name.SequenceEqual("elgetpositionals"u8))
        {
            return PositionalsDirective.TryRead(invocation, ref directives, out rest);
        }
        return name.SequenceEqual("multidefine"u8)
            ? MultidefineDirective.TryRead(invocation, ref directives, out rest)
            : Diagnostics.Fatal(ExitCode.Usage, "syntax error: unrecognized directive "u8, name);
    }
}
