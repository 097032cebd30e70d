using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder;

/// <summary>What MessageReader.Next has found.</summary>
internal enum MessageState
{
    /// <summary>No whole message yet.</summary>
    Missing,

    Whole,

    /// <summary>It is longer than the buffer (MessageReader.LengthWanted).</summary>
    TooLong,

    /// <summary>What has come can be no message.</summary>
    Wrong,
}

/// <summary>
/// Makes whole messages with their descriptors of what comes through a connection, in memory of the caller. What the other end
/// says of lengths is checked against what there is room for.
/// </summary>
internal ref struct MessageReader
{
    private readonly Span<Fd> _descriptors;
    private Span<byte> _buffer;
    private int _start;
    private int _end;
    private int _descriptorStart;
    private int _descriptorEnd;

    /// <summary>Room for one message with its header, and for the descriptors of one and of the next.</summary>
    public MessageReader(Span<byte> buffer, Span<Fd> descriptors)
    {
        this = default;
        Assert.That(buffer.Length > Frame.HeaderLength);
        _buffer = buffer;
        _descriptors = descriptors;
    }

    /// <summary>Where the next bytes go, and the descriptors that come with them.</summary>
    public readonly Span<byte> Room => _buffer[_end..];

    public readonly Span<Fd> DescriptorRoom => _descriptors[_descriptorEnd..];

    /// <summary>The length of a buffer in which the message has room.</summary>
    public readonly long LengthWanted => Frame.HeaderLength + (long)Frame.Read(_buffer[_start..]).Length;

    /// <summary>So much has come there.</summary>
    public void Take(int length, int descriptors)
    {
        Assert.That(length > 0 && length <= Room.Length && descriptors >= 0 && descriptors <= DescriptorRoom.Length);
        _end += length;
        _descriptorEnd += descriptors;
    }

    /// <summary>A longer buffer in place of the present one.</summary>
    public void Grow(Span<byte> buffer)
    {
        Assert.That(buffer.Length > _buffer.Length);
        _buffer[_start.._end].CopyTo(buffer);
        _end -= _start;
        _start = 0;
        _buffer = buffer;
    }

    /// <summary>The next message: it and its descriptors are there until the next call.</summary>
    public MessageState Next(out ReadOnlySpan<byte> message, out ReadOnlySpan<Fd> descriptors)
    {
        message = default;
        descriptors = default;
        DropTaken();
        if (_end < Frame.HeaderLength)
        {
            return MessageState.Missing;
        }
        Frame frame = Frame.Read(_buffer);
        if (frame.Descriptors > _descriptors.Length)
        {
            return MessageState.Wrong;
        }
        if (LengthWanted > _buffer.Length)
        {
            return MessageState.TooLong;
        }
        int length = (int)LengthWanted;
        if (_end < length)
        {
            return MessageState.Missing;
        }
        // Descriptors come with the first byte of their message: none may be missing by now, nor be left without one.
        if (_descriptorEnd < frame.Descriptors || (_descriptorEnd > frame.Descriptors && _end == length))
        {
            return MessageState.Wrong;
        }
        message = _buffer[Frame.HeaderLength..length];
        descriptors = _descriptors[..frame.Descriptors];
        _start = length;
        _descriptorStart = frame.Descriptors;
        return MessageState.Whole;
    }

    /// <summary>What has been taken makes room for what comes.</summary>
    private void DropTaken()
    {
        _buffer[_start.._end].CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        _descriptors[_descriptorStart.._descriptorEnd].CopyTo(_descriptors);
        _descriptorEnd -= _descriptorStart;
        _descriptorStart = 0;
    }
}
