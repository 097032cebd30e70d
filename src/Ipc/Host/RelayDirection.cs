using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ipc.Host;

/// <summary>
/// One direction of a connection, from one descriptor to another, both non-blocking. A socket is shut down in its direction
/// before it is closed: the other direction may go on through the same one, or another process have it.
/// </summary>
internal ref struct RelayDirection
{
    private readonly Span<byte> _buffer;
    private readonly bool _fromSocket;
    private readonly bool _toSocket;
    private Fd _from;
    private Fd _to;
    private int _start;
    private int _end;

    public RelayDirection(Fd from, bool fromSocket, Fd to, bool toSocket, Span<byte> buffer)
    {
        Assert.That(from.IsOpen && to.IsOpen && !buffer.IsEmpty);
        this = default;
        _from = from;
        _fromSocket = fromSocket;
        _to = to;
        _toSocket = toSocket;
        _buffer = buffer;
    }

    public readonly bool HasEnded => !_to.IsOpen;

    public readonly bool IsEmpty => _start == _end;

    public readonly PollDescriptor ToRead => new()
    {
        Descriptor = _end < _buffer.Length ? _from.Value : Fd.None.Value, Events = PollDescriptor.POLLIN,
    };

    /// <summary>Without anything to write, it is told of that nobody reads any more.</summary>
    public readonly PollDescriptor ToWrite => new()
    {
        Descriptor = _to.Value, Events = IsEmpty ? (short)0 : PollDescriptor.POLLOUT,
    };

    /// <summary>Writes, where poll(2) has told that it can, or that nobody reads: then the direction ends.</summary>
    public void Write(short events)
    {
        if (events == 0 || !_to.IsOpen)
        {
            return;
        }
        Errno error = Errno.EPIPE;
        if (!IsEmpty)
        {
            Result<int> written = Kernel.Write(_to, _buffer[_start.._end]);
            _start += written.Ok ? written.Value : 0;
            error = written.Error;
        }
        if (IsEmpty && error.IsNone)
        {
            _start = 0;
            _end = 0;
        }
        if (error.Failed && error != Errno.EAGAIN)
        {
            if (!IsEmpty)
            {
                Complain(error, "write to fd "u8, _to);
            }
            EndReading();
            EndWriting();
        }
        else if (!_from.IsOpen && IsEmpty)
        {
            EndWriting();
        }
    }

    /// <summary>Reads, where poll(2) has told that there is something, or the end.</summary>
    public void Read(short events)
    {
        if (events == 0 || !_from.IsOpen || _end == _buffer.Length)
        {
            return;
        }
        Result<int> read = Kernel.Read(_from, _buffer[_end..]);
        if (read.Ok && read.Value > 0)
        {
            _end += read.Value;
            return;
        }
        if (!read.Ok)
        {
            if (read.Error == Errno.EAGAIN)
            {
                return;
            }
            Complain(read.Error, "read from fd "u8, _from);
        }
        EndReading();
    }

    /// <summary>Reads nothing more; what was read is still written.</summary>
    public void EndReading()
    {
        if (_from.IsOpen)
        {
            Close(ref _from, _fromSocket, writing: false);
        }
        if (IsEmpty && _to.IsOpen)
        {
            EndWriting();
        }
    }

    private void EndWriting() => Close(ref _to, _toSocket, writing: true);

    private static void Close(ref Fd fd, bool socket, bool writing)
    {
        if (!fd.IsOpen)
        {
            return;
        }
        if (socket)
        {
            // Who has gone has shut it down himself.
            _ = Kernel.ShutDown(fd, writing);
        }
        Kernel.Close(fd);
        fd = Fd.None;
    }

    private static void Complain(Errno error, ReadOnlySpan<byte> what, Fd fd)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        Diagnostics.WarnUnable(error, what, digits[..Text.Format((ulong)fd.Value, digits)]);
    }
}
