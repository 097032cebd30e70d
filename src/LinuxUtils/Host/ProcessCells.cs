using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.LinuxUtils.Host;

/// <summary>Makes the texts of s6-ps's table. Names that cost a search are kept for the processes that follow.</summary>
internal ref struct ProcessCells
{
    private const int CacheLength = 64;
    private const long TickNanoseconds = 10_000_000;

    private readonly TextPool _texts;
    private readonly WaitChannels _waitChannels;
    private readonly long _sinceBoot;
    private readonly Tai _now;
    private readonly ulong _totalKilobytes;
    private readonly uint _pageSize;
    private Span<CachedName> _users;
    private Span<CachedName> _groups;
    private Span<CachedName> _terminals;
    private TextPool _pool;

    /// <summary>The first pool has the texts of the processes.</summary>
    public ProcessCells(TextPool texts, WaitChannels waitChannels)
    {
        _texts = texts;
        _waitChannels = waitChannels;
        _sinceBoot = Kernel.SinceBoot();
        _now = Kernel.WallClock();
        _totalKilobytes = Kernel.TotalMemory() / 1024;
        _pageSize = Kernel.PageSize();
        _users = default;
        _groups = default;
        _terminals = default;
        _pool = default;
        Error = ChainMemory.TryAllocateArray(CacheLength, out _users);
        Error = Error.IsNone ? ChainMemory.TryAllocateArray(CacheLength, out _groups) : Error;
        Error = Error.IsNone ? ChainMemory.TryAllocateArray(CacheLength, out _terminals) : Error;
    }

    /// <summary>Why no cell can be made.</summary>
    public Errno Error { get; }

    /// <summary>The text of a cell, good until another is made.</summary>
    public readonly ReadOnlySpan<byte> TextOf(TextRange cell) => _pool.Of(cell);

    public Errno Make(scoped in ProcessRecord process, ProcessField field, out TextRange cell)
    {
        Assert.That(Error.IsNone);
        Span<CachedName> cache = field switch
        {
            ProcessField.User => _users,
            ProcessField.UserGroup => _groups,
            ProcessField.Terminal => _terminals,
            _ => default,
        };
        ulong number = field == ProcessField.User ? process.Uid
            : field == ProcessField.UserGroup ? process.Gid
            : process.Terminal;
        if (!cache.IsEmpty && CachedName.TryFind(cache, number, out cell))
        {
            return Errno.None;
        }
        int start = _pool.Length;
        Errno error = field switch
        {
            ProcessField.Command => _pool.Append(_texts.Of(process.Command)),
            ProcessField.Arguments => AppendArguments(process),
            ProcessField.Environment => AppendEnvironment(process),
            _ => AppendShort(process, field),
        };
        cell = new TextRange(start, _pool.Length - start);
        if (!cache.IsEmpty && error.IsNone)
        {
            CachedName.Keep(cache, number, cell);
        }
        return error;
    }

    private Errno AppendArguments(scoped in ProcessRecord process)
    {
        Errno error = Errno.None;
        if (process.Depth > 0)
        {
            error = _pool.AppendMany((byte)' ', 4 * (process.Depth - 1));
            error = error.IsNone ? _pool.Append(" \\_ "u8) : error;
        }
        ReadOnlySpan<byte> words = _texts.Of(process.Arguments);
        while (!words.IsEmpty && words[^1] == 0)
        {
            words = words[..^1];
        }
        if (error.Failed || !words.IsEmpty)
        {
            return error.Failed ? error : AppendWords(words);
        }
        if (process.HidesArguments)
        {
            return _pool.Append("*"u8);
        }
        // A process of the kernel, or one that has ended.
        error = _pool.Append(process.IsZombie ? default : "("u8);
        error = error.IsNone ? _pool.Append(_texts.Of(process.Command)) : error;
        return error.IsNone ? _pool.Append(process.IsZombie ? " <defunct>"u8 : ")"u8) : error;
    }

    private Errno AppendEnvironment(scoped in ProcessRecord process)
    {
        ReadOnlySpan<byte> words = _texts.Of(process.Environment);
        return words.IsEmpty ? _pool.Append("*"u8) : AppendWords(words);
    }

    /// <summary>With blanks in place of the NULs.</summary>
    private Errno AppendWords(scoped ReadOnlySpan<byte> words)
    {
        int start = _pool.Length;
        Errno error = _pool.Append(words);
        foreach (ref byte value in _pool.Text[start..])
        {
            value = value == 0 ? (byte)' ' : value;
        }
        return error;
    }

    private Errno AppendShort(scoped in ProcessRecord process, ProcessField field)
    {
        PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
        if (!TryAppendNumber(process, field, ref text))
        {
            AppendOther(process, field, ref text);
        }
        return _pool.Append(text.Text);
    }

    private static bool TryAppendNumber(scoped in ProcessRecord process, ProcessField field, scoped ref PathBuffer text)
    {
        switch (field)
        {
            case ProcessField.TerminalGroup:
                ProcessText.AppendSigned(process.TerminalGroup, ref text);
                return true;
            case ProcessField.Priority:
                ProcessText.AppendSigned(process.Priority, ref text);
                return true;
            case ProcessField.Nice:
                ProcessText.AppendSigned(process.Nice, ref text);
                return true;
            default:
                bool isNumber = TryGetNumber(process, field, out ulong number);
                if (isNumber)
                {
                    text.Append(number);
                }
                return isNumber;
        }
    }

    private static bool TryGetNumber(scoped in ProcessRecord process, ProcessField field, out ulong number)
    {
        const ulong NoNumber = 0;
        (bool isNumber, number) = (true, NoNumber);
        switch (field)
        {
            case ProcessField.Pid: number = process.Pid; break;
            case ProcessField.Parent: number = process.Parent; break;
            case ProcessField.Group: number = process.Group; break;
            case ProcessField.Session: number = process.Session; break;
            case ProcessField.MinorFaults: number = process.MinorFaults; break;
            case ProcessField.MinorFaultsOfChildren: number = process.MinorFaultsOfChildren; break;
            case ProcessField.MajorFaults: number = process.MajorFaults; break;
            case ProcessField.MajorFaultsOfChildren: number = process.MajorFaultsOfChildren; break;
            case ProcessField.Threads: number = process.Threads; break;
            case ProcessField.VirtualSize: number = process.VirtualSize / 1024; break;
            case ProcessField.ResidentLimit: number = process.ResidentLimit / 1024; break;
            case ProcessField.Cpu: number = process.Cpu; break;
            case ProcessField.RealTimePriority: number = process.RealTimePriority; break;
            default: isNumber = false; break;
        }
        return isNumber;
    }

    private readonly void AppendOther(scoped in ProcessRecord process, ProcessField field, scoped ref PathBuffer text)
    {
        switch (field)
        {
            case ProcessField.State:
                ProcessText.AppendState(process, ref text);
                break;
            case ProcessField.ResidentSize:
                text.Append(ProcessText.KilobytesOf(process.ResidentPages, _pageSize));
                break;
            case ProcessField.MemoryShare:
                ProcessText.AppendShare(ProcessText.KilobytesOf(process.ResidentPages, _pageSize), _totalKilobytes, ref text);
                break;
            case ProcessField.Policy:
                text.Append(ProcessText.Policy(process.Policy));
                break;
            case ProcessField.WaitChannel:
                _waitChannels.Append(process.WaitChannel, ref text);
                break;
            case ProcessField.Terminal:
                AppendTerminal(process.Terminal, ref text);
                break;
            case ProcessField.User:
            case ProcessField.UserGroup:
                AppendOwner(process, field, ref text);
                break;
            case ProcessField.Start:
                AppendStart(process.Start, ref text);
                break;
            case ProcessField.StartLabel:
                Span<byte> label = stackalloc byte[Tai.TextLength];
                TimeOf(process.Start).Format(label);
                text.Append(label);
                break;
            case ProcessField.CpuShare:
            case ProcessField.CpuShareWithChildren:
                ulong ticks = TicksOf(process, field);
                ulong tick = (ulong)TickNanoseconds;
                ProcessText.AppendShare(Math.Min(ticks, long.MaxValue / tick) * tick, Age(process.Start), ref text);
                break;
            default:
                ProcessText.AppendTime(TicksOf(process, field), ref text);
                break;
        }
    }

    private static ulong TicksOf(scoped in ProcessRecord process, ProcessField field)
    {
        // Sums of what the kernel counts do not come near the end of 64 bits; those of another /proc may wrap around.
        ulong own = unchecked(process.UserTime + process.SystemTime);
        ulong children = unchecked(process.UserTimeOfChildren + process.SystemTimeOfChildren); // the same
        switch (field)
        {
            case ProcessField.UserTime:
                return process.UserTime;
            case ProcessField.SystemTime:
                return process.SystemTime;
            case ProcessField.UserTimeOfChildren:
                return unchecked(process.UserTime + process.UserTimeOfChildren); // the same
            case ProcessField.SystemTimeOfChildren:
                return unchecked(process.SystemTime + process.SystemTimeOfChildren); // the same
            case ProcessField.Time:
            case ProcessField.CpuShare:
                return own;
            default:
                Assert.That(field is ProcessField.TimeWithChildren or ProcessField.CpuShareWithChildren);
                return unchecked(own + children); // the same
        }
    }

    private static void AppendTerminal(uint number, scoped ref PathBuffer text)
    {
        if (number == 0)
        {
            text.Append("-"u8);
            return;
        }
        TerminalName.Append(number, ref text);
    }

    private static void AppendOwner(scoped in ProcessRecord process, ProcessField field, scoped ref PathBuffer text)
    {
        Span<byte> name = stackalloc byte[Limits.NameLengthMax];
        bool isUser = field == ProcessField.User;
        int length = isUser ? Kernel.FindAccountName(process.Uid, name) : Kernel.FindGroupName(process.Gid, name);
        if (length > 0)
        {
            text.Append(name[..length]);
            return;
        }
        text.Append("("u8);
        text.Append((ulong)(isUser ? process.Uid : process.Gid));
        text.Append(")"u8);
    }

    /// <summary>The wall clock's time at some clock ticks since boot.</summary>
    private readonly Tai TimeOf(ulong ticks)
    {
        long start = (long)Math.Min(ticks, (ulong)(long.MaxValue / TickNanoseconds / 4)) * TickNanoseconds;
        long now = _now.UnixSeconds * 1_000_000_000 + _now.Nanoseconds;
        long then = Math.Max(now - _sinceBoot + start, 0);
        return Tai.FromUnix(then / 1_000_000_000, (uint)(then % 1_000_000_000));
    }

    /// <summary>Nanoseconds since a process began.</summary>
    private readonly ulong Age(ulong ticks)
    {
        long start = (long)Math.Min(ticks, (ulong)(long.MaxValue / TickNanoseconds)) * TickNanoseconds;
        return (ulong)Math.Max(_sinceBoot - start, 0);
    }

    /// <summary>"HH:MM:SS" today, "MonDD HH:MM" this year, else "YYYY-MM-DD".</summary>
    private readonly void AppendStart(ulong ticks, scoped ref PathBuffer text)
    {
        const int NameLength = 3;
        bool isKnown = Kernel.TryToCivilTime(_now.UnixSeconds, local: true, out CivilTime now);
        isKnown &= Kernel.TryToCivilTime(TimeOf(ticks).UnixSeconds, local: true, out CivilTime then);
        if (!isKnown)
        {
            text.Append("-"u8);
            return;
        }
        if (then.Year != now.Year)
        {
            text.Append((ulong)then.Year);
            AppendTwoDigits("-"u8, then.Month, ref text);
            AppendTwoDigits("-"u8, then.Day, ref text);
            return;
        }
        bool isToday = then.Month == now.Month && then.Day == now.Day;
        if (!isToday)
        {
            text.Append("JanFebMarAprMayJunJulAugSepOctNovDec"u8.Slice((then.Month - 1) * NameLength, NameLength));
            AppendTwoDigits(default, then.Day, ref text);
            text.Append(" "u8);
        }
        AppendTwoDigits(default, then.Hour, ref text);
        AppendTwoDigits(":"u8, then.Minute, ref text);
        if (isToday)
        {
            AppendTwoDigits(":"u8, then.Second, ref text);
        }
    }

    private static void AppendTwoDigits(ReadOnlySpan<byte> before, int number, scoped ref PathBuffer text)
    {
        text.Append(before);
        ProcessText.AppendTwoDigits((ulong)number, ref text);
    }
}
