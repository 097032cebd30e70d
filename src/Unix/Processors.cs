using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>The processors of this machine.</summary>
internal static class Processors
{
    /// <summary>How many there are, or 0 where that cannot be read.</summary>
    // By itself, for its buffer would lie below everything a daemon has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Count()
    {
        Span<byte> text = stackalloc byte[Limits.ServiceFileLengthMax];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, "/sys/devices/system/cpu/online\0"u8, text);
        return read.Ok ? CpuList.Count(SmallFile.FirstLine(text[..read.Value])) : 0;
    }
}
