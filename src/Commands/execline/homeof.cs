using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints the home directory of a user (homeof.html).</summary>
internal struct Homeof : ICommand
{
    public static ReadOnlySpan<byte> Name => "homeof"u8;

    public static ReadOnlySpan<byte> Usage => "homeof user"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the home directory that the user database has for a user.

        Exits 0; 100 on wrong usage; 111 where there is no such user, or the database or stdout fails.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        if (!Kernel.TryFindHome(words.AtZ(0), out ReadOnlySpan<byte> home, out Errno error))
        {
            return Outcome.Exit(error.Failed
                ? Diagnostics.Unable(ExitCode.System, error, "get passwd entry for "u8, words[0])
                : Diagnostics.Fatal(ExitCode.System, "unable to get passwd entry for "u8, words[0], ": no such user"u8));
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        output.Write(home);
        output.Write("\n"u8);
        output.Flush();
        return Outcome.Exit(output.Error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8));
    }
}
