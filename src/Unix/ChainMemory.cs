using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Memory for what a command leaves to the next one of its chain. Both may run in this process, so nothing is ever given
/// back or used twice; execve ends it.
/// </summary>
internal static class ChainMemory
{
#if FREESTANDING
    private static FirstBlock s_first;
#endif

#if !FREESTANDING
    // The simulation runs one program a thread.
    [System.ThreadStatic]
#endif
    private static MemoryRegion s_block;

#if !FREESTANDING
    [System.ThreadStatic]
#endif
    private static int s_used;

#if FREESTANDING
    [InlineArray(Limits.ChainMemoryLength / 8)]
    private struct FirstBlock
    {
        private ulong _first;
    }
#endif

    /// <summary>Gives zeroed memory of that many bytes, aligned to 8.</summary>
    public static Errno TryAllocate(int length, out MemoryRegion region)
    {
        Assert.That(length > 0);
#if FREESTANDING
        // Under .NET static memory may move, and all of it is mapped.
        if (s_block.Length == 0)
        {
            s_block = new MemoryRegion(s_first);
        }
#endif
        int rounded = (length + 7) & ~7;
        if (rounded > s_block.Length - s_used)
        {
            int mapped = Math.Max(rounded, Limits.ChainMemoryMapLength);
            Errno error = TryMap(mapped, out region);
            if (error.Failed)
            {
                return error;
            }
            // What is left of the old block is not worth keeping, unless the new one is used up at once.
            if (mapped == rounded)
            {
                region = region.Slice(0, length);
                return Errno.None;
            }
            s_block = region;
            s_used = 0;
        }
        region = s_block.Slice(s_used, length);
        s_used += rounded;
        Assert.That(s_used <= s_block.Length);
        return Errno.None;
    }

    /// <summary>How much is in use at some time.</summary>
    internal readonly struct Mark(MemoryRegion block, int used)
    {
        public MemoryRegion Block { get; } = block;

        public int Used { get; } = used;
    }

    public static Mark Keep() => new(s_block, s_used);

    /// <summary>
    /// Takes back all that was given since the mark, by a child that ran in this memory. A block that it has mapped is kept:
    /// the next child needs as much.
    /// </summary>
    public static void Release(Mark mark)
    {
        int used = s_block.Length > 0 && mark.Block.Length > 0 && s_block.Start == mark.Block.Start ? mark.Used : 0;
        if (s_block.Length > 0)
        {
            s_block.Bytes[used..s_used].Clear();
        }
        s_used = used;
    }

    /// <summary>Gives zeroed room for that many values, which have no references in them.</summary>
    public static unsafe Errno TryAllocateArray<T>(int count, out Span<T> values)
        where T : unmanaged
    {
        values = default;
        long length = (long)count * sizeof(T);
        if (length > int.MaxValue - Limits.ChainMemoryMapLength)
        {
            return Errno.ENOMEM;
        }
        Errno error = TryAllocate((int)Math.Max(length, 1), out MemoryRegion region);
        if (error.IsNone)
        {
            // SAFETY: the region is aligned to 8 bytes, long enough, and stays.
            values = new Span<T>((void*)region.Start, count);
        }
        return error;
    }

    /// <summary>Maps zeroed memory of its own, which Kernel.ResizeMemory can change.</summary>
    public static Errno TryMap(int length, out MemoryRegion region)
    {
        Result<nint> memory = Kernel.MapMemory(length);
        region = memory.Ok ? new MemoryRegion(memory.Value, length) : default;
        return memory.Error;
    }
}
