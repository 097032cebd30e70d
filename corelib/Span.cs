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
