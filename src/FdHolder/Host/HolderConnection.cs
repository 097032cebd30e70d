using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.FdHolder.Host;

/// <summary>
/// A client's connection to a fd-holder: whole messages out, whole messages in, all within the time that is left.
/// </summary>
internal ref struct HolderConnection
{
    private MessageReader _reader;
    private Fd _socket;
    private Instant _deadline;

    /// <summary>Room for one message with its header, and for the descriptors of one and of the next.</summary>
    public HolderConnection(Span<byte> buffer, Span<Fd> descriptors)
    {
        this = default;
        _reader = new MessageReader(buffer, descriptors);
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
        return Named(error.Failed ? error : Kernel.ConnectPath(_socket, pathZ));
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
                return Named(sent.Error);
            }
            rest = rest[sent.Value..];
            attached = default;
        }
        return Errno.None;
    }

    /// <summary>
    /// Waits for the next message; it and its descriptors are there until the next is waited for. EPIPE: the other end has
    /// closed the connection; EPROTO: what came is no message.
    /// </summary>
    public Errno Receive(out ReadOnlySpan<byte> message, out ReadOnlySpan<Fd> descriptors)
    {
        while (true)
        {
            MessageState state = _reader.Next(out message, out descriptors);
            if (state == MessageState.Whole)
            {
                return Errno.None;
            }
            Errno error = state switch
            {
                MessageState.TooLong => MakeRoom(),
                MessageState.Missing => ReceiveSome(),
                _ => Errno.EPROTO,
            };
            if (error.Failed)
            {
                return error;
            }
        }
    }

    private Errno ReceiveSome()
    {
        Errno error = LimitTime();
        if (error.Failed)
        {
            return error;
        }
        Result<int> length = Kernel.ReceiveMessage(
            _socket, _reader.Room, _reader.DescriptorRoom, wait: true, out int count, out bool lost);
        if (!length.Ok)
        {
            return Named(length.Error);
        }
        if (length.Value == 0)
        {
            return Errno.EPIPE;
        }
        _reader.Take(length.Value, count);
        return lost ? Errno.ENFILE : Errno.None;
    }

    private Errno MakeRoom()
    {
        long length = _reader.LengthWanted;
        if (length - Frame.HeaderLength > LengthMax)
        {
            return Errno.EPROTO;
        }
        Errno error = ChainMemory.TryMap((int)length, out MemoryRegion memory);
        if (error.IsNone)
        {
            _reader.Grow(memory.Bytes);
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

    /// <summary>
    /// A blocking socket says EAGAIN when its time is over; and ECONNRESET where the other end has closed before it read all,
    /// which is no other case than EPIPE.
    /// </summary>
    private static Errno Named(Errno error) =>
        error == Errno.EAGAIN ? Errno.ETIMEDOUT : error == Errno.ECONNRESET ? Errno.EPIPE : error;
}
