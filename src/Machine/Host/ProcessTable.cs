using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Machine.Host;

/// <summary>The table that s6-ps prints: a line for each process, a column for each field.</summary>
internal ref struct ProcessTable
{
    private readonly Span<ProcessRecord> _processes;
    private readonly ReadOnlySpan<ProcessField> _fields;
    private Span<int> _order;
    private Span<TextRange> _cells;
    private ProcessCells _maker;

    public ProcessTable(Span<ProcessRecord> processes, ReadOnlySpan<ProcessField> fields, ProcessCells maker)
    {
        _processes = processes;
        _fields = fields;
        _order = default;
        _cells = default;
        _maker = maker;
    }

    /// <summary>Puts the processes, which are in the order of their pids, into theirs, and all texts together.</summary>
    public Errno Make(bool isTree)
    {
        int count = _processes.Length;
        Errno error = ChainMemory.TryAllocateArray(count, out _order);
        error = error.IsNone ? ChainMemory.TryAllocateArray(count * _fields.Length, out _cells) : error;
        if (error.Failed)
        {
            return error;
        }
        for (int i = 0; i < count; i++)
        {
            _order[i] = i;
        }
        if (isTree)
        {
            error = ChainMemory.TryAllocateArray(3 * count, out Span<int> links);
            if (error.Failed)
            {
                return error;
            }
            ProcessOrder.MakeTree(_processes, _order, links);
        }
        for (int i = 0; i < _cells.Length && error.IsNone; i++)
        {
            error = _maker.Make(_processes[i / _fields.Length], _fields[i % _fields.Length], out _cells[i]);
        }
        return error;
    }

    /// <summary>Prints the table, with that many blanks at least between columns.</summary>
    public readonly Errno Print(int spacing)
    {
        Span<int> widths = stackalloc int[ProcessFields.Count];
        for (int column = 0; column < _fields.Length; column++)
        {
            widths[column] = ProcessFields.Heading(_fields[column]).Length;
        }
        for (int i = 0; i < _cells.Length; i++)
        {
            ref int width = ref widths[i % _fields.Length];
            width = Math.Max(width, _cells[i].Length);
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        for (int column = 0; column < _fields.Length; column++)
        {
            PrintCell(ProcessFields.Heading(_fields[column]), column, widths, spacing, ref output);
        }
        foreach (int process in _order)
        {
            for (int column = 0; column < _fields.Length; column++)
            {
                PrintCell(_maker.TextOf(_cells[process * _fields.Length + column]), column, widths, spacing, ref output);
            }
        }
        output.Flush();
        return output.Error;
    }

    private readonly void PrintCell(
        ReadOnlySpan<byte> text, int column, ReadOnlySpan<int> widths, int spacing, scoped ref Output output)
    {
        bool isLast = column == _fields.Length - 1;
        int padding = widths[column] - text.Length;
        bool isRight = ProcessFields.IsRightAligned(_fields[column]);
        PrintBlanks(isRight ? padding : 0, ref output);
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
}
