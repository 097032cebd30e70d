using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints the end of a file (s6-tail.html).</summary>
internal struct S6Tail : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-tail"u8;

    public static ReadOnlySpan<byte> Usage => "s6-tail [ -c chars | -n lines | -1..9 ] [ file ]"u8;

    public static ReadOnlySpan<byte> Options => "c:n:123456789"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the last 10 lines of a file, or of standard input.

          -n  that many lines   -1 … -9  the same for 1 … 9 lines   -c  that many bytes
              +N: from the Nth one on

        Exits 0; 100 on wrong usage; 111 where the file cannot be read, or its end is too much for memory, or the output
        cannot be written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    private struct Request : IOptionTaker
    {
        public ulong Count;
        public bool Bytes;
        public bool FromStart;
        private bool _hasCount;

        /// <summary>How much is to be printed may be said once only, as in the reference.</summary>
        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            bool first = !_hasCount;
            _hasCount = true;
            if (letter is >= (byte)'1' and <= (byte)'9')
            {
                Count = (ulong)(letter - '0');
                return first;
            }
            Bytes = letter == 'c';
            FromStart = valueZ[0] == '+';
            ReadOnlySpan<byte> number = valueZ[0] is (byte)'+' or (byte)'-' ? valueZ[1..^1] : valueZ[..^1];
            return Text.TryParse(number, out Count) && first;
        }
    }

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { Count = 10 };
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out Outcome ending))
        {
            return ending;
        }
        if (options.Rest.Count == 0)
        {
            return Outcome.Exit(Print(Fd.StandardInput, "stdin"u8, request));
        }
        ReadOnlySpan<byte> pathZ = options.Rest.AtZ(0);
        int code = Filter.OpenFile(pathZ, out Fd file);
        return Outcome.Exit(code == ExitCode.Success ? Print(file, pathZ[..^1], request) : code);
    }

    private static int Print(Fd file, ReadOnlySpan<byte> path, in Request request)
    {
        Errno error = request.FromStart ? CopyFrom(file, request) : CopyLast(file, request);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "tail "u8, path) : ExitCode.Success;
    }

    /// <summary>Prints what comes behind the first Count - 1 lines or bytes.</summary>
    private static Errno CopyFrom(Fd file, in Request request)
    {
        Span<byte> bytes = stackalloc byte[Limits.FilterBufferLength];
        ulong skip = request.Count == 0 ? 0 : request.Count - 1;
        while (true)
        {
            Result<int> read = Kernel.Read(file, bytes);
            if (!read.Ok || read.Value == 0)
            {
                return read.Error;
            }
            ReadOnlySpan<byte> rest = bytes[..read.Value];
            while (skip > 0 && !rest.IsEmpty)
            {
                int newline = rest.IndexOf((byte)'\n');
                int part = request.Bytes ? (int)Math.Min(skip, (ulong)rest.Length)
                    : newline < 0 ? rest.Length : newline + 1;
                skip -= request.Bytes ? (ulong)part : newline < 0 ? 0u : 1u;
                rest = rest[part..];
            }
            Errno error = Output.WriteAll(Fd.StandardOutput, rest);
            if (error.Failed)
            {
                return error;
            }
        }
    }

    private static Errno CopyLast(Fd file, in Request request)
    {
        LastPart last = new(request.Count, request.Bytes);
        Errno error = last.Read(file);
        return error.Failed ? error : Output.WriteAll(Fd.StandardOutput, last.Bytes);
    }
}
