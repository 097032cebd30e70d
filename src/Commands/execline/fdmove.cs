using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Moves or copies a descriptor (fdmove.html).</summary>
internal struct Fdmove : ICommand
{
    public static ReadOnlySpan<byte> Name => "fdmove"u8;

    public static ReadOnlySpan<byte> Usage => "fdmove [ -c ] to from prog..."u8;

    public static ReadOnlySpan<byte> Options => "c"u8;

    public static ReadOnlySpan<byte> Help => """
        Gives the descriptor from the number to, closing what was there, and executes prog....

          -c  a copy: from stays open

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool copies = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            copies = true;
        }
        Arguments words = options.Rest;
        if (words.Count < 3 || !Descriptors.TryParse(words[0], out Fd to) || !Descriptors.TryParse(words[1], out Fd from))
        {
            return options.UsageError();
        }
        Errno error = Move(from, to, copies);
        if (error.IsNone)
        {
            return Outcome.Chain(words.From(2), invocation.Environment);
        }
        PathBuffer what = new(stackalloc byte[Limits.NameLengthMax]);
        what.Append("move fd "u8);
        what.Append(words[1]);
        what.Append(" to fd "u8);
        what.Append(words[0]);
        return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, what.Text));
    }

    private static Errno Move(Fd from, Fd to, bool copies)
    {
        if (from.Value == to.Value)
        {
            return copies ? Errno.EINVAL : Kernel.CheckOpen(from);
        }
        Errno error = Kernel.DuplicateTo(from, to.Value);
        if (error.IsNone && !copies)
        {
            Kernel.Close(from);
        }
        return error;
    }
}
