using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes a descriptor blocking or non-blocking (fdblock.html).</summary>
internal struct Fdblock : ICommand
{
    public static ReadOnlySpan<byte> Name => "fdblock"u8;

    public static ReadOnlySpan<byte> Usage => "fdblock [ -n ] fd prog..."u8;

    public static ReadOnlySpan<byte> Options => "n"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes the descriptor blocking and executes prog....

          -n  makes it non-blocking

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool nonBlocking = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            nonBlocking = true;
        }
        Arguments words = options.Rest;
        if (words.Count < 2 || !Descriptors.TryParse(words[0], out Fd fd))
        {
            return options.UsageError();
        }
        Errno error = Kernel.SetNonBlocking(fd, nonBlocking);
        return error.IsNone
            ? Outcome.Chain(words.From(1), invocation.Environment)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, nonBlocking ? "ndelay_on"u8 : "ndelay_off"u8));
    }
}
