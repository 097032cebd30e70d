using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Logging.Host;

/// <summary>
/// The input that is not dealt with yet, in one buffer. Reads go to a fixed place in it (where the kernel copies fastest),
/// and what is left of the read before is moved to right in front of it, so that a line is always in one piece.
/// <code>
/// 0        _start         _hold                    _end              capacity - 1
/// |  free  |  rest of the  |  the last read          |      free          | one byte behind the last line |
/// |        |  read before  |                         |                    |                               |
/// </code>
/// </summary>
internal ref struct LogInput
{
    private readonly Span<byte> _memory;
    private readonly int _hold;
    private readonly int _readLength;
    private int _start;
    private int _end;
    private int _readStart;
    private int _searched;

    /// <summary>
    /// waitLength: bytes of an unfinished line that can wait. readLength: most bytes read at once. The memory's length is
    /// that of LengthFor.
    /// </summary>
    public LogInput(Span<byte> memory, int waitLength, int readLength)
    {
        Assert.That(memory.Length == LengthFor(waitLength, readLength));
        Assert.That(readLength % Limits.LogChunkLength == 0);
        _memory = memory;
        _hold = AlignedHold(waitLength);
        _readLength = readLength;
        _start = _hold;
        _end = _hold;
        _readStart = _hold;
        _searched = 0;
    }

    /// <summary>Bytes of memory it needs: both parts and one byte more, and what makes them whole cache lines.</summary>
    public static int LengthFor(int waitLength, int readLength) => (AlignedHold(waitLength) + readLength + 1 + 63) & ~63;

    /// <summary>The longest that one piece can be.</summary>
    public readonly int LengthMax => _memory.Length - 1;

    public readonly bool IsEmpty => _start == _end;

    public readonly int Length => _end - _start;

    /// <summary>Bytes at the front that are known to hold no newline.</summary>
    public readonly int Searched => _searched;

    public readonly ReadOnlySpan<byte> Bytes => _memory[_start.._end];

    /// <summary>An unfinished line has become too long to wait for its end.</summary>
    public readonly bool IsFull => _end - _start > _hold;

    /// <summary>That many bytes at the front, and the one behind them.</summary>
    public readonly Span<byte> FrontAndOne(int length)
    {
        Assert.That(length <= Length);
        return _memory.Slice(_start, length + 1);
    }

    /// <summary>A part of the memory, by the place that FrontPosition told.</summary>
    public readonly ReadOnlySpan<byte> At(int position, int length) => _memory.Slice(position, length);

    public readonly int FrontPosition => _start;

    /// <summary>The place where the first chunk of the last read ends.</summary>
    public readonly int FirstChunkEnd => _readStart + Limits.LogChunkLength;

    /// <summary>The place where the chunk with that place in it ends.</summary>
    public readonly int ChunkEndAfter(int position)
    {
        int inRead = Math.Max(position - _readStart, 0);
        return _readStart + (inRead / Limits.LogChunkLength + 1) * Limits.LogChunkLength;
    }

    /// <summary>The bytes at the front are dealt with.</summary>
    public void Take(int length)
    {
        Assert.That(length <= Length);
        _start += length;
        _searched = 0;
    }

    /// <summary>That many bytes at the front hold no newline.</summary>
    public void MarkSearched(int length)
    {
        Assert.That(length >= 0 && length <= Length);
        _searched = length;
    }

    /// <summary>It can be read without moving what is there.</summary>
    public readonly bool HasRoomBehind => _memory.Length - 1 - _end >= Limits.LogChunkLength;

    /// <summary>
    /// Reads once: bytes, 0 at the end of the stream. It must not be full. keeps: all that was read stays where it is, also
    /// what is dealt with; there must be room behind it.
    /// </summary>
    public Result<int> Read(Fd fd, bool keeps)
    {
        Assert.That(!IsFull);
        if (!keeps)
        {
            MakeRoom();
        }
        // Only whole chunks, so that where one ends does not depend on how much could be read.
        int length = Math.Min(_readLength, (_memory.Length - 1 - _end) / Limits.LogChunkLength * Limits.LogChunkLength);
        Assert.That(length > 0);
        return ReadBehind(fd, length);
    }

    /// <summary>The same for a single byte, so that nothing behind the next newline is taken from the stream.</summary>
    public Result<int> ReadByte(Fd fd, bool keeps)
    {
        Assert.That(!IsFull);
        if (!keeps)
        {
            MakeRoom();
        }
        return ReadBehind(fd, 1);
    }

    private Result<int> ReadBehind(Fd fd, int length)
    {
        // Also where nothing comes: what is there may have been moved, and chunks are counted from here.
        _readStart = _end;
        Result<int> read = Kernel.Read(fd, _memory.Slice(_end, length));
        if (read.Ok)
        {
            _end += read.Value;
            ReplaceNuls(read.Value);
        }
        return read;
    }

    /// <summary>
    /// Moves an unfinished line in front of the place for the next read. A long one stays, while there is room behind it,
    /// for moving it with every small read would take long.
    /// </summary>
    private void MakeRoom()
    {
        int length = Length;
        if (length > Limits.LogLineWaitMax && _memory.Length - 1 - _end >= Limits.LogChunkLength)
        {
            return;
        }
        int start = _hold - length;
        if (length > 0 && start != _start)
        {
            _memory[_start.._end].CopyTo(_memory[start..]);
        }
        _start = start;
        _end = _hold;
    }

    /// <summary>A NUL ends a line as a newline does, and is written as one.</summary>
    private readonly void ReplaceNuls(int length)
    {
        Span<byte> bytes = _memory.Slice(_readStart, length);
        int nul = ((ReadOnlySpan<byte>)bytes).IndexOf((byte)0);
        while (nul >= 0)
        {
            for (; nul < bytes.Length && bytes[nul] == 0; nul++)
            {
                bytes[nul] = (byte)'\n';
            }
            bytes = bytes[nul..];
            nul = ((ReadOnlySpan<byte>)bytes).IndexOf((byte)0);
        }
    }

    /// <summary>The read's place begins at a page.</summary>
    private static int AlignedHold(int waitLength)
    {
        Assert.That(waitLength >= Limits.LogLineWaitMax);
        return (waitLength + 4095) & ~4095;
    }
}
