using System;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;

namespace Sestet.Commands;


/// <summary>Runs a program for each of a list of values (forx.html).</summary>
internal struct Forx : ICommand
{
    public static ReadOnlySpan<byte> Name => "forx"u8;

    public static ReadOnlySpan<byte> Usage =>
        "forx [ -E | -e ] [ -p | -P maxpar ] [ -o okcode,okcode,... | -x breakcode,breakcode,... ] "u8
        + "var { values... } command..."u8;

    public static ReadOnlySpan<byte> Options => "pP:o:x:Ee"u8;

    public static ReadOnlySpan<byte> Operands => "wbr"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs command... for every value, with the variable var set to it.

          -E  substitutes $var in command... in place of setting the variable   -e  not (the default)
          -p  starts all without waiting, and waits at the end
          -P  the same, with maxpar of them at a time
          -o  exits with the code of the first command that exits with none of these codes
          -x  exits with the code of the first command that exits with one of these codes

        With -p or -P, -o and -x decide at the end: 1 where some code would have ended the loop.

        Exits 0, or as -o and -x say; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        LoopOptions loopOptions = LoopOptions.Default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref loopOptions, out Outcome ending))
        {
            return ending;
        }
        if (options.Rest.Count < 2)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> variable = options.Rest[0];
        int code = Loop.CheckName(variable);
        Blocks blocks = new(options.Rest.From(1), invocation.Environment);
        if (code != ExitCode.Success || !blocks.TryTake(out Arguments values, out code))
        {
            return Outcome.Exit(code);
        }
        return values.Count == 0 || blocks.Rest.Count == 0
            ? Outcome.Exit(ExitCode.Success)
            : Outcome.Exit(RunLoop(loopOptions, variable, values, blocks.Rest, invocation.Environment));
    }

    private static int RunLoop(
        in LoopOptions options,
        ReadOnlySpan<byte> variable,
        Arguments values,
        Arguments program,
        EnvironmentBlock environment)
    {
        int code = Loop.Create(options, values.Count, variable, program, environment, out Loop loop);
        for (int i = 0; i < values.Count && code == ExitCode.Success; i++)
        {
            if (!loop.TryRun(values[i], out code))
            {
                return code;
            }
            code = ExitCode.Success;
        }
        code = code == ExitCode.Success ? loop.Finish() : code;
        return code == ExitCode.Success && loop.HasBroken ? ExitCode.Failure : code;
    }
}
