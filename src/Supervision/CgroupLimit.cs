using System;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>
/// The limits in a service directory, and how a control group's files want them (cgroup-v2 of the kernel's
/// documentation). None is ulong.MaxValue.
/// </summary>
internal static class CgroupLimit
{
    public const ulong None = ulong.MaxValue;

    /// <summary>cpu.max counts in periods of that many microseconds.</summary>
    private const ulong PeriodUs = 100_000;

    /// <summary>A hundredth of a CPU in one period.</summary>
    private const ulong HundredthUs = PeriodUs / 100;

    /// <summary>memory-max: bytes, with K, M or G behind for powers of 1024, or "max". Nothing runs in no memory.</summary>
    public static bool TryParseMemory(ReadOnlySpan<byte> text, out ulong bytes)
    {
        if (IsNone(text, out bytes))
        {
            return true;
        }
        int shift = text.IsEmpty ? 0 : ShiftOf(text[^1]);
        ReadOnlySpan<byte> digits = shift > 0 ? text[..^1] : text;
        if (!Text.TryParse(digits, out ulong number) || number == 0 || number > (None - 1) >> shift)
        {
            return false;
        }
        bytes = number << shift;
        return true;
    }

    /// <summary>cpu-max: hundredths of one CPU, or "max".</summary>
    public static bool TryParseCpu(ReadOnlySpan<byte> text, out ulong hundredths) =>
        IsNone(text, out hundredths)
        || (Text.TryParse(text, out hundredths) && hundredths is > 0 and <= Limits.CpuHundredthsMax);

    /// <summary>pids-max: processes and threads, or "max".</summary>
    public static bool TryParseTasks(ReadOnlySpan<byte> text, out ulong count) =>
        IsNone(text, out count) || (Text.TryParse(text, out count) && count is > 0 and <= int.MaxValue);

    /// <summary>What memory.max and pids.max want; the length.</summary>
    public static int Format(ulong limit, Span<byte> text)
    {
        if (limit != None)
        {
            return Text.Format(limit, text);
        }
        "max"u8.CopyTo(text);
        return "max"u8.Length;
    }

    /// <summary>What cpu.max wants: microseconds in a period, and the period.</summary>
    public static int FormatCpu(ulong hundredths, Span<byte> text)
    {
        Assert.That(hundredths is None or (> 0 and <= Limits.CpuHundredthsMax));
        int length = Format(hundredths == None ? None : hundredths * HundredthUs, text);
        text[length++] = (byte)' ';
        return length + Text.Format(PeriodUs, text[length..]);
    }

    private static bool IsNone(ReadOnlySpan<byte> text, out ulong limit)
    {
        limit = None;
        return text.SequenceEqual("max"u8);
    }

    private static int ShiftOf(byte suffix) => suffix switch
    {
        (byte)'K' or (byte)'k' => 10,
        (byte)'M' or (byte)'m' => 20,
        (byte)'G' or (byte)'g' => 30,
        _ => 0,
    };
}
