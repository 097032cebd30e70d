using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints the environment or changes it for a program (s6-env.html).</summary>
internal struct S6Env : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-env"u8;

    public static ReadOnlySpan<byte> Usage => "s6-env [ -i ] [ name=value... ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "i"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog in an environment with these variables; without prog it prints that environment.

          -i  start with an empty environment

        Exits 0 where there is no prog; 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be
        executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool empty = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'i':
                    empty = true;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        EnvironmentEditor editor = new(invocation.Environment);
        if (empty)
        {
            editor.Clear();
        }
        Arguments words = options.Rest;
        while (words.Count > 0)
        {
            ReadOnlySpan<byte> word = words[0];
            int equals = word.IndexOf((byte)'=');
            if (equals < 0)
            {
                break;
            }
            editor.Set(word[..equals], word[(equals + 1)..]);
            words = words.From(1);
        }
        if (editor.Error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, editor.Error, "change the environment"u8));
        }
        return words.Count > 0
            ? Outcome.Chain(words, editor.Block)
            : Outcome.Exit(EnvironmentPrinter.Print(editor.Block, (byte)'\n', last: true));
    }
}
