using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.LinuxUtils.Host;

/// <summary>Who a process is and what /proc/PID/stat says of it.</summary>
internal struct ProcessFacts
{
    public uint Pid;
    public uint Uid;
    public uint Gid;
    public ProcessStat Stat;
}

/// <summary>
/// Makes the texts of s6-ps's columns that need no other file of the process. Names that cost a search are kept for the
/// processes that follow.
/// </summary>
internal ref struct ProcessCells
{
    private const int CacheLength = 64;

    private readonly ProcessClock _clock;
    private readonly ulong _totalKilobytes;
    private readonly uint _pageSize;
    private Span<CachedName> _users;
    private Span<CachedName> _groups;
    private Span<CachedName> _terminals;
    private TerminalNames _terminalNames;

    public ProcessCells(out Errno error)
    {
        _clock = ProcessClock.Read();
        _totalKilobytes = Kernel.TotalMemory() / 1024;
        _pageSize = Kernel.PageSize();
        _groups = default;
        _terminals = default;
        _terminalNames = default;
        error = ChainMemory.TryAllocateArray(CacheLength, out _users);
        error = error.IsNone ? ChainMemory.TryAllocateArray(CacheLength, out _groups) : error;
        error = error.IsNone ? ChainMemory.TryAllocateArray(CacheLength, out _terminals) : error;
    }

    /// <summary>The text, in the pool. What is in the pool then must stay: others may come back to it.</summary>
    public Errno Make(scoped in ProcessFacts facts, ProcessColumn column, ref TextPool texts, out TextRange cell)
    {
        Span<CachedName> cache = default;
        ulong number = 0;
        switch (column.Format)
        {
            case ColumnFormat.User:
                cache = _users;
                number = facts.Uid;
                break;
            case ColumnFormat.Group:
                cache = _groups;
                number = facts.Gid;
                break;
            case ColumnFormat.Terminal:
                cache = _terminals;
                number = column.ValueOf(facts.Stat);
                break;
            default:
                break;
        }
        if (!cache.IsEmpty && CachedName.TryFind(cache, number, out cell))
        {
            return Errno.None;
        }
        PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
        if (column.Format != ColumnFormat.Terminal)
        {
            Append(facts, column, ref text);
        }
        else if (number == 0)
        {
            text.Append("-"u8);
        }
        else
        {
            _terminalNames.Append(unchecked((uint)number), ref text); // the kernel's 32 bits
        }
        cell = new TextRange(texts.Length, text.Length);
        if (!cache.IsEmpty)
        {
            CachedName.Keep(cache, number, cell);
        }
        return texts.Append(text.Text);
    }

    private readonly void Append(scoped in ProcessFacts facts, ProcessColumn column, scoped ref PathBuffer text)
    {
        ulong value = column.Format is ColumnFormat.Pid or ColumnFormat.User or ColumnFormat.Group or ColumnFormat.State
            ? 0
            : column.ValueOf(facts.Stat);
        switch (column.Format)
        {
            case ColumnFormat.Pid:
                text.Append((ulong)facts.Pid);
                break;
            case ColumnFormat.State:
                ProcessText.AppendState(facts.Pid, facts.Stat, ref text);
                break;
            case ColumnFormat.Unsigned:
                text.Append(value);
                break;
            case ColumnFormat.Signed:
                ProcessText.AppendSigned(unchecked((long)value), ref text); // two's complement
                break;
            case ColumnFormat.Kilobytes:
                text.Append(value / 1024);
                break;
            case ColumnFormat.Pages:
                text.Append(ProcessText.KilobytesOf(value, _pageSize));
                break;
            case ColumnFormat.MemoryShare:
                ProcessText.AppendShare(ProcessText.KilobytesOf(value, _pageSize), _totalKilobytes, ref text);
                break;
            case ColumnFormat.CpuShare:
                _clock.AppendShare(value, facts.Stat.Number(ProcessStat.Start), ref text);
                break;
            case ColumnFormat.Duration:
                ProcessText.AppendTime(value, ref text);
                break;
            case ColumnFormat.Start:
                _clock.AppendStart(value, ref text);
                break;
            case ColumnFormat.Label:
                Span<byte> label = stackalloc byte[Tai.TextLength];
                _clock.TimeOf(value).Format(label);
                text.Append(label);
                break;
            case ColumnFormat.Policy:
                text.Append(ProcessText.Policy(value));
                break;
            default:
                AppendOwner(facts, column.Format, ref text);
                break;
        }
    }

    private static void AppendOwner(scoped in ProcessFacts facts, ColumnFormat format, scoped ref PathBuffer text)
    {
        Assert.That(format is ColumnFormat.User or ColumnFormat.Group);
        uint id = format == ColumnFormat.User ? facts.Uid : facts.Gid;
        Span<byte> name = stackalloc byte[Limits.NameLengthMax];
        int length = format == ColumnFormat.User ? Kernel.FindAccountName(id, name) : Kernel.FindGroupName(id, name);
        if (length > 0)
        {
            text.Append(name[..length]);
            return;
        }
        text.Append("("u8);
        text.Append(id);
        text.Append(")"u8);
    }
}
