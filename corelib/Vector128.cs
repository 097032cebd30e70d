// The few vector operations that scans of memory use. The JIT replaces each by an instruction or two, on x86-64 (SSE2) and
// arm64 (AdvSimd) alike; the bodies only have to compile.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System.Runtime.Intrinsics
{
    [Intrinsic]
    [StructLayout(LayoutKind.Sequential, Size = 16)]
    public readonly struct Vector128<T>
    {
        private readonly ulong _low;
        private readonly ulong _high;

        [Intrinsic]
        public static Vector128<T> operator |(Vector128<T> a, Vector128<T> b) => a | b;

        [Intrinsic]
        public static Vector128<T> operator -(Vector128<T> a, Vector128<T> b) => a - b;

        [Intrinsic]
        public static Vector128<T> operator &(Vector128<T> a, Vector128<T> b) => a & b;
    }

    public static class Vector128
    {
        [Intrinsic]
        public static Vector128<byte> Create(byte value) => Create(value);

        // These two look at the bounds, as in the BCL, so they are ordinary code.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static unsafe Vector128<T> Create<T>(ReadOnlySpan<T> values)
        {
            if (values.Length < 16 / sizeof(T))
            {
                Panic.TooShort();
            }
            return *(Vector128<T>*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(values));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static unsafe void CopyTo<T>(this Vector128<T> vector, Span<T> destination)
        {
            if (destination.Length < 16 / sizeof(T))
            {
                Panic.TooShort();
            }
            *(Vector128<T>*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(destination)) = vector;
        }

        [Intrinsic]
        public static Vector128<T> Equals<T>(Vector128<T> a, Vector128<T> b) => Equals(a, b);

        [Intrinsic]
        public static uint ExtractMostSignificantBits<T>(this Vector128<T> vector) => ExtractMostSignificantBits(vector);
    }
}

namespace System.Numerics
{
    public static class BitOperations
    {
        [Intrinsic]
        public static int TrailingZeroCount(uint value) => TrailingZeroCount(value);

        [Intrinsic]
        public static int TrailingZeroCount(ulong value) => TrailingZeroCount(value);

        [Intrinsic]
        public static int LeadingZeroCount(uint value) => LeadingZeroCount(value);

        public static int Log2(uint value) => 31 - LeadingZeroCount(value | 1);
    }
}
