using System;
using CsCheck;
using Sestet.Base;
using Xunit;

namespace Sestet.Tests;

/// <summary>Arithmetic against 128 bits, which hold every result.</summary>
public class CheckedNumberTests
{
    private static readonly Gen<long> s_number = Gen.OneOf(
        Gen.Long,
        Gen.Long[-20, 20],
        Gen.OneOf(long.MinValue, long.MinValue + 1, long.MaxValue, long.MaxValue - 1, 1L << 32, -(1L << 32), 3037000500, 3037000499));

    private delegate bool Operation(long a, long b, out long result);

    [Fact, Trait("Category", "Property")]
    public void ResultsAreThoseOf128Bits() => Gen.Select(s_number, s_number).Sample((a, b) =>
        Is(CheckedNumber.TryAdd, a, b, (Int128)a + b)
        && Is(CheckedNumber.TrySubtract, a, b, (Int128)a - b)
        && Is(CheckedNumber.TryMultiply, a, b, (Int128)a * b)
        && Is(CheckedNumber.TryDivide, a, b, b == 0 ? null : (Int128)a / b)
        && Is(CheckedNumber.TryRemainder, a, b, b == 0 ? null : (Int128)a % b));

    [Fact]
    public void EdgesAre()
    {
        Assert.False(CheckedNumber.TryAdd(long.MaxValue, 1, out _));
        Assert.False(CheckedNumber.TrySubtract(long.MinValue, 1, out _));
        Assert.False(CheckedNumber.TrySubtract(0, long.MinValue, out _));
        Assert.False(CheckedNumber.TryMultiply(long.MinValue, -1, out _));
        Assert.False(CheckedNumber.TryMultiply(-1, long.MinValue, out _));
        Assert.False(CheckedNumber.TryDivide(long.MinValue, -1, out _));
        Assert.False(CheckedNumber.TryDivide(1, 0, out _));
        Assert.False(CheckedNumber.TryRemainder(1, 0, out _));
        Assert.True(CheckedNumber.TryRemainder(long.MinValue, -1, out long rest));
        Assert.Equal(0, rest);
    }

    private static bool Is(Operation operation, long a, long b, Int128? expected)
    {
        bool fits = expected is { } value && value >= long.MinValue && value <= long.MaxValue;
        return operation(a, b, out long result) == fits && (!fits || result == expected);
    }
}
