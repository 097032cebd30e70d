using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints what a quoted string means (s6-unquote.html).</summary>
internal struct S6Unquote : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-unquote"u8;

    public static ReadOnlySpan<byte> Usage => "s6-unquote [ -n ] [ -d delim ] string"u8;

    public static ReadOnlySpan<byte> Options => "nd:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints what a string means that s6-quote has written. What is behind the ending quote is left out with a warning.

          -d  characters that may stand around it, a double quote by default; none: nothing is around it   -n  no newline

        Exits 0; 100 on wrong usage, or where string is not quoted so; 111 where a backslash stands before nothing or its
        "\0x" before no hexadecimal digits, or the output cannot be written.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool newline = true;
        TextReference delimiters = new("\""u8);
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'n':
                    newline = false;
                    break;
                case (byte)'d':
                    delimiters = new TextReference(options.Value);
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        return options.Rest.Count == 0
            ? options.UsageError()
            : Outcome.Exit(Print(options.Rest[0], delimiters.Text, newline));
    }

    private static int Print(ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> delimiters, bool newline)
    {
        int start = delimiters.IsEmpty ? 0 : 1;
        if (start > 0 && quoted.IsEmpty)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "the empty string isn't a quoted string"u8);
        }
        if (start > 0 && !delimiters.Contains(quoted[0]))
        {
            return Diagnostics.Fatal(ExitCode.Usage, "invalid starting quote character"u8);
        }
        Errno error = ChainMemory.TryAllocate(quoted.Length + 1, out MemoryRegion memory);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "unquote"u8);
        }
        Span<byte> text = memory.Bytes[..(quoted.Length - start)];
        quoted[start..].CopyTo(text);
        int end = 0;
        error = Quoting.CanDelimit(delimiters) ? Quoting.FindEnd(text, delimiters, out end) : Errno.EINVAL;
        int position = end + start;
        if (error == Errno.ENODATA)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "no ending quote character"u8);
        }
        PathBuffer place = new(stackalloc byte[2 * Limits.DecimalLengthMax + 2]);
        place.Append((ulong)position);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.Usage, error, "unquote at character "u8, place.Text);
        }
        if (start > 0 && position < quoted.Length - 1)
        {
            place.Append("/"u8);
            place.Append((ulong)(quoted.Length - 1));
            Diagnostics.Warn("found ending quote character at position "u8, place.Text, "; ignoring remainder"u8);
        }
        return Filter.Print(text[..Quoting.Unquote(text[..end])], newline);
    }
}
