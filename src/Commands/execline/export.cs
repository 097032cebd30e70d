using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sets a variable of the environment (export.html).</summary>
internal struct Export : ICommand
{
    public static ReadOnlySpan<byte> Name => "export"u8;

    public static ReadOnlySpan<byte> Usage => "export variable value prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with the variable set to value.

        Exits 100 on wrong usage; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 3)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        if (words[0].Contains((byte)'='))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid variable name: "u8, words[0]));
        }
        EnvironmentEditor editor = new(invocation.Environment);
        editor.Set(words[0], words[1]);
        return editor.Error.IsNone
            ? Outcome.Chain(words.From(2), editor.Block)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, editor.Error, "set "u8, words[0]));
    }
}
