using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.LinuxUtils.Host;

/// <summary>
/// One pass over /proc: of each process the texts of its columns go straight into the table. One that ends meanwhile is not in
/// it.
/// </summary>
internal ref struct ProcessScan
{
    /// <summary>/proc/PID/stat: 52 words, most of them short, 20 digits at the most, and a name of up to 64 bytes.</summary>
    private const int StatLengthMax = 2048;

    private readonly ReadOnlySpan<ProcessColumn> _columns;
    private ProcessCells _cells;
    private TextPool _texts;

    public ProcessScan(ReadOnlySpan<ProcessColumn> columns, ProcessCells cells)
    {
        _columns = columns;
        _cells = cells;
        _texts = default;
    }

    /// <summary>Puts all processes into the table.</summary>
    public Errno Fill(scoped ref ProcessTable table)
    {
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, "/proc\0"u8);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        Span<TextRange> row = stackalloc TextRange[ProcessColumn.Count];
        row = row[.._columns.Length];
        Errno error = Errno.None;
        while (error.IsNone && names.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (!Text.TryParse(nameZ[..^1], out uint pid))
            {
                continue;
            }
            Result<Fd> process = Kernel.OpenDirectory(directory.Value, nameZ);
            bool isThere = process.Ok;
            error = process.Error;
            ProcessFacts facts = new() { Pid = pid };
            if (process.Ok)
            {
                error = Read(process.Value, ref facts, row, out isThere);
                Kernel.Close(process.Value);
            }
            // Others than shortages say that it has ended, or may not be looked at.
            error = error.IsNone && isThere ? table.Add(facts, row) : error.IsShortage ? error : Errno.None;
        }
        Kernel.Close(directory.Value);
        table.Texts = _texts;
        return error.Failed ? error : names.Error;
    }

    /// <summary>
    /// Makes the row of a process. What may fail because it has ended comes first: what a row has put into the pool can be
    /// taken back until then.
    /// </summary>
    private Errno Read(Fd directory, scoped ref ProcessFacts facts, scoped Span<TextRange> row, out bool isThere)
    {
        isThere = false;
        Result<FileStatus> status = Kernel.Stat(directory);
        Span<byte> buffer = stackalloc byte[StatLengthMax];
        Result<int> length = status.Ok ? SmallFile.Read(directory, "stat\0"u8, buffer) : new Result<int>(status.Error);
        if (!length.Ok || !facts.Stat.TryParse(buffer[..length.Value], out ReadOnlySpan<byte> name))
        {
            return length.Error;
        }
        facts.Uid = status.Value.Uid;
        facts.Gid = status.Value.Gid;
        int start = _texts.Length;
        Errno error = Errno.None;
        for (int i = 0; i < row.Length && error.IsNone; i++)
        {
            int cell = _texts.Length;
            error = AppendFile(directory, _columns[i].Format, name, facts.Stat.IsZombie);
            row[i] = new TextRange(cell, _texts.Length - cell);
        }
        if (error.Failed)
        {
            _texts.Truncate(start);
            return error;
        }
        isThere = true;
        for (int i = 0; i < row.Length && error.IsNone; i++)
        {
            bool isMade = _columns[i].Format is ColumnFormat.Name or ColumnFormat.Arguments or ColumnFormat.Environment;
            // A wait channel's name comes at the end.
            if (!isMade && _columns[i].Format != ColumnFormat.WaitChannel)
            {
                error = _cells.Make(facts, _columns[i], ref _texts, out row[i]);
            }
        }
        return error;
    }

    /// <summary>Appends the texts that other files have; nothing for other columns.</summary>
    private Errno AppendFile(Fd directory, ColumnFormat format, scoped ReadOnlySpan<byte> name, bool isZombie)
    {
        switch (format)
        {
            case ColumnFormat.Name:
                return _texts.Append(name);
            case ColumnFormat.Arguments:
                Errno error = AppendWords(directory, "cmdline\0"u8, trims: true, out bool hasWords);
                bool isHidden = error == Errno.EACCES || error == Errno.EPERM;
                if (error.Failed || hasWords)
                {
                    return isHidden ? _texts.Append("*"u8) : error;
                }
                // A process of the kernel, or one that has ended.
                error = _texts.Append(isZombie ? default : "("u8);
                error = error.IsNone ? _texts.Append(name) : error;
                return error.IsNone ? _texts.Append(isZombie ? " <defunct>"u8 : ")"u8) : error;
            case ColumnFormat.Environment:
                error = AppendWords(directory, "environ\0"u8, trims: false, out hasWords);
                return error.IsShortage || hasWords ? error : _texts.Append("*"u8);
            default:
                return Errno.None;
        }
    }

    /// <summary>Appends a file of words, each with a NUL behind it, with blanks in place of the NULs.</summary>
    private Errno AppendWords(Fd directory, ReadOnlySpan<byte> fileZ, bool trims, out bool hasWords)
    {
        int start = _texts.Length;
        Errno error = _texts.AppendFile(directory, fileZ);
        int end = error.Failed ? start : _texts.Length;
        while (trims && end > start && _texts.Text[end - 1] == 0)
        {
            end--;
        }
        _texts.Truncate(end);
        hasWords = end > start;
        foreach (ref byte value in _texts.Text[start..])
        {
            value = value == 0 ? (byte)' ' : value;
        }
        return error;
    }
}
