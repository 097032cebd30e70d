using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.FdHolder.Host;

/// <summary>
/// A client's connection to a fd-holder: whole messages out, whole messages in, each within the time that is left. What the
/// other end says of a message's length is checked against what there is room for.
/// </summary>
internal ref struct HolderConnection
{
    private readonly Span<Fd> _descriptors;
    private Span<byte> _buffer;
    private Fd _socket;
    private Instant _deadline;
    private int _start;
    private int _end;
    private int _descriptorStart;
    private int _descriptorEnd;

    /// <summary>Room for one message with its header, and for the descriptors of one and of the next.</summary>
    public HolderConnection(Span<byte> buffer, Span<Fd> descriptors)
    {
        this = default;
        Assert.That(buffer.Length > Frame.HeaderLength);
        _buffer = buffer;
        _descriptors = descriptors;
        _socket = Fd.None;
        _deadline = Instant.Infinite;
    }

    /// <summary>A longer message than there is room for gets memory of its own, up to that length.</summary>
    public int LengthMax { get; init; }

    /// <summary>Connects to the fd-holder at a path; all is to be done within that time, unless it is 0.</summary>
    public Errno Open(ReadOnlySpan<byte> pathZ, uint timeoutMs)
    {
        Result<Fd> socket = Kernel.OpenStreamSocket(nonBlocking: false);
        if (!socket.Ok)
        {
            return socket.Error;
        }
        _socket = socket.Value;
        _deadline = timeoutMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(timeoutMs);
        Errno error = LimitTime();
        return TimeOver(error.Failed ? error : Kernel.ConnectPath(_socket, pathZ));
    }

    /// <summary>Uses a connection that is there already; all is to be done before the deadline.</summary>
    public void Adopt(Fd socket, Instant deadline)
    {
        Assert.That(socket.IsOpen && !_socket.IsOpen);
        _socket = socket;
        _deadline = deadline;
    }

    public void Close()
    {
        Kernel.Close(_socket);
        _socket = Fd.None;
    }

    /// <summary>
    /// Sends a message: Frame.HeaderLength bytes that are filled in here, and the message itself.
    /// </summary>
    public readonly Errno Send(scoped Span<byte> framed, scoped ReadOnlySpan<Fd> attached)
    {
        Assert.That(framed.Length >= Frame.HeaderLength);
        new Frame((uint)(framed.Length - Frame.HeaderLength), attached.Length).Write(framed);
        ReadOnlySpan<byte> rest = framed;
        while (!rest.IsEmpty)
        {
            Errno error = LimitTime();
            if (error.Failed)
            {
                return error;
            }
            Result<int> sent = Kernel.SendMessage(_socket, rest, attached, wait: true);
            if (!sent.Ok)
            {
                return TimeOver(sent.Error);
            }
            rest = rest[sent.Value..];
            attached = default;
        }
        return Errno.None;
    }

    /// <summary>
    /// Waits for the next message; it and its descriptors are there until the next is waited for. EPIPE: the fd-holder has
    /// closed the connection; EPROTO: what came is no message.
    /// </summary>
    public Errno Receive(out ReadOnlySpan<byte> message, out ReadOnlySpan<Fd> descriptors)
    {
        message = default;
        descriptors = default;
        DropTaken();
        while (true)
        {
            if (_end - _start >= Frame.HeaderLength)
            {
                Frame frame = Frame.Read(_buffer[_start..]);
                Errno error = MakeRoom(frame);
                if (error.Failed)
                {
                    return error;
                }
                int length = Frame.HeaderLength + (int)frame.Length;
                if (_end - _start >= length)
                {
                    return Take(frame, out message, out descriptors);
                }
            }
            Errno failure = ReceiveSome();
            if (failure.Failed)
            {
                return failure;
            }
        }
    }

    private Errno Take(Frame frame, out ReadOnlySpan<byte> message, out ReadOnlySpan<Fd> descriptors)
    {
        message = _buffer.Slice(_start + Frame.HeaderLength, (int)frame.Length);
        _start += Frame.HeaderLength + (int)frame.Length;
        descriptors = default;
        // They come with the first byte of their message.
        if (_descriptorEnd - _descriptorStart < frame.Descriptors)
        {
            return Errno.EPROTO;
        }
        descriptors = _descriptors.Slice(_descriptorStart, frame.Descriptors);
        _descriptorStart += frame.Descriptors;
        return Errno.None;
    }

    private Errno ReceiveSome()
    {
        Errno error = LimitTime();
        if (error.Failed)
        {
            return error;
        }
        Result<int> length = Kernel.ReceiveMessage(
            _socket, _buffer[_end..], _descriptors[_descriptorEnd..], wait: true, out int count, out bool lost);
        if (!length.Ok)
        {
            return TimeOver(length.Error);
        }
        _end += length.Value;
        _descriptorEnd += count;
        return lost ? Errno.ENFILE : length.Value == 0 ? Errno.EPIPE : Errno.None;
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

    private Errno MakeRoom(Frame frame)
    {
        if (frame.Descriptors > _descriptors.Length)
        {
            return Errno.EPROTO;
        }
        if (frame.Length <= (uint)(_buffer.Length - Frame.HeaderLength))
        {
            return Errno.None;
        }
        if (frame.Length > (uint)LengthMax)
        {
            return Errno.EPROTO;
        }
        Errno error = ChainMemory.TryMap((int)frame.Length + Frame.HeaderLength, out MemoryRegion memory);
        if (error.IsNone)
        {
            Assert.That(_start == 0);
            _buffer[.._end].CopyTo(memory.Bytes);
            _buffer = memory.Bytes;
        }
        return error;
    }

    /// <summary>The socket's own time limits are what is left of the whole.</summary>
    private readonly Errno LimitTime()
    {
        if (_deadline.IsInfinite)
        {
            return Errno.None;
        }
        long left = _deadline.Until(Kernel.Now());
        return left == 0 ? Errno.ETIMEDOUT : Kernel.SetSocketTimeout(_socket, left);
    }

    /// <summary>A blocking socket says EAGAIN when its time is over.</summary>
    private static Errno TimeOver(Errno error) => error == Errno.EAGAIN ? Errno.ETIMEDOUT : error;
}
