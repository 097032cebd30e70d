namespace System;

public static class Math
{
    public static int Min(int a, int b) => a < b ? a : b;

    public static int Max(int a, int b) => a > b ? a : b;

    public static uint Min(uint a, uint b) => a < b ? a : b;

    public static uint Max(uint a, uint b) => a > b ? a : b;

    public static long Min(long a, long b) => a < b ? a : b;

    public static long Max(long a, long b) => a > b ? a : b;

    public static ulong Min(ulong a, ulong b) => a < b ? a : b;

    public static ulong Max(ulong a, ulong b) => a > b ? a : b;

    public static ulong Clamp(ulong value, ulong min, ulong max) => Min(Max(value, min), max);

    // ilc wants these for every checked conversion, though only one from a floating-point value calls them.
    private static int ConvertToInt32Checked(double value) =>
        value is > int.MinValue - 1.0 and < int.MaxValue + 1.0 ? (int)value : (int)Overflow();

    private static uint ConvertToUInt32Checked(double value) =>
        value is > -1.0 and < uint.MaxValue + 1.0 ? (uint)value : (uint)Overflow();

    private static long ConvertToInt64Checked(double value) =>
        value is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)value : Overflow();

    private static ulong ConvertToUInt64Checked(double value) =>
        value is > -1.0 and < 18446744073709551616.0 ? (ulong)value : (ulong)Overflow();

    private static long Overflow()
    {
        Panic.Die("arithmetic overflow"u8);
        return 0;
    }
}
