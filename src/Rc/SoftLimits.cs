using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>Keys of the table limits, and s6-softlimit's letters for them (s6-softlimit.html).</summary>
internal static class SoftLimits
{
    public const int Count = 11;

    private static ReadOnlySpan<byte> Letters => "madslrcfopt"u8;

    public static ReadOnlySpan<byte> Letter(int index) => Letters.Slice(index, 1);

    public static ReadOnlySpan<byte> Key(int index)
    {
        Assert.That((uint)index < Count && Letters.Length == Count);
        return index switch
        {
            0 => "memory"u8,
            1 => "address-space"u8,
            2 => "data"u8,
            3 => "stack"u8,
            4 => "locked-memory"u8,
            5 => "resident"u8,
            6 => "core"u8,
            7 => "file-size"u8,
            8 => "open-files"u8,
            9 => "processes"u8,
            _ => "cpu-seconds"u8,
        };
    }
}

/// <summary>Keys of the table readiness, and s6-notifyoncheck's letters for them (s6-notifyoncheck.html).</summary>
internal static class ReadinessOptions
{
    public const int Count = 5;

    private static ReadOnlySpan<byte> Letters => "swtTn"u8;

    public static ReadOnlySpan<byte> Letter(int index) => Letters.Slice(index, 1);

    public static ReadOnlySpan<byte> Key(int index)
    {
        Assert.That((uint)index < Count && Letters.Length == Count);
        return index switch
        {
            0 => "initial-wait"u8,
            1 => "interval"u8,
            2 => "check-timeout"u8,
            3 => "timeout"u8,
            _ => "tries"u8,
        };
    }
}
