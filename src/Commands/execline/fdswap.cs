using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Swaps two descriptors (fdswap.html).</summary>
internal struct Fdswap : ICommand
{
    public static ReadOnlySpan<byte> Name => "fdswap"u8;

    public static ReadOnlySpan<byte> Usage => "fdswap fd1 fd2 prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Operands => "wwr"u8;

    public static ReadOnlySpan<byte> Help => """
        Gives each of two descriptors the number of the other, and executes prog....

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 3 || !Descriptors.TryParse(words[0], out Fd one) || !Descriptors.TryParse(words[1], out Fd other))
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Errno error = Kernel.CheckOpen(other);
        if (error.IsNone && one.Value != other.Value)
        {
            error = Swap(one, other);
        }
        return error.IsNone
            ? Outcome.Chain(words.From(2), invocation.Environment)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "swap fds"u8));
    }

    /// <summary>The other one is open: else the copy could get its number.</summary>
    private static Errno Swap(Fd one, Fd other)
    {
        Result<Fd> copy = Kernel.DuplicateAbove(one, 0);
        if (!copy.Ok)
        {
            return copy.Error;
        }
        Assert.That(copy.Value.Value != other.Value);
        Errno error = Kernel.DuplicateTo(other, one.Value);
        if (error.IsNone)
        {
            error = Kernel.DuplicateTo(copy.Value, other.Value);
        }
        Kernel.Close(copy.Value);
        return error;
    }
}
