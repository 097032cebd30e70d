using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Logging;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>Writes a JSON document (RFC 8259) as it comes. Within an object every value has a key.</summary>
internal ref struct JsonOutput
{
    private const int PartLength = 120;

    private Output _output;
    private bool _isFirst;

    /// <summary>Begins the document of a query: an object with its version and what it answers.</summary>
    public JsonOutput(Span<byte> buffer, ReadOnlySpan<byte> command)
    {
        _output = new Output(Fd.StandardOutput, buffer);
        _isFirst = true;
        Begin(default, '{');
        Number("version"u8, 1);
        Text("command"u8, command);
    }

    public readonly Errno Error => _output.Error;

    public void Begin(scoped ReadOnlySpan<byte> key, char bracket)
    {
        Key(key);
        _output.Write(bracket == '{' ? "{"u8 : "["u8);
        _isFirst = true;
    }

    public void End(char bracket)
    {
        _output.Write(bracket == '}' ? "}"u8 : "]"u8);
        _isFirst = false;
    }

    public void Text(scoped ReadOnlySpan<byte> key, scoped ReadOnlySpan<byte> value)
    {
        Key(key);
        _output.Write("\""u8);
        Escape(value);
        _output.Write("\""u8);
    }

    /// <summary>A text, or null where there is none.</summary>
    public void TextOrNull(scoped ReadOnlySpan<byte> key, scoped ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            Null(key);
        }
        else
        {
            Text(key, value);
        }
    }

    public void Number(scoped ReadOnlySpan<byte> key, ulong value)
    {
        Key(key);
        _output.Write(value);
    }

    public void Boolean(scoped ReadOnlySpan<byte> key, bool value)
    {
        Key(key);
        _output.Write(value ? "true"u8 : "false"u8);
    }

    public void Null(scoped ReadOnlySpan<byte> key)
    {
        Key(key);
        _output.Write("null"u8);
    }

    /// <summary>A moment in UTC (RFC 3339), or null where there is none, or none that a calendar has.</summary>
    public void Time(scoped ReadOnlySpan<byte> key, bool known, Tai time)
    {
        Span<byte> text = stackalloc byte[TimeFormatter.TextLengthMax];
        TimeFormatter formatter = new(local: false);
        int length = known && time.Nanoseconds < 1_000_000_000 ? formatter.Format(time, text) : 0;
        if (length == 0)
        {
            Null(key);
            return;
        }
        text[text.IndexOf((byte)' ')] = (byte)'T';
        Key(key);
        _output.Write("\""u8);
        _output.Write(text[..length]);
        _output.Write("Z\""u8);
    }

    /// <summary>Ends the document.</summary>
    public Errno Finish()
    {
        End('}');
        _output.Write("\n"u8);
        _output.Flush();
        return _output.Error;
    }

    private void Key(scoped ReadOnlySpan<byte> key)
    {
        _output.Write(_isFirst ? ""u8 : ","u8);
        _isFirst = false;
        if (key.IsEmpty)
        {
            return;
        }
        _output.Write("\""u8);
        _output.Write(key);
        _output.Write("\":"u8);
    }

    private void Escape(scoped ReadOnlySpan<byte> value)
    {
        Span<byte> escaped = stackalloc byte[PartLength * JsonText.Expansion];
        while (!value.IsEmpty)
        {
            int length = Math.Min(value.Length, PartLength);
            // No character is cut in two.
            length -= length < value.Length ? JsonText.PartAtEnd(value[..length]) : 0;
            int written = JsonText.Escape(value[..length], escaped);
            _output.Write(escaped[..written]);
            value = value[length..];
        }
    }
}
