using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Runs a program for each line that another one writes (forbacktickx.html).</summary>
internal struct Forbacktickx : ICommand
{
    public static ReadOnlySpan<byte> Name => "forbacktickx"u8;

    public static ReadOnlySpan<byte> Usage =>
        "forbacktickx [ -p | -P maxpar | -o okcode,okcode,... | -x breakcode,breakcode,... ] "u8
        + "[ -E | -e ] [ -N | -n ] [ -C | -c ] [ -0 | -d delim ] var { backtickcmd... } command..."u8;

    public static ReadOnlySpan<byte> Options => LineLoopOptions.Letters;

    public static ReadOnlySpan<byte> Operands => "wpr"u8;

    public static ReadOnlySpan<byte> Help => """
        Starts the block and runs command... for every line that it writes, with the variable var set to the line, and with
        the stdin that forbacktickx has.

          -E  substitutes $var in command... in place of setting the variable   -e  not (the default)
          -p  starts all without waiting, and waits at the end
          -P  the same, with maxpar of them at a time, 10000 at most
          -o  exits with the code of the first command that exits with none of these codes; not with -p or -P
          -x  exits with the code of the first command that exits with one of these codes; not with -p or -P
          -N  with the newline at the line's end   -n  without it, and without a last line that has none (the default)
          -C  passes over empty lines              -c  not (the default)
          -0  lines end in a NUL
          -d  lines end in any of these letters; none: they are netstrings

        Exits 0, or as -o and -x say; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        LineLoopOptions loop = LineLoopOptions.Default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref loop, out Outcome ending))
        {
            return ending;
        }
        Arguments words = options.Rest;
        if (words.Count < 2 || words[0].IsEmpty)
        {
            return options.UsageError();
        }
        int code = Loop.CheckName(words[0]);
        Blocks blocks = new(words.From(1), invocation.Environment);
        if (code != ExitCode.Success || !blocks.TryTakeProgram(out Arguments generator, out code))
        {
            return Outcome.Exit(code);
        }
        return blocks.Rest.Count == 0
            ? options.UsageError()
            : Outcome.Exit(Run(loop, words[0], generator, blocks.Rest, invocation.Environment));
    }

    private static int Run(
        in LineLoopOptions options,
        ReadOnlySpan<byte> variable,
        Arguments generator,
        Arguments program,
        EnvironmentBlock environment)
    {
        Errno error = Subprocess.StartWriter(generator, environment, out _, out Fd output, out int code);
        if (error.Failed)
        {
            return code;
        }
        EnvironmentEditor editor = new(environment);
        // The reference is made of other commands, and one of them sets it.
        editor.Unset("!"u8);
        if (editor.Error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, editor.Error, "modify environment"u8);
        }
        LineSource source = new(output, options.Lines);
        return LineLoop.Run(options.Loop, ref source, variable, program, editor.Block, output);
    }
}
