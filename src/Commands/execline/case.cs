using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Goes on with the first of several blocks whose expression a value matches (case.html).</summary>
internal struct Case : ICommand
{
    public static ReadOnlySpan<byte> Name => "case"u8;

    public static ReadOnlySpan<byte> Usage =>
        "case [ -s | -S ] [ -e | -E ] [ -n | -N ] [ -i ] value { re1 { prog1... } re2 { prog2... } ... } progdefault... "u8;

    public static ReadOnlySpan<byte> Options => "sSeEnNi"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes the block behind the first expression that matches the whole value, or progdefault....

          -S  regular expressions (the default)
              -E  extended ones (the default)   -e  basic ones
              -i  case does not count
              -N  sets 0 to the expression, # to the number of its subexpressions, and 1, 2 ... to what these match
              -n  does not (the default)
          -s  shell patterns
              -E  a backslash takes a letter as it is (the default)   -e  it is a letter like others
              -i  a period at the start is matched by a period only
              -N  slashes are matched by slashes only                 -n  not (the default)

        Exits 0 where there is nothing to execute; 100 on wrong usage, and where something is no expression; 126 or 127 where
        the program cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        CaseMatcher matcher = new();
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            matcher.Apply(letter);
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> valueZ = words.AtZ(0);
        EnvironmentBlock environment = invocation.Environment;
        Blocks blocks = new(words.From(1), environment);
        if (!blocks.TryTake(out Arguments directives, out int code, "case"u8))
        {
            return Outcome.Exit(code);
        }
        Arguments otherwise = blocks.Rest;
        blocks.Enter(directives);
        while (blocks.Rest.Count > 0)
        {
            ReadOnlySpan<byte> expressionZ = blocks.TakeWordZ();
            if (blocks.Rest.Count == 0)
            {
                return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "malformed case block"u8));
            }
            if (!blocks.TryTake(out Arguments program, out code, "regex"u8))
            {
                return Outcome.Exit(code);
            }
            code = matcher.TryMatch(expressionZ, valueZ, ref environment, out bool matches);
            if (code != ExitCode.Success || matches)
            {
                return code == ExitCode.Success ? Outcome.ChainOrExit(program, environment) : Outcome.Exit(code);
            }
        }
        return Outcome.ChainOrExit(otherwise, environment);
    }
}
