using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Names that no other process takes: the time, this process's number, the host's name and random letters.</summary>
internal static class UniqueName
{
    /// <summary>What names get unless told otherwise.</summary>
    public const int RandomDefault = 8;

    /// <summary>Bytes before the random ones: four colons, a label, a number and the host's name.</summary>
    private const int HostNameMax = 64;

    /// <summary>Appends ":@400000006a…:4711:host:uPpZM1gd", without the last colon where nothing random is asked for.</summary>
    public static void Append(ref PathBuffer path, int random = RandomDefault)
    {
        Span<byte> text = stackalloc byte[Math.Max(HostNameMax, Tai.TextLength)];
        path.Append(":"u8);
        Kernel.WallClock().Format(text[..Tai.TextLength]);
        path.Append(text[..Tai.TextLength]);
        path.Append(":"u8);
        path.Append((ulong)Kernel.CurrentProcess().Value);
        path.Append(":"u8);
        path.Append(text[..Kernel.HostName(text)]);
        path.Append(random > 0 ? ":"u8 : default);
        while (random > 0)
        {
            Span<byte> letters = text[..Math.Min(random, text.Length)];
            FillRandom(letters);
            path.Append(letters);
            random -= letters.Length;
        }
    }

    /// <summary>Fills the span with random letters that a name can have.</summary>
    public static void FillRandom(Span<byte> letters)
    {
        Kernel.GetRandom(letters);
        foreach (ref byte letter in letters)
        {
            letter = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"u8[letter & 63];
        }
    }
}
