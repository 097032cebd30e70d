using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Bench.Helpers;

/// <summary>
/// `feeder MODE BYTES` writes that many bytes of log lines, and then the rest of the last one, to its standard output, 64
/// KiB at a time and the same in every run. Mode `mix`: 60 % of the lines have 20 to 100 bytes, 32 % 100 to 200, 8 % 200
/// to 500, and one in twenty begins with ERROR. Mode `tiny`: 10 bytes each, newline included.
/// </summary>
internal static class Feeder
{
    private const int BlockLength = 1 << 20;
    private const int LineLengthMax = 500;
    private const int WriteLength = 65536;
    private const int TinyLength = 10;

    private static ReadOnlySpan<byte> Words =>
        "connection from client request GET /index.html accepted closed user=alice id=48213 status=200 bytes=1532 "u8;

    public static int Run(Arguments arguments)
    {
        if (arguments.Count != 2 || !Text.TryParse(arguments[1], out ulong total))
        {
            return Program.ExitUsage;
        }
        bool tiny = arguments[0].SequenceEqual("tiny"u8);
        if (!tiny && !arguments[0].SequenceEqual("mix"u8))
        {
            return Program.ExitUsage;
        }
        Result<MappedBlock> block = Kernel.MapBlock(BlockLength);
        if (!block.Ok)
        {
            return Program.ExitSystem;
        }
        Kernel.Ignore(Signal.SIGPIPE);
        int length = tiny ? FillTiny(block.Value.Bytes) : FillMix(block.Value.Bytes);
        Assert.That(length is > BlockLength - LineLengthMax and <= BlockLength);
        return TryWrite(block.Value.Bytes[..length], total) ? 0 : Program.ExitSystem;
    }

    private static int FillTiny(Span<byte> block)
    {
        ulong state = FirstState;
        int length = 0;
        while (block.Length - length >= TinyLength)
        {
            Span<byte> line = block.Slice(length, TinyLength);
            for (int i = 0; i < TinyLength - 1; i++)
            {
                line[i] = (byte)('0' + NextBelow(ref state, 10));
            }
            line[TinyLength - 1] = (byte)'\n';
            length += TinyLength;
        }
        return length;
    }

    private static int FillMix(Span<byte> block)
    {
        ulong state = FirstState;
        int length = 0;
        while (block.Length - length >= LineLengthMax)
        {
            int kind = NextBelow(ref state, 100);
            int lineLength = kind < 60 ? 20 + NextBelow(ref state, 81)
                : kind < 92 ? 100 + NextBelow(ref state, 101)
                : 200 + NextBelow(ref state, 301);
            Span<byte> line = block.Slice(length, lineLength);
            ReadOnlySpan<byte> level = NextBelow(ref state, 20) == 0 ? "ERROR "u8 : "info: "u8;
            level.CopyTo(line);
            int word = NextBelow(ref state, Words.Length);
            for (int i = level.Length; i < lineLength - 1; i++)
            {
                line[i] = Words[word];
                word = word + 1 == Words.Length ? 0 : word + 1;
            }
            line[lineLength - 1] = (byte)'\n';
            length += lineLength;
        }
        return length;
    }

    private static bool TryWrite(ReadOnlySpan<byte> block, ulong total)
    {
        int at = 0;
        while (total > 0)
        {
            int length = Math.Min(WriteLength, block.Length - at);
            if (total <= (ulong)length)
            {
                length = (int)total + block[(at + (int)total - 1)..].IndexOf((byte)'\n');
                total = (ulong)length;
            }
            Result<int> written = Kernel.Write(Fd.StandardOutput, block.Slice(at, length));
            if (!written.Ok)
            {
                return false;
            }
            total -= (ulong)written.Value;
            at += written.Value;
            at = at == block.Length ? 0 : at;
        }
        return true;
    }

    private const ulong FirstState = 0x9e3779b97f4a7c15;

    /// <summary>Marsaglia's xorshift: the lines only have to look different.</summary>
    private static int NextBelow(ref ulong state, int bound)
    {
        Assert.That(state != 0 && bound > 0);
        state = unchecked(state ^ (state << 13));
        state ^= state >> 7;
        state = unchecked(state ^ (state << 17));
        return (int)((state >> 33) % (ulong)bound);
    }
}
