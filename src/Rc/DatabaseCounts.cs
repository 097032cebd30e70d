using System;
using System.Buffers.Binary;

namespace Sestet.Rc;

/// <summary>
/// The file n of a compiled database: how much of everything is in db. Numbers have 32 bits, the highest byte first.
/// <code>
/// offset  size  what
///      0     4  oneshots
///      4     4  longruns
///      8     4  bytes of texts: names and words of scripts, each with its NUL
///     12     4  words of scripts, and one more for the end of each script
///     16     4  dependencies, as many direct as reverse ones
///     20     4  producers of all longruns
/// </code>
/// </summary>
internal readonly struct DatabaseCounts(int oneshots, int longruns, int textLength, int words, int dependencies, int producers)
{
    public const int Length = 24;

    public int Oneshots { get; } = oneshots;

    public int Longruns { get; } = longruns;

    public int TextLength { get; } = textLength;

    public int Words { get; } = words;

    public int Dependencies { get; } = dependencies;

    public int Producers { get; } = producers;

    public int Services => Oneshots + Longruns;

    /// <summary>False where it is no file n, or one of a database that cannot be.</summary>
    public static bool TryRead(ReadOnlySpan<byte> n, out DatabaseCounts counts)
    {
        counts = default;
        if (n.Length != Length)
        {
            return false;
        }
        // Half of what 32 bits hold is far more than a file that is mapped, and keeps sums of two within them.
        const uint most = int.MaxValue / 2;
        for (int i = 0; i < Length; i += NumberList.NumberLength)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(n[i..]) > most)
            {
                return false;
            }
        }
        counts = new DatabaseCounts(Number(n, 0), Number(n, 1), Number(n, 2), Number(n, 3), Number(n, 4), Number(n, 5));
        return true;
    }

    /// <summary>The reverse of TryRead.</summary>
    public void Write(Span<byte> n)
    {
        BinaryPrimitives.WriteUInt32BigEndian(n, (uint)Oneshots);
        BinaryPrimitives.WriteUInt32BigEndian(n[4..], (uint)Longruns);
        BinaryPrimitives.WriteUInt32BigEndian(n[8..], (uint)TextLength);
        BinaryPrimitives.WriteUInt32BigEndian(n[12..], (uint)Words);
        BinaryPrimitives.WriteUInt32BigEndian(n[16..], (uint)Dependencies);
        BinaryPrimitives.WriteUInt32BigEndian(n[20..], (uint)Producers);
    }

    private static int Number(ReadOnlySpan<byte> n, int index) =>
        (int)BinaryPrimitives.ReadUInt32BigEndian(n[(index * NumberList.NumberLength)..]);
}
