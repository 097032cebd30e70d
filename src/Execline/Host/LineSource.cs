using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Execline.Host;

/// <summary>Reads values of a loop from a descriptor, as they come.</summary>
internal ref struct LineSource
{
    private readonly Fd _input;
    private readonly LineOptions _options;
    private GrowingBuffer _buffer;
    private int _taken;
    private bool _ended;

    public LineSource(Fd input, in LineOptions options)
    {
        _input = input;
        _options = options;
        _buffer = default;
        _taken = 0;
        _ended = false;
        HasGiven = false;
    }

    /// <summary>What messages call reading.</summary>
    public readonly ReadOnlySpan<byte> Step => _options.Ends.Text.IsEmpty ? "netstring_get"u8 : "skagetlnsep"u8;

    /// <summary>There was a value.</summary>
    public bool HasGiven { get; private set; }

    /// <summary>
    /// The next value, good until the next call; false at the end, and where the error says why there is none: EPIPE for
    /// netstrings that are cut off, EPROTO for what is none. A value ends at a NUL, for no variable has one.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> value, out Errno error)
    {
        bool isThere;
        do
        {
            _buffer.Take(_taken);
            _taken = 0;
            isThere = _options.Ends.Text.IsEmpty
                ? TryReadNetstring(out value, out error)
                : TryReadLine(out value, out error);
        }
        while (isThere && _options.Crunches && IsEmptyLine(value));
        if (!isThere)
        {
            value = default;
            return false;
        }
        HasGiven = true;
        if (_options.Chomps && !_options.Ends.Text.IsEmpty)
        {
            value = value[..^1];
        }
        value = Text.UntilNul(value);
        return true;
    }

    /// <summary>It has its end and nothing else.</summary>
    private readonly bool IsEmptyLine(ReadOnlySpan<byte> line) => line.Length == 1 && _options.Ends.Text.Contains(line[0]);

    /// <summary>A line with its end, which the last one may lack where it is wanted as it is.</summary>
    private bool TryReadLine(out ReadOnlySpan<byte> line, out Errno error)
    {
        int searched = 0;
        while (true)
        {
            int end = _buffer.Bytes[searched..].IndexOfAny(_options.Ends.Text);
            if (end >= 0)
            {
                _taken = searched + end + 1;
                line = _buffer.Bytes[.._taken];
                error = Errno.None;
                return true;
            }
            searched = _buffer.Bytes.Length;
            if (!TryFill(out error))
            {
                _taken = error.IsNone && !_options.Chomps ? searched : 0;
                line = _buffer.Bytes[.._taken];
                return _taken > 0;
            }
        }
    }

    /// <summary>What a netstring says: "5:hello," with a number of one digit at least.</summary>
    private bool TryReadNetstring(out ReadOnlySpan<byte> value, out Errno error)
    {
        value = default;
        while (true)
        {
            ReadOnlySpan<byte> bytes = _buffer.Bytes;
            int colon = bytes.IndexOf((byte)':');
            ReadOnlySpan<byte> digits = colon < 0 ? bytes : bytes[..colon];
            bool isNumber = Text.TryParse(digits, out uint length) && length < Limits.CommandLengthMax;
            if (!isNumber && (colon >= 0 || !bytes.IsEmpty))
            {
                error = Errno.EPROTO;
                return false;
            }
            int end = colon + 1 + (int)length;
            if (colon >= 0 && end < bytes.Length)
            {
                value = bytes[(colon + 1)..end];
                _taken = end + 1;
                error = bytes[end] == ',' ? Errno.None : Errno.EPROTO;
                return error.IsNone;
            }
            if (!TryFill(out error))
            {
                error = error.IsNone && !_buffer.Bytes.IsEmpty ? Errno.EPIPE : error;
                return false;
            }
        }
    }

    /// <summary>False at the end of the input, and with an error.</summary>
    private bool TryFill(out Errno error)
    {
        error = Errno.None;
        while (!_ended)
        {
            Result<int> read = _buffer.Fill(_input);
            if (read.Ok)
            {
                _ended = read.Value == 0;
                return !_ended;
            }
            if (read.Error != Errno.EINTR)
            {
                error = read.Error;
                return false;
            }
        }
        return false;
    }
}
