using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Copies standard input to standard output (s6-cat.html).</summary>
internal struct S6Cat : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-cat"u8;

    public static ReadOnlySpan<byte> Usage => "s6-cat"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Copies standard input to standard output, without a copy in memory where one of them is a pipe.

        Exits 0 at the end of the input; 111 where it cannot be read or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.Copier;

    public static Outcome Run(in Invocation invocation)
    {
        Result<int> moved;
        do
        {
            moved = Kernel.Splice(Fd.StandardInput, Fd.StandardOutput, Limits.SpliceLength);
        }
        while (moved.Ok && moved.Value > 0);
        // The kernel cannot do it for each kind of file.
        Errno error = moved.Ok ? Errno.None : Copy();
        return Outcome.Exit(error.Failed ? Diagnostics.Unable(ExitCode.System, error, "fd_cat"u8) : ExitCode.Success);
    }

    /// <summary>With little memory, as long as it comes in small pieces: who answers in a line needs no pages for more.</summary>
    private static Errno Copy()
    {
        Errno error = Copy(stackalloc byte[Limits.CopyLength], untilFull: true, out bool isFull);
        return isFull ? CopyMuch() : error;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Errno CopyMuch() => Copy(stackalloc byte[Limits.FilterBufferLength], untilFull: false, out _);

    /// <summary>Copies to the end, or until the buffer was too small for all that there was.</summary>
    private static Errno Copy(Span<byte> bytes, bool untilFull, out bool isFull)
    {
        isFull = false;
        while (!isFull)
        {
            Result<int> read = Kernel.Read(Fd.StandardInput, bytes);
            if (!read.Ok || read.Value == 0)
            {
                return read.Error;
            }
            Errno error = Output.WriteAll(Fd.StandardOutput, bytes[..read.Value]);
            if (error.Failed)
            {
                return error;
            }
            isFull = untilFull && read.Value == bytes.Length;
        }
        return Errno.None;
    }
}
