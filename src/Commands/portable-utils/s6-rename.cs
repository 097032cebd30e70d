using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Renames a file (s6-rename.html).</summary>
internal struct S6Rename : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-rename"u8;

    public static ReadOnlySpan<byte> Usage => "s6-rename old new"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Renames old to new, which it replaces in one step where it is there.

        Exits 0; 100 on wrong usage; 111 where that fails.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 2)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Errno error = Kernel.Rename(Fd.CurrentDirectory, words.AtZ(0), words.AtZ(1));
        return Outcome.Exit(error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "rename "u8, words[0], " to "u8, words[1])
            : ExitCode.Success);
    }
}
