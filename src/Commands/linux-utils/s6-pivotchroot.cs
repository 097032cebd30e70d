using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Exchanges the root of all processes, and becomes a program in the new one (s6-pivotchroot.html).</summary>
internal struct S6Pivotchroot : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-pivotchroot"u8;

    public static ReadOnlySpan<byte> Usage => "s6-pivotchroot old-place-for-new-root new-place-for-old-root prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Makes a mounted file system the root, with the old root below it at new-place-for-old-root, and executes prog, which
        is looked for there.

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        // Every word is an operand, "--" too.
        Arguments words = invocation.Arguments;
        if (words.Count < 3)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Errno error = Kernel.ChangeDirectory(words.AtZ(0));
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "chdir to "u8, words[0]));
        }
        error = Kernel.PivotRoot(".\0"u8, words.AtZ(1));
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "pivot_root"u8));
        }
        error = Kernel.ChangeRoot(".\0"u8);
        return error.Failed
            ? Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "chroot"u8))
            : Outcome.Chain(words.From(2), invocation.Environment);
    }
}
