using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints what quoted lines mean (s6-unquote-filter.html).</summary>
internal struct S6UnquoteFilter : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-unquote-filter"u8;

    public static ReadOnlySpan<byte> Usage => "s6-unquote-filter [ -q | -Q | -v | -w ] [ -d delim ]"u8;

    public static ReadOnlySpan<byte> Options => "qQvwd:"u8;

    public static ReadOnlySpan<byte> Help => """
        Copies standard input to standard output with every line replaced by what it means, as s6-quote-filter has written
        it. A line that is not quoted so stays.

          -Q  warn of it (the default)   -q  say nothing   -v  warn with details   -w  exit 100 at the first one
          -d  characters that may stand around the lines, a double quote by default; none: nothing is around them

        Exits 0 at the end of the input; 100 on wrong usage; 111 where the input cannot be read or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    /// <summary>What is wrong with a line.</summary>
    private enum Fault
    {
        None,
        Empty,
        NoStart,
        NoEnd,

        /// <summary>The error number tells.</summary>
        Escape,
    }

    public static Outcome Run(in Invocation invocation)
    {
        byte strictness = (byte)'Q';
        TextReference delimiters = new("\""u8);
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'q':
                case (byte)'Q':
                case (byte)'v':
                case (byte)'w':
                    strictness = letter;
                    break;
                case (byte)'d':
                    delimiters = new TextReference(options.Value);
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        return Outcome.Exit(Copy(strictness, delimiters.Text));
    }

    private static int Copy(byte strictness, ReadOnlySpan<byte> delimiters)
    {
        WholeLines lines = new(Fd.StandardInput);
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        while (!lines.Ended)
        {
            int code = Filter.ReadOn(ref lines, ref output);
            while (code == ExitCode.Success && lines.Next(out Span<byte> lineZ, out bool whole))
            {
                code = CopyLine(lineZ[..^1], strictness, delimiters, ref output);
                output.Write(whole && code == ExitCode.Success ? "\n"u8 : default);
            }
            if (code != ExitCode.Success)
            {
                output.Flush();
                return code;
            }
        }
        return Filter.Finish(ref output);
    }

    private static int CopyLine(Span<byte> line, byte strictness, ReadOnlySpan<byte> delimiters, ref Output output)
    {
        int start = delimiters.IsEmpty ? 0 : 1;
        if (start > 0 && (line.IsEmpty || !delimiters.Contains(line[0])))
        {
            return Keep(line.IsEmpty ? Fault.Empty : Fault.NoStart, Errno.None, line, strictness, ref output);
        }
        int end = 0;
        Errno error = Quoting.CanDelimit(delimiters)
            ? Quoting.FindEnd(line[start..], delimiters, out end)
            : Errno.EINVAL;
        end += start;
        if (error.Failed)
        {
            return Keep(error == Errno.ENODATA ? Fault.NoEnd : Fault.Escape, error, line, strictness, ref output);
        }
        if (start > 0 && end < line.Length - 1 && strictness is (byte)'v' or (byte)'w')
        {
            WarnOfRemainder(line, end);
        }
        output.Write(line.Slice(start, Quoting.Unquote(line[start..end])));
        return ExitCode.Success;
    }

    private static void WarnOfRemainder(ReadOnlySpan<byte> line, int end)
    {
        PathBuffer place = new(stackalloc byte[Limits.MessageBufferLength]);
        place.Append("found ending quote character at position "u8);
        place.Append((ulong)end);
        place.Append("/"u8);
        place.Append((ulong)(line.Length - 1));
        Diagnostics.Warn(place.Text, ", ignoring remainder of line: "u8, line);
    }

    /// <summary>Prints a line as it is, or, in the strictest mode, ends.</summary>
    private static int Keep(Fault fault, Errno error, ReadOnlySpan<byte> line, byte strictness, ref Output output)
    {
        ReadOnlySpan<byte> text = fault switch
        {
            Fault.Empty => "empty line"u8,
            Fault.NoStart => "invalid starting quote character"u8,
            Fault.NoEnd => "unable to unquote: no ending quote character"u8,
            _ => "unable to unquote"u8,
        };
        Errno reason = fault == Fault.Escape ? error : Errno.None;
        switch (strictness)
        {
            case (byte)'w':
                return Diagnostics.Fatal(ExitCode.Usage, reason, text);
            case (byte)'v' when fault == Fault.Escape:
                Diagnostics.Warn(reason, text, " line: "u8, line);
                break;
            case (byte)'v' when fault != Fault.Empty:
                Diagnostics.Warn(text, " in line: "u8, line);
                break;
            case (byte)'q':
                break;
            default:
                Diagnostics.Warn(reason, text);
                break;
        }
        output.Write(line);
        return ExitCode.Success;
    }
}
