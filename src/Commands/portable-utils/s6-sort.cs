using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sorts lines (s6-sort.html).</summary>
internal struct S6Sort : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-sort"u8;

    public static ReadOnlySpan<byte> Usage => "s6-sort [ -bcfru0 ]"u8;

    public static ReadOnlySpan<byte> Options => "bcfru0"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the lines of standard input in the order of their bytes.

          -b  blanks and tabs before a line do not count   -f  case does not count   -r  the other way round
          -u  of lines that are the same, one only         -0  lines end in NULs, not in newlines
          -c  print nothing, but exit 1 where the lines are not in order, or, with -u, two are the same

        Exits 0; 100 on wrong usage; 111 where the input cannot be read, or is too much for memory, or the output not be
        written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    private struct Order
    {
        public bool SkipBlanks;
        public bool FoldCase;
        public bool Reverse;
    }

    /// <summary>Where a line is.</summary>
    private struct Line
    {
        public int Start;
        public int Length;
    }

    public static Outcome Run(in Invocation invocation)
    {
        Order order = default;
        bool check = false;
        bool unique = false;
        byte separator = (byte)'\n';
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'b':
                    order.SkipBlanks = true;
                    break;
                case (byte)'c':
                    check = true;
                    break;
                case (byte)'f':
                    order.FoldCase = true;
                    break;
                case (byte)'r':
                    order.Reverse = true;
                    break;
                case (byte)'u':
                    unique = true;
                    break;
                case (byte)'0':
                    separator = 0;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        WholeInput input = new(Fd.StandardInput);
        Errno error = input.Read();
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "read from stdin"u8));
        }
        ReadOnlySpan<byte> text = input.Bytes;
        error = ChainMemory.TryAllocateArray(2 * CountLines(text, separator), out Span<Line> lines);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "sort"u8));
        }
        Span<Line> room = lines[(lines.Length / 2)..];
        lines = lines[..(lines.Length / 2)];
        FindLines(text, separator, lines);
        if (check)
        {
            return Outcome.Exit(IsSorted(text, lines, order, unique) ? ExitCode.Success : ExitCode.Failure);
        }
        Sort(text, lines, room, order);
        return Outcome.Exit(Print(text, lines, order, unique, separator));
    }

    private static int CountLines(ReadOnlySpan<byte> text, byte separator)
    {
        int count = text.IsEmpty || text[^1] == separator ? 0 : 1;
        foreach (byte value in text)
        {
            count += value == separator ? 1 : 0;
        }
        return count;
    }

    private static void FindLines(ReadOnlySpan<byte> text, byte separator, Span<Line> lines)
    {
        int start = 0;
        foreach (ref Line line in lines)
        {
            int length = text[start..].IndexOf(separator);
            line.Start = start;
            line.Length = length < 0 ? text.Length - start : length;
            start += line.Length + 1;
        }
    }

    private static bool IsSorted(ReadOnlySpan<byte> text, ReadOnlySpan<Line> lines, in Order order, bool unique)
    {
        for (int i = 1; i < lines.Length; i++)
        {
            int compared = Compare(text, lines[i - 1], lines[i], order);
            if (compared > 0 || (unique && compared == 0))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// Merges runs of 1, 2, 4 … lines, from the lines into the room and back: lines that are the same keep their order.
    /// </summary>
    private static void Sort(ReadOnlySpan<byte> text, Span<Line> lines, Span<Line> room, in Order order)
    {
        Span<Line> from = lines;
        Span<Line> to = room;
        for (long run = 1; run < lines.Length; run *= 2)
        {
            for (long start = 0; start < lines.Length; start += 2 * run)
            {
                int middle = (int)Math.Min(start + run, lines.Length);
                int end = (int)Math.Min(start + 2 * run, lines.Length);
                Merge(text, from[(int)start..middle], from[middle..end], to[(int)start..end], order);
            }
            Span<Line> merged = to;
            to = from;
            from = merged;
        }
        from.CopyTo(lines);
    }

    private static void Merge(
        ReadOnlySpan<byte> text, ReadOnlySpan<Line> left, ReadOnlySpan<Line> right, Span<Line> to, in Order order)
    {
        int l = 0;
        int r = 0;
        for (int i = 0; i < to.Length; i++)
        {
            bool takesLeft = r == right.Length || (l < left.Length && Compare(text, left[l], right[r], order) <= 0);
            to[i] = takesLeft ? left[l++] : right[r++];
        }
    }

    private static int Compare(ReadOnlySpan<byte> text, Line first, Line second, in Order order)
    {
        ReadOnlySpan<byte> a = KeyOf(text, first, order);
        ReadOnlySpan<byte> b = KeyOf(text, second, order);
        int compared = 0;
        for (int i = 0; i < a.Length && i < b.Length && compared == 0; i++)
        {
            compared = order.FoldCase ? Text.ToLower(a[i]) - Text.ToLower(b[i]) : a[i] - b[i];
        }
        compared = compared != 0 ? compared : a.Length < b.Length ? -1 : a.Length > b.Length ? 1 : 0;
        return order.Reverse ? -compared : compared;
    }

    private static ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> text, Line line, in Order order)
    {
        ReadOnlySpan<byte> key = text.Slice(line.Start, line.Length);
        while (order.SkipBlanks && !key.IsEmpty && key[0] is (byte)' ' or (byte)'\t')
        {
            key = key[1..];
        }
        return key;
    }

    private static int Print(
        ReadOnlySpan<byte> text, ReadOnlySpan<Line> lines, in Order order, bool unique, byte separator)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        for (int i = 0; i < lines.Length && output.Error.IsNone; i++)
        {
            if (!unique || i == 0 || Compare(text, lines[i - 1], lines[i], order) != 0)
            {
                output.Write(text.Slice(lines[i].Start, lines[i].Length));
                output.Write([separator]);
            }
        }
        return Filter.Finish(ref output);
    }
}
