namespace Sestet.Base;

/// <summary>Arithmetic on what users give: false where 64 bits cannot hold the result.</summary>
internal static class CheckedNumber
{
    public static bool TryAdd(long a, long b, out long result)
    {
        result = unchecked(a + b);
        // Both have the one sign and the result has the other.
        return ((a ^ result) & (b ^ result)) >= 0;
    }

    public static bool TrySubtract(long a, long b, out long result)
    {
        result = unchecked(a - b);
        return ((a ^ b) & (a ^ result)) >= 0;
    }

    public static bool TryMultiply(long a, long b, out long result)
    {
        result = unchecked(a * b);
        return a == 0 || (!(a == -1 && b == long.MinValue) && result / a == b);
    }

    public static bool TryDivide(long a, long b, out long result)
    {
        bool valid = b != 0 && !(a == long.MinValue && b == -1);
        result = valid ? a / b : 0;
        return valid;
    }

    public static bool TryRemainder(long a, long b, out long result)
    {
        // The processor cannot divide the smallest number by -1.
        result = b is 0 or -1 ? 0 : a % b;
        return b != 0;
    }
}
