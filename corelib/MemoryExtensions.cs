using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace System;

// The few MemoryExtensions the program uses, for bytes only, with the meaning they have in the BCL.
public static unsafe class MemoryExtensions
{
    public static bool SequenceEqual(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> other)
    {
        int length = span.Length;
        if (length != other.Length)
        {
            return false;
        }
        fixed (byte* a = span, b = other)
        {
            // Most texts are short: two loads that may overlap compare up to 16 bytes.
            return length switch
            {
                > 16 => Libc.memcmp(a, b, (nuint)(uint)length) == 0,
                >= 8 => *(ulong*)a == *(ulong*)b && *(ulong*)(a + length - 8) == *(ulong*)(b + length - 8),
                >= 4 => *(uint*)a == *(uint*)b && *(uint*)(a + length - 4) == *(uint*)(b + length - 4),
                > 0 => *a == *b && a[length >> 1] == b[length >> 1] && a[length - 1] == b[length - 1],
                _ => true,
            };
        }
    }

    public static int SequenceCompareTo(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> other)
    {
        fixed (byte* a = span, b = other)
        {
            int order = Libc.memcmp(a, b, (nuint)(uint)Math.Min(span.Length, other.Length));
            return order != 0 ? order : span.Length - other.Length;
        }
    }

    public static bool StartsWith(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> value) =>
        span.Length >= value.Length && span.Slice(0, value.Length).SequenceEqual(value);

    public static bool EndsWith(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> value) =>
        span.Length >= value.Length && span.Slice(span.Length - value.Length).SequenceEqual(value);

    // Libc's memchr looks at 8 bytes at once, this at 64, then at 16. A log is mostly searched for newlines.
    public static int IndexOf(this ReadOnlySpan<byte> span, byte value)
    {
        fixed (byte* start = span)
        {
            Vector128<byte> wanted = Vector128.Create(value);
            int i = 0;
            for (; i <= span.Length - 64; i += 64)
            {
                Vector128<byte>* at = (Vector128<byte>*)(start + i);
                Vector128<byte> any = Vector128.Equals(at[0], wanted) | Vector128.Equals(at[1], wanted)
                    | Vector128.Equals(at[2], wanted) | Vector128.Equals(at[3], wanted);
                if (any.ExtractMostSignificantBits() != 0)
                {
                    break;
                }
            }
            for (; i <= span.Length - 16; i += 16)
            {
                uint found = Vector128.Equals(*(Vector128<byte>*)(start + i), wanted).ExtractMostSignificantBits();
                if (found != 0)
                {
                    return i + BitOperations.TrailingZeroCount(found);
                }
            }
            for (; i < span.Length; i++)
            {
                if (start[i] == value)
                {
                    return i;
                }
            }
            return -1;
        }
    }

    public static int LastIndexOf(this ReadOnlySpan<byte> span, byte value)
    {
        fixed (byte* start = span)
        {
            Vector128<byte> wanted = Vector128.Create(value);
            int end = span.Length;
            for (; end >= 16; end -= 16)
            {
                uint found = Vector128.Equals(*(Vector128<byte>*)(start + end - 16), wanted).ExtractMostSignificantBits();
                if (found != 0)
                {
                    return end - 16 + BitOperations.Log2(found);
                }
            }
            byte* rest = (byte*)Libc.memrchr(start, value, (nuint)(uint)end);
            return rest == null ? -1 : (int)(rest - start);
        }
    }

    // Looks at 16 places at once whether the first and the last byte of the text stand there; only then at the others. Text
    // that is often nearly there is left to libc, which takes no longer for it.
    public static int IndexOf(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> value)
    {
        if (value.Length < 2)
        {
            return value.IsEmpty ? 0 : span.IndexOf(value[0]);
        }
        fixed (byte* start = span, what = value)
        {
            int last = value.Length - 1;
            Vector128<byte> wantedFirst = Vector128.Create(what[0]);
            Vector128<byte> wantedLast = Vector128.Create(what[last]);
            int i = 0;
            for (int failures = 0; i <= span.Length - last - 16 && failures <= 16 + i / 32; i += 16)
            {
                Vector128<byte> first = Vector128.Equals(*(Vector128<byte>*)(start + i), wantedFirst);
                Vector128<byte> both = first & Vector128.Equals(*(Vector128<byte>*)(start + i + last), wantedLast);
                for (uint found = both.ExtractMostSignificantBits(); found != 0; found &= found - 1)
                {
                    int at = i + BitOperations.TrailingZeroCount(found);
                    if (Libc.memcmp(start + at, what, (nuint)(uint)last) == 0)
                    {
                        return at;
                    }
                    failures++;
                }
            }
            byte* rest = (byte*)Libc.memmem(start + i, (nuint)(uint)(span.Length - i), what, (nuint)(uint)value.Length);
            return rest == null ? -1 : (int)(rest - start);
        }
    }

    // Each byte of a vector counts what its place has had, up to 255 times; then they are added up.
    public static int Count(this ReadOnlySpan<byte> span, byte value)
    {
        fixed (byte* start = span)
        {
            Vector128<byte> wanted = Vector128.Create(value);
            int count = 0;
            int i = 0;
            while (i <= span.Length - 16)
            {
                Vector128<byte> counts = default;
                int end = Math.Min(span.Length - 16, i + 254 * 16);
                for (; i <= end; i += 16)
                {
                    counts -= Vector128.Equals(*(Vector128<byte>*)(start + i), wanted);
                }
                // What has an address is not kept in a register.
                Vector128<byte> sums = counts;
                byte* each = (byte*)&sums;
                for (int j = 0; j < 16; j++)
                {
                    count += each[j];
                }
            }
            for (; i < span.Length; i++)
            {
                count += start[i] == value ? 1 : 0;
            }
            return count;
        }
    }

    public static int IndexOfAny(this ReadOnlySpan<byte> span, byte value0, byte value1, byte value2)
    {
        fixed (byte* start = span)
        {
            Vector128<byte> wanted0 = Vector128.Create(value0);
            Vector128<byte> wanted1 = Vector128.Create(value1);
            Vector128<byte> wanted2 = Vector128.Create(value2);
            int i = 0;
            for (; i <= span.Length - 16; i += 16)
            {
                Vector128<byte> part = *(Vector128<byte>*)(start + i);
                Vector128<byte> any =
                    Vector128.Equals(part, wanted0) | Vector128.Equals(part, wanted1) | Vector128.Equals(part, wanted2);
                uint found = any.ExtractMostSignificantBits();
                if (found != 0)
                {
                    return i + BitOperations.TrailingZeroCount(found);
                }
            }
            for (; i < span.Length; i++)
            {
                if (start[i] == value0 || start[i] == value1 || start[i] == value2)
                {
                    return i;
                }
            }
            return -1;
        }
    }

    public static int IndexOfAny(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> values)
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (values.Contains(span[i]))
            {
                return i;
            }
        }
        return -1;
    }

    public static bool Contains(this ReadOnlySpan<byte> span, byte value) => span.IndexOf(value) >= 0;
}
