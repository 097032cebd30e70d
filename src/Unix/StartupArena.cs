using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Memory whose size depends on options: mapped once at start, handed out front to back, and sealed before the event
/// loop. Nothing is given back.
/// </summary>
internal ref struct StartupArena
{
    private readonly Span<byte> _memory;
    private int _used;
    private bool _sealed;

    private StartupArena(Span<byte> memory)
    {
        _memory = memory;
        _used = 0;
        _sealed = false;
    }

    public static unsafe Errno TryCreate(long length, out StartupArena arena)
    {
        arena = default;
        if (length > int.MaxValue)
        {
            return Errno.ENOMEM;
        }
        Result<nint> memory = Kernel.MapMemory(length);
        if (!memory.Ok)
        {
            return memory.Error;
        }
        // SAFETY: the mapping has that length and is never unmapped.
        arena = new StartupArena(new Span<byte>((void*)memory.Value, (int)length));
        return Errno.None;
    }

    /// <summary>Zeroed room for that many values.</summary>
    public unsafe Span<T> Allocate<T>(int count)
        where T : unmanaged
    {
        Assert.That(!_sealed);
        int length = count * sizeof(T);
        Span<byte> bytes = _memory.Slice(_used, length);
        _used += (length + 7) & ~7;
        // SAFETY: the arena is page-aligned and every part starts at a multiple of 8; the part is long enough.
        return new Span<T>(Unsafe.AsPointer(ref bytes.GetPinnableReference()), count);
    }

    /// <summary>Bytes that a part of that many values takes.</summary>
    public static unsafe long LengthOf<T>(long count)
        where T : unmanaged => (count * sizeof(T) + 7) & ~7L;

    public void Seal()
    {
        Assert.That(!_sealed);
        _sealed = true;
    }
}
