using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Removes files and directories with what is in them (s6-rmrf.html).</summary>
internal struct S6Rmrf : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-rmrf"u8;

    public static ReadOnlySpan<byte> Usage => "s6-rmrf file ..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Removes files, and directories with all that is in them. What is not there is as good as removed.

        Exits 0; 100 on wrong usage; 111 at the first that cannot be removed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        for (int i = 0; i < words.Count; i++)
        {
            Errno error = DirectoryTree.Remove(words.AtZ(i));
            if (error.Failed)
            {
                return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "remove "u8, words[i]));
            }
        }
        return Outcome.Exit(ExitCode.Success);
    }
}
