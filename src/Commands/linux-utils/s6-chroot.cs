using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Becomes another program in another root directory (s6-chroot.html).</summary>
internal struct S6Chroot : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-chroot"u8;

    public static ReadOnlySpan<byte> Usage => "s6-chroot dir prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Makes dir the root directory and the current one, and executes prog, which is looked for there.

        Exits 100 on wrong usage; 111 where dir cannot be made the root; 126 or 127 where prog cannot be executed.
        """u8;

    // In the memory of its parent, a program of this suite would be looked for in the new root by a path of the old one.
    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        // Every word is an operand, "--" too.
        Arguments words = invocation.Arguments;
        if (words.Count < 2)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Errno error = Kernel.ChangeDirectory(words.AtZ(0));
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "chdir to "u8, words[0]));
        }
        error = Kernel.ChangeRoot(".\0"u8);
        return error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "chroot in "u8, words[0]))
            : Outcome.Chain(words.From(1), invocation.Environment);
    }
}
