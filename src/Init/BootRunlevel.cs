using System;

namespace Sestet.Init;

/// <summary>Words of the kernel's command line that are runlevels.</summary>
internal static class BootRunlevel
{
    public static bool IsOne(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("default"u8) || (word.Length == 1 && word[0] is >= (byte)'1' and <= (byte)'5');
}
