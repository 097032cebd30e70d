using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Changes the current directory (execline-cd.html).</summary>
internal struct ExeclineCd : ICommand
{
    public static ReadOnlySpan<byte> Name => "execline-cd"u8;

    public static ReadOnlySpan<byte> Usage => "execline-cd path prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Changes to a directory and executes prog... there. Also called cd.

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        // As the reference, whichever of its names it was called by.
        Diagnostics.SetProgram(Name, default);
        Arguments words = invocation.Arguments;
        if (words.Count < 2)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Errno error = Kernel.ChangeDirectory(words.AtZ(0));
        return error.IsNone
            ? Outcome.Chain(words.From(1), invocation.Environment)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "chdir to "u8, words[0]));
    }
}
