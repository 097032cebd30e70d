using System;
using Sestet.Base;

namespace Sestet.Execline;

/// <summary>Sequences of netstrings, "LENGTH:text,": a way to put any words into one.</summary>
internal static class Netstrings
{
    /// <summary>Bytes that a netstring can have beside its text.</summary>
    public const int OverheadMax = Limits.DecimalLengthMax + 2;

    /// <summary>Writes a text as a netstring; the bytes written.</summary>
    public static int Encode(ReadOnlySpan<byte> text, Span<byte> target)
    {
        int length = Text.Format((ulong)text.Length, target);
        target[length++] = (byte)':';
        text.CopyTo(target[length..]);
        length += text.Length;
        target[length++] = (byte)',';
        return length;
    }

    /// <summary>
    /// Decodes in place: the words, with a NUL behind each, lie at the start then. False where it is no such sequence.
    /// </summary>
    public static bool TryDecode(Span<byte> memory, out int count, out int length)
    {
        count = 0;
        length = 0;
        int at = 0;
        while (at < memory.Length)
        {
            int digits = memory[at..].IndexOf((byte)':');
            if (digits <= 0 || !Text.TryParse(memory.Slice(at, digits), out uint size))
            {
                return false;
            }
            int start = at + digits + 1;
            if (size >= memory.Length - start || memory[start + (int)size] != ',')
            {
                return false;
            }
            memory.Slice(start, (int)size).CopyTo(memory[length..]);
            length += (int)size;
            memory[length++] = 0;
            count++;
            at = start + (int)size + 1;
        }
        return true;
    }
}
