using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Copies a directory with what is in it (s6-hiercopy.html).</summary>
internal struct S6Hiercopy : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-hiercopy"u8;

    public static ReadOnlySpan<byte> Usage => "s6-hiercopy src dst"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Copies a file, or a directory with all that is in it, with modes, and with owners where this is root. dst may be
        there. It may lie in src, and is left out then; it cannot be src.

        Exits 0; 100 on wrong usage; 111 where something cannot be copied.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 2)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Errno error = DirectoryTree.Copy(words.AtZ(0), words.AtZ(1));
        return Outcome.Exit(error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "copy hierarchy from "u8, words[0], " to "u8, words[1])
            : ExitCode.Success);
    }
}
