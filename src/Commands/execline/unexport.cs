using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Takes a variable out of the environment (unexport.html).</summary>
internal struct Unexport : ICommand
{
    public static ReadOnlySpan<byte> Name => "unexport"u8;

    public static ReadOnlySpan<byte> Usage => "unexport variable prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... without the variable.

        Exits 100 on wrong usage; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 2)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        if (words[0].Contains((byte)'='))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid variable name: "u8, words[0]));
        }
        EnvironmentEditor editor = new(invocation.Environment);
        editor.Unset(words[0]);
        return editor.Error.IsNone
            ? Outcome.Chain(words.From(1), editor.Block)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, editor.Error, "unset "u8, words[0]));
    }
}
