using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.LinuxUtils.Host;

/// <summary>/etc/fstab and its like, read whole: while it is worked through it may change.</summary>
internal static class MountFile
{
    public static ReadOnlySpan<byte> FstabZ => "/etc/fstab\0"u8;

    public static ReadOnlySpan<byte> MountsZ => "/proc/mounts\0"u8;

    public static ReadOnlySpan<byte> SwapsZ => "/proc/swaps\0"u8;

    public static Errno TryRead(ReadOnlySpan<byte> pathZ, out TextPool text)
    {
        text = default;
        Errno error = text.AppendFile(Fd.CurrentDirectory, pathZ);
        // The last line may lack its end.
        return error.Failed ? error : text.Append("\n"u8);
    }
}
