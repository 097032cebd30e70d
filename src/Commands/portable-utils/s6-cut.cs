using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints parts of lines (s6-cut.html).</summary>
internal struct S6Cut : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-cut"u8;

    public static ReadOnlySpan<byte> Usage => "s6-cut [ -b list | -c list | -f list ] [ -d delim ] [ -n ] [ -s ] [ file... ]"u8;

    public static ReadOnlySpan<byte> Options => "b:c:f:d:ns"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints parts of the lines of the files, of standard input where there is none or a file is "-". A list has numbers
        from 1 on and ranges N-M, N- and -M, with commas or blanks between them.

          -b  bytes   -c  the same   -f  fields; a line without a delimiter stays, or with -s is left out
          -d  fields end where the first character of delim is, a tab by default; none: NUL   -n  is ignored

        Exits 0; 100 on wrong usage; 111 where a file cannot be read, or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    private struct Request
    {
        public TextReference List;
        public byte Kind;
        public byte Delimiter;
        public bool Suppress;
    }

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { Delimiter = (byte)'\t' };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'b':
                case (byte)'c':
                case (byte)'f':
                    if (request.Kind != 0)
                    {
                        return options.UsageError();
                    }
                    request.Kind = letter;
                    request.List = new TextReference(options.Value);
                    break;
                case (byte)'d':
                    request.Delimiter = options.ValueZ[0];
                    break;
                case (byte)'n':
                    break;
                case (byte)'s':
                    request.Suppress = true;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (request.Kind == 0 || request.List.Text.IsEmpty)
        {
            return options.UsageError();
        }
        if (!RangeList.TryParse(request.List.Text, out RangeList list))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid list argument: "u8, request.List.Text));
        }
        Arguments files = options.Rest;
        if (files.Count == 0)
        {
            return Outcome.Exit(Cut(Fd.StandardInput, "stdin"u8, request, list));
        }
        int code = ExitCode.Success;
        for (int i = 0; i < files.Count && code == ExitCode.Success; i++)
        {
            code = CutFile(files.AtZ(i), request, list);
        }
        return Outcome.Exit(code);
    }

    private static int CutFile(ReadOnlySpan<byte> pathZ, in Request request, RangeList list)
    {
        ReadOnlySpan<byte> path = pathZ[..^1];
        int code = Filter.Open(pathZ, out Fd file);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = Cut(file, path, request, list);
        Filter.Close(file);
        return code;
    }

    private static int Cut(Fd file, ReadOnlySpan<byte> path, in Request request, RangeList list)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        Errno error = request.Kind == 'f'
            ? CutFields(file, request, list, ref output)
            : CutBytes(file, list, ref output);
        output.Flush();
        error = error.Failed ? error : output.Error;
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "cut "u8, path) : ExitCode.Success;
    }

    /// <summary>Lines of any length, as they come.</summary>
    private static Errno CutBytes(Fd file, RangeList list, ref Output output)
    {
        LineReader lines = new(file, stackalloc byte[Limits.FilterBufferLength]);
        ulong place = 1;
        bool ended = false;
        while (!ended)
        {
            output.Flush();
            Result<int> read = output.Error.Failed ? new Result<int>(output.Error) : lines.Fill();
            if (!read.Ok)
            {
                return read.Error;
            }
            ended = read.Value == 0;
            while (lines.Next(out ReadOnlySpan<byte> piece, out bool beginsLine))
            {
                place = beginsLine ? 1 : place;
                bool endsLine = piece[^1] == '\n';
                piece = endsLine ? piece[..^1] : piece;
                while (!piece.IsEmpty)
                {
                    ulong alike = list.LastAlike(place, out bool contained) - place;
                    int length = alike >= (ulong)piece.Length ? piece.Length : (int)alike + 1;
                    output.Write(contained ? piece[..length] : default);
                    piece = piece[length..];
                    place += (ulong)length;
                }
                output.Write(endsLine ? "\n"u8 : default);
            }
        }
        return Errno.None;
    }

    private static Errno CutFields(Fd file, in Request request, RangeList list, ref Output output)
    {
        WholeLines lines = new(file);
        while (!lines.Ended)
        {
            output.Flush();
            Errno error = output.Error.Failed ? output.Error : lines.Fill();
            if (error.Failed)
            {
                return error;
            }
            while (lines.Next(out Span<byte> lineZ, out bool whole))
            {
                ReadOnlySpan<byte> line = lineZ[..^1];
                bool hasFields = line.Contains(request.Delimiter);
                if (!hasFields && request.Suppress)
                {
                    continue;
                }
                if (hasFields)
                {
                    WriteFields(line, request.Delimiter, list, ref output);
                }
                else
                {
                    output.Write(line);
                }
                output.Write(whole ? "\n"u8 : default);
            }
        }
        return Errno.None;
    }

    private static void WriteFields(ReadOnlySpan<byte> line, byte delimiter, RangeList list, ref Output output)
    {
        bool any = false;
        int end = 0;
        for (ulong number = 1; end >= 0; number++)
        {
            end = line.IndexOf(delimiter);
            if (list.Contains(number))
            {
                output.Write(any ? [delimiter] : default(ReadOnlySpan<byte>));
                output.Write(end < 0 ? line : line[..end]);
                any = true;
            }
            line = end < 0 ? default : line[(end + 1)..];
        }
    }
}
