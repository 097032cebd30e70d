using System;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Closes a descriptor (fdclose.html).</summary>
internal struct Fdclose : ICommand
{
    public static ReadOnlySpan<byte> Name => "fdclose"u8;

    public static ReadOnlySpan<byte> Usage => "fdclose fd prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Closes the descriptor, where it is open, and executes prog....

        Exits 100 on wrong usage; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 2 || !Descriptors.TryParse(words[0], out Fd fd))
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        if (fd.IsOpen)
        {
            Kernel.Close(fd);
        }
        return Outcome.Chain(words.From(1), invocation.Environment);
    }
}
