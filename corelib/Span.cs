using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace System;

// The [Intrinsic] indexers and Length are what lets the JIT treat a span as an array: it removes the
// bounds checks it can prove, and calls ThrowHelpers.ThrowIndexOutOfRangeException for the others.
public readonly ref struct Span<T>
{
    internal readonly ref T _reference;
    private readonly int _length;

    internal Span(ref T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    public unsafe Span(void* pointer, int length)
    {
        if (length < 0)
        {
            Panic.NegativeLength();
        }
        _reference = ref *(T*)pointer;
        _length = length;
    }

    public Span(T[]? array)
        : this(array, 0, array is null ? 0 : array.Length)
    {
    }

    public Span(T[]? array, int start, int length)
    {
        if (array is null)
        {
            _reference = ref Unsafe.NullRef<T>();
            return;
        }
        if ((ulong)(uint)start + (uint)length > (uint)array.Length)
        {
            Panic.IndexOutOfRange();
        }
        _reference = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nint)(uint)start);
        _length = length;
    }

    public Span(ref T reference)
        : this(ref reference, 1)
    {
    }

    public static Span<T> Empty => default;

    public int Length
    {
        [Intrinsic]
        get => _length;
    }

    public bool IsEmpty => _length == 0;

    public ref T this[int index]
    {
        [Intrinsic]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_length)
            {
                Panic.IndexOutOfRange();
            }
            return ref Unsafe.Add(ref _reference, (nint)(uint)index);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(int start)
    {
        if ((uint)start > (uint)_length)
        {
            Panic.IndexOutOfRange();
        }
        return new(ref Unsafe.Add(ref _reference, (nint)(uint)start), _length - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length)
        {
            Panic.IndexOutOfRange();
        }
        return new(ref Unsafe.Add(ref _reference, (nint)(uint)start), length);
    }

    public unsafe void Clear()
    {
        fixed (T* start = this)
        {
            Libc.memset(start, 0, (nuint)(uint)_length * (nuint)sizeof(T));
        }
    }

    public void Fill(T value)
    {
        for (int i = 0; i < _length; i++)
        {
            this[i] = value;
        }
    }

    public void CopyTo(Span<T> destination) => ((ReadOnlySpan<T>)this).CopyTo(destination);

    public bool TryCopyTo(Span<T> destination) => ((ReadOnlySpan<T>)this).TryCopyTo(destination);

    public ref T GetPinnableReference() => ref _reference;

    public Enumerator GetEnumerator() => new(this);

    public static implicit operator Span<T>(T[]? array) => new(array);

    public static implicit operator ReadOnlySpan<T>(Span<T> span) => new(ref span._reference, span._length);

    public ref struct Enumerator
    {
        private readonly Span<T> _span;
        private int _index;

        internal Enumerator(Span<T> span)
        {
            _span = span;
            _index = -1;
        }

        public readonly ref T Current => ref _span[_index];

        public bool MoveNext() => ++_index < _span.Length;
    }
}

public readonly ref struct ReadOnlySpan<T>
{
    internal readonly ref T _reference;
    private readonly int _length;

    internal ReadOnlySpan(ref T reference, int length)
    {
        _reference = ref reference;
        _length = length;
    }

    public unsafe ReadOnlySpan(void* pointer, int length)
    {
        if (length < 0)
        {
            Panic.NegativeLength();
        }
        _reference = ref *(T*)pointer;
        _length = length;
    }

    public ReadOnlySpan(T[]? array)
        : this(array, 0, array is null ? 0 : array.Length)
    {
    }

    public ReadOnlySpan(T[]? array, int start, int length)
    {
        if (array is null)
        {
            _reference = ref Unsafe.NullRef<T>();
            return;
        }
        if ((ulong)(uint)start + (uint)length > (uint)array.Length)
        {
            Panic.IndexOutOfRange();
        }
        _reference = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nint)(uint)start);
        _length = length;
    }

    public ReadOnlySpan(ref readonly T reference)
        : this(ref Unsafe.AsRef(in reference), 1)
    {
    }

    public static ReadOnlySpan<T> Empty => default;

    public int Length
    {
        [Intrinsic]
        get => _length;
    }

    public bool IsEmpty => _length == 0;

    public ref readonly T this[int index]
    {
        [Intrinsic]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_length)
            {
                Panic.IndexOutOfRange();
            }
            return ref Unsafe.Add(ref _reference, (nint)(uint)index);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Slice(int start)
    {
        if ((uint)start > (uint)_length)
        {
            Panic.IndexOutOfRange();
        }
        return new(ref Unsafe.Add(ref _reference, (nint)(uint)start), _length - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length)
        {
            Panic.IndexOutOfRange();
        }
        return new(ref Unsafe.Add(ref _reference, (nint)(uint)start), length);
    }

    public void CopyTo(Span<T> destination)
    {
        if (!TryCopyTo(destination))
        {
            Panic.TooShort();
        }
    }

    public bool TryCopyTo(Span<T> destination)
    {
        if ((uint)_length > (uint)destination.Length)
        {
            return false;
        }
        Buffer.Memmove(ref destination._reference, ref _reference, (nuint)(uint)_length);
        return true;
    }

    public ref readonly T GetPinnableReference() => ref _reference;

    public Enumerator GetEnumerator() => new(this);

    public static implicit operator ReadOnlySpan<T>(T[]? array) => new(array);

    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<T> _span;
        private int _index;

        internal Enumerator(ReadOnlySpan<T> span)
        {
            _span = span;
            _index = -1;
        }

        public readonly ref readonly T Current => ref _span[_index];

        public bool MoveNext() => ++_index < _span.Length;
    }
}

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
            byte* found = (byte*)Libc.memrchr(start, value, (nuint)(uint)span.Length);
            return found == null ? -1 : (int)(found - start);
        }
    }

    public static int IndexOf(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = span, what = value)
        {
            byte* found = (byte*)Libc.memmem(start, (nuint)(uint)span.Length, what, (nuint)(uint)value.Length);
            return found == null ? -1 : (int)(found - start);
        }
    }

    public static bool Contains(this ReadOnlySpan<byte> span, byte value) => span.IndexOf(value) >= 0;
}

internal static unsafe class Buffer
{
    // Called for a copy of a struct that holds object references; with no garbage collector it is a plain copy.
    private static void BulkMoveWithWriteBarrier(ref byte destination, ref byte source, nuint length) =>
        Memmove(ref destination, ref source, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Memmove<T>(ref T destination, ref T source, nuint count)
    {
        fixed (T* to = &destination, from = &source)
        {
            Move((byte*)to, (byte*)from, count * (nuint)sizeof(T));
        }
    }

    // 17 to 128 bytes: whole vectors from both ends, which may overlap, all loaded before anything is stored.
    private static void MoveVectors(Vector128<byte>* to, Vector128<byte>* from, nuint length)
    {
        Vector128<byte>* toEnd = (Vector128<byte>*)((byte*)to + length);
        Vector128<byte>* fromEnd = (Vector128<byte>*)((byte*)from + length);
        Vector128<byte> a = from[0];
        Vector128<byte> z = fromEnd[-1];
        if (length > 32)
        {
            Vector128<byte> b = from[1];
            Vector128<byte> y = fromEnd[-2];
            if (length > 64)
            {
                Vector128<byte> c = from[2];
                Vector128<byte> d = from[3];
                Vector128<byte> x = fromEnd[-3];
                Vector128<byte> w = fromEnd[-4];
                to[2] = c;
                to[3] = d;
                toEnd[-4] = w;
                toEnd[-3] = x;
            }
            to[1] = b;
            toEnd[-2] = y;
        }
        to[0] = a;
        toEnd[-1] = z;
    }

    // Short moves by two loads that may overlap, both made before anything is stored.
    private static void Move(byte* to, byte* from, nuint length)
    {
        if (length > 128)
        {
            Libc.memmove(to, from, length);
        }
        else if (length > 16)
        {
            MoveVectors((Vector128<byte>*)to, (Vector128<byte>*)from, length);
        }
        else if (length >= 8)
        {
            ulong first = *(ulong*)from;
            ulong last = *(ulong*)(from + length - 8);
            *(ulong*)to = first;
            *(ulong*)(to + length - 8) = last;
        }
        else if (length >= 4)
        {
            uint first = *(uint*)from;
            uint last = *(uint*)(from + length - 4);
            *(uint*)to = first;
            *(uint*)(to + length - 4) = last;
        }
        else if (length > 0)
        {
            byte first = *from;
            byte middle = from[length >> 1];
            byte last = from[length - 1];
            *to = first;
            to[length >> 1] = middle;
            to[length - 1] = last;
        }
    }
}
