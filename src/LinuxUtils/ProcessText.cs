using System;
using Sestet.Base;

namespace Sestet.LinuxUtils;

/// <summary>How s6-ps writes what is no plain number.</summary>
internal static class ProcessText
{
    private const ulong TicksPerSecond = 100;

    /// <summary>The longest text of any of these.</summary>
    public const int LengthMax = 64;

    /// <summary>State, s: leader of a session, l: threads, +: in the foreground, N or &lt;: niceness.</summary>
    public static void AppendState(uint pid, in ProcessStat stat, scoped ref PathBuffer text)
    {
        long foreground = stat.Signed(ProcessStat.TerminalGroup);
        long nice = stat.Signed(ProcessStat.Nice);
        text.Append([stat.State]);
        text.Append(stat.Number(ProcessStat.Session) == pid ? "s"u8 : default);
        text.Append(stat.Number(ProcessStat.Threads) > 1 ? "l"u8 : default);
        text.Append(foreground >= 0 && foreground == stat.Signed(ProcessStat.Group) ? "+"u8 : default);
        text.Append(nice > 0 ? "N"u8 : nice < 0 ? "<"u8 : default);
    }

    /// <summary>"01.25s", "05m59s", "23h00m01s", "3d00h00m00s" of clock ticks.</summary>
    public static void AppendTime(ulong ticks, scoped ref PathBuffer text)
    {
        ulong seconds = ticks / TicksPerSecond;
        if (seconds < 60)
        {
            AppendTwoDigits(seconds, ref text);
            text.Append("."u8);
            AppendTwoDigits(ticks % TicksPerSecond, ref text);
            text.Append("s"u8);
            return;
        }
        ulong days = seconds / 86400;
        if (days > 0)
        {
            text.Append(days);
            text.Append("d"u8);
        }
        if (seconds >= 3600)
        {
            AppendTwoDigits(seconds / 3600 % 24, ref text);
            text.Append("h"u8);
        }
        AppendTwoDigits(seconds / 60 % 60, ref text);
        text.Append("m"u8);
        AppendTwoDigits(seconds % 60, ref text);
        text.Append("s"u8);
    }

    /// <summary>A part of a whole in percent, cut off after two digits; of nothing it is 0.</summary>
    public static void AppendShare(ulong part, ulong whole, scoped ref PathBuffer text)
    {
        const ulong Scale = 10_000;
        // Where the product would not fit, the last digits do not count.
        ulong share = whole == 0 ? 0
            : part <= ulong.MaxValue / Scale ? part * Scale / whole
            : part / Math.Max(whole / Scale, 1);
        text.Append(share / 100);
        text.Append("."u8);
        AppendTwoDigits(share % 100, ref text);
    }

    public static void AppendSigned(long number, scoped ref PathBuffer text)
    {
        text.Append(number < 0 ? "-"u8 : default);
        text.Append(unchecked((ulong)(number < 0 ? -number : number))); // also of the lowest
    }

    public static void AppendHexadecimal(ulong number, scoped ref PathBuffer text)
    {
        int digits = 1;
        while (digits < 16 && number >> (4 * digits) != 0)
        {
            digits++;
        }
        for (int i = digits - 1; i >= 0; i--)
        {
            text.Append([Text.HexDigit((int)((number >> (4 * i)) & 15))]);
        }
    }

    public static void AppendTwoDigits(ulong number, scoped ref PathBuffer text)
    {
        Assert.That(number < 100);
        text.Append([(byte)('0' + number / 10), (byte)('0' + number % 10)]);
    }

    /// <summary>sched(7).</summary>
    public static ReadOnlySpan<byte> Policy(ulong policy) => policy switch
    {
        0 => "NORMAL"u8,
        1 => "FIFO"u8,
        2 => "RR"u8,
        3 => "BATCH"u8,
        4 => "ISO"u8,
        5 => "IDLE"u8,
        _ => "UNKNOWN"u8,
    };

    /// <summary>Pages in kilobytes of 1024 bytes, as far as 64 bits can count.</summary>
    public static ulong KilobytesOf(ulong pages, uint pageSize)
    {
        Assert.That(pageSize >= 1024);
        ulong each = pageSize / 1024;
        return pages > ulong.MaxValue / each ? ulong.MaxValue : pages * each;
    }
}
