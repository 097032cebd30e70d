using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints the beginnings of files (s6-head.html).</summary>
internal struct S6Head : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-head"u8;

    public static ReadOnlySpan<byte> Usage => "s6-head [ -S ] [ -1..9 | -n lines | -c chars ] [ file... ]"u8;

    public static ReadOnlySpan<byte> Options => "S123456789n:c:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the first 10 lines of each file, or of standard input; of more than one file with a heading.

          -n  that many lines      -1 … -9  the same for 1 … 9 lines   -c  that many bytes
          -S  read no more than is printed, so that what follows can be read by others

        Exits 0; 100 on wrong usage; 111 where a file cannot be read, or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    private struct Request : IOptionTaker
    {
        public ulong Left;
        public bool Bytes;
        public bool Safe;
        private bool _hasCount;

        /// <summary>How much is to be printed may be said once only, as in the reference.</summary>
        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            if (letter == 'S')
            {
                Safe = true;
                return true;
            }
            bool first = !_hasCount;
            _hasCount = true;
            if (letter is >= (byte)'1' and <= (byte)'9')
            {
                Left = (ulong)(letter - '0');
                return first;
            }
            Bytes = letter == 'c';
            return Text.TryParse(valueZ[..^1], out Left) && first;
        }
    }

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { Left = 10 };
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out Outcome ending))
        {
            return ending;
        }
        Arguments files = options.Rest;
        if (files.Count == 0)
        {
            return Outcome.Exit(Print(Fd.StandardInput, "stdin"u8, request));
        }
        int code = ExitCode.Success;
        for (int i = 0; i < files.Count && code == ExitCode.Success; i++)
        {
            code = PrintFile(files.AtZ(i), request, files.Count == 1 ? -1 : i);
        }
        return Outcome.Exit(code);
    }

    /// <summary>Index: of several files; -1 of one.</summary>
    private static int PrintFile(ReadOnlySpan<byte> pathZ, in Request request, int index)
    {
        ReadOnlySpan<byte> path = pathZ[..^1];
        int code = index < 0 ? ExitCode.Success : PrintHeading(path, index);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = Filter.Open(pathZ, out Fd file);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = Print(file, path, request);
        Filter.Close(file);
        return code;
    }

    private static int PrintHeading(ReadOnlySpan<byte> path, int index)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        output.Write(index > 0 ? "\n==> "u8 : "==> "u8);
        output.Write(path);
        output.Write(" <==\n"u8);
        return Filter.Finish(ref output);
    }

    private static int Print(Fd file, ReadOnlySpan<byte> path, in Request request)
    {
        Span<byte> bytes = stackalloc byte[Limits.FilterBufferLength];
        ulong left = request.Left;
        Errno error = Errno.None;
        while (left > 0 && error.IsNone)
        {
            // A line is at least a byte, and a byte is never more than the line that it belongs to.
            int room = request.Safe || request.Bytes ? (int)Math.Min(left, (ulong)bytes.Length) : bytes.Length;
            Result<int> read = Kernel.Read(file, bytes[..room]);
            if (!read.Ok || read.Value == 0)
            {
                error = read.Error;
                break;
            }
            int length = Cut(bytes[..read.Value], request.Bytes, ref left);
            error = Output.WriteAll(Fd.StandardOutput, bytes[..length]);
        }
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "head "u8, path) : ExitCode.Success;
    }

    /// <summary>How many of the bytes are to be printed.</summary>
    private static int Cut(ReadOnlySpan<byte> bytes, bool isBytes, ref ulong left)
    {
        if (isBytes)
        {
            left -= (ulong)bytes.Length;
            return bytes.Length;
        }
        int length = 0;
        while (left > 0 && length < bytes.Length)
        {
            int newline = bytes[length..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                return bytes.Length;
            }
            length += newline + 1;
            left--;
        }
        return length;
    }
}
