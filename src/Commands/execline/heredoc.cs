using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Goes on as a program that can read a text from a descriptor (heredoc.html).</summary>
internal struct Heredoc : ICommand
{
    public static ReadOnlySpan<byte> Name => "heredoc"u8;

    public static ReadOnlySpan<byte> Usage => "heredoc [ -d ] fd string command..."u8;

    public static ReadOnlySpan<byte> Options => "d"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes command... with string to be read from descriptor fd. What the pipe cannot hold is written by a child.

          -d  that is no child of this process, so that nobody here has to wait for it

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where command cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool isDetached = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            isDetached = true;
        }
        Arguments words = options.Rest;
        if (words.Count < 3 || !Text.TryParse(words[0], out uint number))
        {
            return options.UsageError();
        }
        Errno error = Kernel.Pipe(out Fd reader, out Fd writer);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "pipe"u8));
        }
        error = Feed(writer, reader, words[1], isDetached);
        Kernel.Close(writer);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "write string"u8));
        }
        error = number <= int.MaxValue ? Descriptors.Move(reader, (int)number) : Errno.EBADF;
        return error.IsNone
            ? Outcome.Chain(words.From(2), invocation.Environment)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "read on fd "u8, words[0]));
    }

    /// <summary>Writes the text, itself where it surely fits, for then nobody has to wait for a child.</summary>
    private static Errno Feed(Fd writer, Fd reader, ReadOnlySpan<byte> text, bool isDetached)
    {
        if (text.Length <= Limits.PipeWriteLength)
        {
            return Output.WriteAll(writer, text);
        }
        Errno error = BackgroundWork.Fork(isDetached, out bool isChild);
        if (error.IsNone && isChild)
        {
            Kernel.Close(reader);
            error = Output.WriteAll(writer, text);
            Kernel.Exit(
                error.IsNone ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, error, "write string"u8));
        }
        return error;
    }
}
