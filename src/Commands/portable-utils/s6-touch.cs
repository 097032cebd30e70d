using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes files, or sets their times to now (s6-touch.html).</summary>
internal struct S6Touch : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-touch"u8;

    public static ReadOnlySpan<byte> Usage => "s6-touch file ..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Makes every file that is missing, and sets the times of the others to now.

        Exits 0; 100 on wrong usage; 111 at the first file that this fails for.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        const int flags = OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_APPEND | OpenFlags.O_CREAT;
        Arguments words = invocation.Arguments;
        if (words.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        for (int i = 0; i < words.Count; i++)
        {
            Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, words.AtZ(i), flags, 0x1b6);
            Errno error = file.Error;
            if (file.Ok)
            {
                error = Kernel.SetTimesToNow(file.Value);
                Kernel.Close(file.Value);
            }
            if (error.Failed)
            {
                return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "touch "u8, words[i]));
            }
        }
        return Outcome.Exit(ExitCode.Success);
    }
}
