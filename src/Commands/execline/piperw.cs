using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Goes on as a program that has a pipe (piperw.html).</summary>
internal struct Piperw : ICommand
{
    public static ReadOnlySpan<byte> Name => "piperw"u8;

    public static ReadOnlySpan<byte> Usage => "piperw fdr fdw prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Makes a pipe, to be read from descriptor fdr and written to descriptor fdw, and executes prog....

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 3
            || !Text.TryParse(words[0], out uint readNumber)
            || !Text.TryParse(words[1], out uint writeNumber)
            || readNumber == writeNumber)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Errno error = Kernel.Pipe(out Fd reader, out Fd writer);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "create pipe"u8));
        }
        error = Place(reader, writer, readNumber, writeNumber);
        return error.IsNone
            ? Outcome.Chain(words.From(2), invocation.Environment)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "move fds"u8));
    }

    private static Errno Place(Fd reader, Fd writer, uint readNumber, uint writeNumber)
    {
        if (readNumber > int.MaxValue || writeNumber > int.MaxValue)
        {
            return Errno.EBADF;
        }
        if (writer.Value == (int)readNumber)
        {
            // Out of the way, and not to where it may have to go later.
            Result<Fd> moved = Kernel.DuplicateAbove(writer, writer.Value + 1);
            Kernel.Close(writer);
            if (!moved.Ok)
            {
                return moved.Error;
            }
            writer = moved.Value;
        }
        Errno error = Descriptors.Move(reader, (int)readNumber);
        return error.IsNone ? Descriptors.Move(writer, (int)writeNumber) : error;
    }
}
