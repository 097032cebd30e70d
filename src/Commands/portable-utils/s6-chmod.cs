using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Changes the mode of a file (s6-chmod.html).</summary>
internal struct S6Chmod : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-chmod"u8;

    public static ReadOnlySpan<byte> Usage => "s6-chmod mode file"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Gives a file a mode, an octal number.

        Exits 0; 100 on wrong usage; 111 where the mode cannot be changed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 2 || !Octal.TryParseMode(words[0], out uint mode))
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Errno error = Kernel.ChangeMode(Fd.CurrentDirectory, words.AtZ(1), mode);
        return Outcome.Exit(error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "change mode of "u8, words[1])
            : ExitCode.Success);
    }
}
