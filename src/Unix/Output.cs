using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Text gathered in a caller's buffer and written to a descriptor. After the first error it stays silent.
/// </summary>
internal ref struct Output
{
    private readonly Fd _fd;
    private readonly Span<byte> _buffer;
    private int _length;

    public Output(Fd fd, Span<byte> buffer)
    {
        Assert.That(buffer.Length >= Limits.DecimalLengthMax);
        _fd = fd;
        _buffer = buffer;
        _length = 0;
        Error = Errno.None;
    }

    public Errno Error { get; private set; }

    public void Write(scoped ReadOnlySpan<byte> text)
    {
        while (text.Length > _buffer.Length - _length)
        {
            int part = _buffer.Length - _length;
            text[..part].CopyTo(_buffer[_length..]);
            _length += part;
            text = text[part..];
            Flush();
        }
        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
    }

    public void Write(ulong number)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        int length = Text.Format(number, digits);
        Write(digits[..length]);
    }

    public void Write(Tai time)
    {
        Span<byte> label = stackalloc byte[Tai.TextLength];
        time.Format(label);
        Write(label);
    }

    public void Flush()
    {
        if (Error.IsNone)
        {
            Error = WriteAll(_fd, _buffer[.._length]);
        }
        _length = 0;
    }

    /// <summary>Writes all of the data. A descriptor that is non-blocking and full gives EAGAIN.</summary>
    public static Errno WriteAll(Fd fd, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            Result<int> written = Kernel.Write(fd, data);
            if (!written.Ok)
            {
                return written.Error;
            }
            data = data[written.Value..];
        }
        return Errno.None;
    }
}
