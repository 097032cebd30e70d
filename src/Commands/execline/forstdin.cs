using System;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;

namespace Sestet.Commands;

/// <summary>Runs a program for each line of its standard input (forstdin.html).</summary>
internal struct Forstdin : ICommand
{
    public static ReadOnlySpan<byte> Name => "forstdin"u8;

    public static ReadOnlySpan<byte> Usage =>
        "forstdin [ -E | -e ] [ -p | -P maxpar | -o okcode,okcode,... | -x breakcode,breakcode,... ] "u8
        + "[ -N | -n ] [ -C | -c ] [ -0 | -d delim ] var command..."u8;

    public static ReadOnlySpan<byte> Options => LineLoopOptions.Letters;

    public static ReadOnlySpan<byte> Operands => "wr"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs command... for every line of stdin, with the variable var set to the line.

          -E  substitutes $var in command... in place of setting the variable   -e  not (the default)
          -p  starts all without waiting, and waits at the end
          -P  the same, with maxpar of them at a time, 10000 at most
          -o  exits with the code of the first command that exits with none of these codes; not with -p or -P
          -x  exits with the code of the first command that exits with one of these codes; not with -p or -P
          -N  with the newline at the line's end   -n  without it, and without a last line that has none (the default)
          -C  passes over empty lines              -c  not (the default)
          -0  lines end in a NUL
          -d  lines end in any of these letters; none: stdin is a sequence of netstrings

        Exits 0 where there was a line, else 1, or as -o and -x say; 100 on wrong usage; 111 where a system call failed.
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
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        LineSource source = new(Fd.StandardInput, loop.Lines);
        int code = LineLoop.Run(loop.Loop, ref source, words[0], words.From(1), invocation.Environment, Fd.None);
        return Outcome.Exit(code != ExitCode.Success || source.HasGiven ? code : ExitCode.Failure);
    }
}
