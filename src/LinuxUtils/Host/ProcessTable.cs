using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.LinuxUtils.Host;

/// <summary>The table that s6-ps prints: a row for each process, a column for each field.</summary>
internal ref struct ProcessTable
{
    /// <summary>Rows that there is room for at first.</summary>
    private const int RoomAtFirst = 512;

    /// <summary>By how much a process is indented more than its parent.</summary>
    private const int Indentation = 4;

    /// <summary>Where the texts of the cells are.</summary>
    public TextPool Texts;

    private readonly ReadOnlySpan<ProcessColumn> _columns;
    private Span<ProcessRow> _rows;
    private Span<TextRange> _cells;
    private Span<int> _order;
    private int _count;

    public ProcessTable(ReadOnlySpan<ProcessColumn> columns)
    {
        Texts = default;
        _columns = columns;
        _rows = default;
        _cells = default;
        _order = default;
        _count = 0;
    }

    private static ReadOnlySpan<byte> Branch => " \\_ "u8;

    /// <summary>Adds a process with a cell for each column.</summary>
    public Errno Add(scoped in ProcessFacts facts, scoped ReadOnlySpan<TextRange> cells)
    {
        Assert.That(cells.Length == _columns.Length);
        Errno error = _count < _rows.Length ? Errno.None : Grow();
        if (error.Failed)
        {
            return error;
        }
        _rows[_count] = new ProcessRow
        {
            Pid = facts.Pid,
            Parent = facts.Stat.Number(ProcessStat.Parent),
            WaitAddress = facts.Stat.Number(ProcessStat.WaitChannel),
        };
        cells.CopyTo(_cells[(_count * cells.Length)..]);
        _count++;
        return Errno.None;
    }

    /// <summary>
    /// Makes the cells of the column for wait channels, where there is one. Warning: why the functions have no names.
    /// </summary>
    public Errno NameWaitChannels(ReadOnlySpan<byte> fileZ, out Errno warning)
    {
        warning = Errno.None;
        int column = 0;
        while (column < _columns.Length && _columns[column].Format != ColumnFormat.WaitChannel)
        {
            column++;
        }
        if (column == _columns.Length)
        {
            return Errno.None;
        }
        KernelSymbols symbols = default;
        warning = symbols.Find(fileZ, _rows[.._count], ref Texts);
        Errno error = Errno.None;
        for (int row = 0; row < _count && error.IsNone; row++)
        {
            int start = Texts.Length;
            error = symbols.Append(_rows[row].WaitAddress, ref Texts);
            _cells[row * _columns.Length + column] = new TextRange(start, Texts.Length - start);
        }
        return error;
    }

    /// <summary>Puts the rows into their order: by pid, or as a tree.</summary>
    public Errno Arrange(bool isTree)
    {
        Errno error = _count == 0 ? Errno.None : ChainMemory.TryAllocateArray(_count, out _order);
        if (error.Failed)
        {
            return error;
        }
        ProcessOrder.Sort(_rows[.._count], _order);
        if (!isTree || _count == 0)
        {
            return Errno.None;
        }
        // Three links and a place in the tree for each.
        error = ChainMemory.TryAllocateArray(4 * _count, out Span<int> memory);
        if (error.IsNone)
        {
            ProcessOrder.MakeTree(_rows[.._count], _order, memory[.._count], memory[_count..]);
            _order = memory[.._count];
        }
        return error;
    }

    /// <summary>Prints the table, with that many blanks at least between columns.</summary>
    public readonly Errno Print(int spacing)
    {
        Span<int> widths = stackalloc int[ProcessColumn.Count];
        for (int column = 0; column < _columns.Length; column++)
        {
            widths[column] = _columns[column].Heading.Length;
        }
        for (int i = 0; i < _count * _columns.Length; i++)
        {
            int column = i % _columns.Length;
            int length = _cells[i].Length + IndentationOf(column, _rows[i / _columns.Length]);
            widths[column] = Math.Max(widths[column], length);
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        for (int column = 0; column < _columns.Length; column++)
        {
            PrintCell(column, _columns[column].Heading, default, widths, spacing, ref output);
        }
        foreach (int row in _order)
        {
            for (int column = 0; column < _columns.Length; column++)
            {
                ReadOnlySpan<byte> text = Texts.Of(_cells[row * _columns.Length + column]);
                PrintCell(column, text, _rows[row], widths, spacing, ref output);
            }
        }
        output.Flush();
        return output.Error;
    }

    /// <summary>Blanks and a branch in front of a command line.</summary>
    private readonly int IndentationOf(int column, in ProcessRow row) =>
        _columns[column].Format == ColumnFormat.Arguments ? Indentation * row.Depth : 0;

    private readonly void PrintCell(
        int column,
        ReadOnlySpan<byte> text,
        in ProcessRow row,
        ReadOnlySpan<int> widths,
        int spacing,
        scoped ref Output output)
    {
        bool isLast = column == _columns.Length - 1;
        bool isRight = _columns[column].IsRightAligned;
        int indentation = IndentationOf(column, row);
        int padding = widths[column] - indentation - text.Length;
        PrintBlanks(isRight ? padding : indentation - Branch.Length, ref output);
        output.Write(indentation > 0 ? Branch : default);
        output.Write(text);
        PrintBlanks(isLast ? 0 : spacing + (isRight ? 0 : padding), ref output);
        output.Write(isLast ? "\n"u8 : default);
    }

    private static void PrintBlanks(int count, scoped ref Output output)
    {
        ReadOnlySpan<byte> blanks = "                                                                "u8;
        while (count > 0)
        {
            int part = Math.Min(count, blanks.Length);
            output.Write(blanks[..part]);
            count -= part;
        }
    }

    private Errno Grow()
    {
        int room = Math.Max(_rows.Length * 2, RoomAtFirst);
        Errno error = ChainMemory.TryAllocateArray(room, out Span<ProcessRow> rows);
        if (error.Failed)
        {
            return error;
        }
        error = ChainMemory.TryAllocateArray(room * _columns.Length, out Span<TextRange> cells);
        if (error.IsNone)
        {
            _rows.CopyTo(rows);
            _cells.CopyTo(cells);
            _rows = rows;
            _cells = cells;
        }
        return error;
    }
}
