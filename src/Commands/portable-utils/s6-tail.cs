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

    private struct Request
    {
        public ulong Count;
        public bool Bytes;
        public bool FromStart;
        public bool HasCount;
    }

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { Count = 10 };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!TryApply(letter, options.Value, ref request))
            {
                return options.UsageError();
            }
        }
        if (options.Rest.Count == 0)
        {
            return Outcome.Exit(Print(Fd.StandardInput, "stdin"u8, request));
        }
        ReadOnlySpan<byte> pathZ = options.Rest.AtZ(0);
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, pathZ, OpenFlags.O_RDONLY);
        if (!file.Ok)
        {
            return Outcome.Exit(
                Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, pathZ[..^1], " for reading"u8));
        }
        int code = Print(file.Value, pathZ[..^1], request);
        Kernel.Close(file.Value);
        return Outcome.Exit(code);
    }

    /// <summary>How much is to be printed may be said once only, as in the reference.</summary>
    private static bool TryApply(byte letter, ReadOnlySpan<byte> value, ref Request request)
    {
        bool first = !request.HasCount;
        request.HasCount = true;
        if (letter is >= (byte)'1' and <= (byte)'9')
        {
            request.Count = (ulong)(letter - '0');
            return first;
        }
        request.Bytes = letter == 'c';
        request.FromStart = !value.IsEmpty && value[0] == '+';
        bool signed = request.FromStart || (!value.IsEmpty && value[0] == '-');
        return Text.TryParse(signed ? value[1..] : value, out request.Count) && first;
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
