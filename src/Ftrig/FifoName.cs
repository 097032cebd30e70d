using System;
using Sestet.Base;

namespace Sestet.Ftrig;

/// <summary>
/// The name of a listener's FIFO: "ftrig1:" TAI64N-label ":" and six letters or digits, 39 bytes. While its listener
/// is not yet reading it has a dot in front, and notifiers pass it over.
/// </summary>
internal static class FifoName
{
    public const int Length = 39;

    private const int RandomLength = 6;

    private static ReadOnlySpan<byte> Prefix => "ftrig1:@"u8;

    private static ReadOnlySpan<byte> Letters => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"u8;

    public static bool IsListener(ReadOnlySpan<byte> name) => name.Length == Length && name.StartsWith(Prefix);

    /// <summary>Writes ".", the name and a NUL: Length + 2 bytes.</summary>
    public static void FormatHiddenZ(Span<byte> text, Tai time, ReadOnlySpan<byte> random)
    {
        Assert.That(text.Length == Length + 2 && random.Length >= RandomLength);
        text[0] = (byte)'.';
        "ftrig1:"u8.CopyTo(text[1..]);
        time.Format(text.Slice(8, Tai.TextLength));
        text[33] = (byte)':';
        for (int i = 0; i < RandomLength; i++)
        {
            text[34 + i] = Letters[random[i] & 63];
        }
        text[40] = 0;
    }
}
