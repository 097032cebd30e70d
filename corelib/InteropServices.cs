using System.Runtime.CompilerServices;

namespace System.Runtime.InteropServices;

public static class MemoryMarshal
{
    // ilc lays the elements of an array right after its length (padded to 8 bytes).
    [Intrinsic]
    public static ref T GetArrayDataReference<T>(T[] array) => ref Unsafe.As<byte, T>(ref Unsafe.As<RawArray>(array).Data);

    public static Span<T> CreateSpan<T>(scoped ref T reference, int length) => new(ref Unsafe.AsRef(in reference), length);

    public static ReadOnlySpan<T> CreateReadOnlySpan<T>(scoped ref readonly T reference, int length) =>
        new(ref Unsafe.AsRef(in reference), length);

    // The bytes of values that hold no references.
    public static unsafe Span<byte> AsBytes<T>(Span<T> span)
        where T : struct => new(Unsafe.AsPointer(ref span._reference), span.Length * sizeof(T));

    // As many whole values as there are. Only for types without references.
    public static unsafe Span<TTo> Cast<TFrom, TTo>(Span<TFrom> span)
        where TFrom : struct
        where TTo : struct =>
        new(Unsafe.AsPointer(ref span._reference), (int)((long)span.Length * sizeof(TFrom) / sizeof(TTo)));

    public static ref T GetReference<T>(Span<T> span) => ref span._reference;

    public static ref T GetReference<T>(ReadOnlySpan<T> span) => ref span._reference;

    private sealed class RawArray
    {
        public int Length;
        public int Padding;
        public byte Data;
    }
}

public enum LayoutKind
{
    Sequential = 0, Explicit = 2, Auto = 3,
}

public sealed class StructLayoutAttribute(LayoutKind value) : Attribute
{
    public int Pack;
    public int Size;

    public LayoutKind Value { get; } = value;
}

public sealed class FieldOffsetAttribute(int offset) : Attribute
{
    public int Value { get; } = offset;
}

public sealed class InAttribute : Attribute;

public sealed class OutAttribute : Attribute;

// The C# compiler marks `where T : unmanaged` with it.
public enum UnmanagedType;

public sealed class UnmanagedCallersOnlyAttribute : Attribute
{
    public string? EntryPoint;
    public Type[]? CallConvs;
}
