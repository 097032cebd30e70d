using System;
using Sestet.Base;

namespace Sestet.LinuxUtils;

/// <summary>How a column of s6-ps shows what /proc says.</summary>
internal enum ColumnFormat : byte
{
    /// <summary>The process's own number.</summary>
    Pid = (byte)'#',

    /// <summary>A number of the stat file, as it is, as a negative one, as kilobytes of bytes or of pages.</summary>
    Unsigned = (byte)'u',
    Signed = (byte)'i',
    Kilobytes = (byte)'k',
    Pages = (byte)'p',

    /// <summary>Percent of the machine's memory, or of the time since the start.</summary>
    MemoryShare = (byte)'m',
    CpuShare = (byte)'c',

    /// <summary>A sum of clock ticks.</summary>
    Duration = (byte)'d',

    /// <summary>A time since boot: as a clock's and as a label.</summary>
    Start = (byte)'t',
    Label = (byte)'@',

    State = (byte)'s',
    Policy = (byte)'y',
    Terminal = (byte)'T',
    User = (byte)'U',
    Group = (byte)'G',
    Name = (byte)'n',
    WaitChannel = (byte)'w',

    /// <summary>Files of their own.</summary>
    Arguments = (byte)'a',
    Environment = (byte)'e',
}

/// <summary>A column of s6-ps (s6-ps.html, Fields): a row of a table of them all.</summary>
internal readonly struct ProcessColumn
{
    public const int Count = 37;

    private const int RowLength = 34;
    private const int HeadingStart = 10;
    private const int FormatStart = 23;
    private const int PlacesStart = 26;

    private readonly int _row;

    private ProcessColumn(int row)
    {
        _row = row;
    }

    // Name for -o, heading, format, and which numbers of the stat file are shown: from, to, each or every second.
    private static ReadOnlySpan<byte> Rows =>
        "pid       PID          #  00 00 1\n"u8
        + "comm      COMM         n  00 00 1\n"u8
        + "s         STAT         s  00 00 1\n"u8
        + "ppid      PPID         u  04 04 1\n"u8
        + "pgrp      PGRP         u  05 05 1\n"u8
        + "sess      SESSION      u  06 06 1\n"u8
        + "tty       TTY          T  07 07 1\n"u8
        + "tpgid     TPGID        i  08 08 1\n"u8
        + "minflt    MINFLT       u  10 10 1\n"u8
        + "cminflt   CMINFLT      u  11 11 1\n"u8
        + "majflt    MAJFLT       u  12 12 1\n"u8
        + "cmajflt   CMAJFLT      u  13 13 1\n"u8
        + "utime     UTIME        d  14 14 1\n"u8
        + "stime     STIME        d  15 15 1\n"u8
        + "cutime    CUTIME       d  14 16 2\n"u8
        + "cstime    CSTIME       d  15 17 2\n"u8
        + "ttime     TTIME        d  14 15 1\n"u8
        + "cttime    CTTIME       d  14 17 1\n"u8
        + "prio      PRIO         i  18 18 1\n"u8
        + "nice      NICE         i  19 19 1\n"u8
        + "thcount   THREADS      u  20 20 1\n"u8
        + "start     START        t  22 22 1\n"u8
        + "tstart    TSTART       @  22 22 1\n"u8
        + "vsize     VSZ          k  23 23 1\n"u8
        + "rss       RSS          p  24 24 1\n"u8
        + "rsslimit  RSSLIM       k  25 25 1\n"u8
        + "pmem      %MEM         m  24 24 1\n"u8
        + "wchan     WCHAN        w  35 35 1\n"u8
        + "psr       CPU          u  39 39 1\n"u8
        + "rtprio    RTPRIO       u  40 40 1\n"u8
        + "policy    RTPOLICY     y  41 41 1\n"u8
        + "pcpu      %CPU         c  14 15 1\n"u8
        + "cpcpu     C%CPU        c  14 17 1\n"u8
        + "user      USER         U  00 00 1\n"u8
        + "group     GROUP        G  00 00 1\n"u8
        + "args      COMMAND      a  00 00 1\n"u8
        + "env       ENVIRONMENT  e  00 00 1\n"u8;

    public ReadOnlySpan<byte> Heading => Word(HeadingStart);

    public ColumnFormat Format => (ColumnFormat)Rows[_row * RowLength + FormatStart];

    /// <summary>Numbers stand at the right of their column; times, which have units, at the left.</summary>
    public bool IsRightAligned => "#uikpmc"u8.Contains((byte)Format);

    private ReadOnlySpan<byte> Name => Word(0);

    public static bool TryFind(ReadOnlySpan<byte> name, out ProcessColumn column)
    {
        Assert.That(Rows.Length == Count * RowLength);
        for (int row = 0; row < Count; row++)
        {
            column = new ProcessColumn(row);
            if (column.Name.SequenceEqual(name))
            {
                return true;
            }
        }
        column = default;
        return false;
    }

    public static bool operator ==(ProcessColumn one, ProcessColumn other) => one._row == other._row;

    public static bool operator !=(ProcessColumn one, ProcessColumn other) => one._row != other._row;

    public override bool Equals(object? obj) => false;

    public override int GetHashCode() => _row;

    /// <summary>The number that is shown.</summary>
    public ulong ValueOf(in ProcessStat stat) =>
        stat.Sum(TwoDigits(PlacesStart), TwoDigits(PlacesStart + 3), Rows[_row * RowLength + PlacesStart + 6] - '0');

    private int TwoDigits(int start)
    {
        ReadOnlySpan<byte> digits = Rows.Slice(_row * RowLength + start, 2);
        return (digits[0] - '0') * 10 + digits[1] - '0';
    }

    private ReadOnlySpan<byte> Word(int start)
    {
        ReadOnlySpan<byte> rest = Rows[(_row * RowLength + start)..];
        return rest[..rest.IndexOf((byte)' ')];
    }
}
