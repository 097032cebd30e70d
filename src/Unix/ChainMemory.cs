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

    /// <summary>Maps zeroed memory of its own, which Kernel.ResizeMemory can change.</summary>
    public static Errno TryMap(int length, out MemoryRegion region)
    {
        Result<nint> memory = Kernel.MapMemory(length);
        region = memory.Ok ? new MemoryRegion(memory.Value, length) : default;
        return memory.Error;
    }
}
