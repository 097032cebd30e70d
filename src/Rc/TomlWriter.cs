using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>Writes TOML into memory of the caller, every string in the form that is easiest to read.</summary>
internal ref struct TomlWriter
{
    private readonly Span<byte> _text;
    private int _length;

    public TomlWriter(Span<byte> text)
    {
        _text = text;
        _length = 0;
        Overflowed = false;
    }

    public bool Overflowed { get; private set; }

    public readonly int Length => _length;

    public readonly ReadOnlySpan<byte> Text => _text[.._length];

    /// <summary>Takes back what was written behind an earlier length.</summary>
    public void Truncate(int length)
    {
        Assert.That(length <= _length);
        _length = length;
    }

    public void Append(scoped ReadOnlySpan<byte> text)
    {
        if (text.Length > _text.Length - _length)
        {
            Overflowed = true;
            return;
        }
        text.CopyTo(_text[_length..]);
        _length += text.Length;
    }

    public void Append(ulong number)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        Append(digits[..Base.Text.Format(number, digits)]);
    }

    /// <summary>Whether TOML can have the text, and a service file: no NUL is in it.</summary>
    public static bool CanHold(scoped ReadOnlySpan<byte> text) => !text.Contains((byte)0) && Utf8.FindBad(text) < 0;

    /// <summary>A key or one part of a dotted one.</summary>
    public void AppendKey(scoped ReadOnlySpan<byte> name)
    {
        bool bare = !name.IsEmpty;
        foreach (byte letter in name)
        {
            bare &= letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z')
                or (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'_';
        }
        if (bare)
        {
            Append(name);
        }
        else
        {
            AppendBasic(name);
        }
    }

    public void AppendString(scoped ReadOnlySpan<byte> text)
    {
        Assert.That(CanHold(text));
        bool hasControl = false;
        foreach (byte letter in text)
        {
            hasControl |= letter is 0x7f or (< (byte)' ' and not (byte)'\t' and not (byte)'\n');
        }
        bool hasLines = text.Contains((byte)'\n');
        bool hasQuotes = text.IndexOf("'''"u8) >= 0 || text.EndsWith("'"u8);
        if (hasLines && !hasControl && !hasQuotes)
        {
            Append("'''\n"u8);
            Append(text);
            Append("'''"u8);
            return;
        }
        bool isEasier = text.Contains((byte)'"') || text.Contains((byte)'\\');
        if (isEasier && !hasLines && !hasControl && !text.Contains((byte)'\''))
        {
            Append("'"u8);
            Append(text);
            Append("'"u8);
            return;
        }
        AppendBasic(text);
    }

    private void AppendBasic(scoped ReadOnlySpan<byte> text)
    {
        Span<byte> escape = stackalloc byte[6];
        "\\u00"u8.CopyTo(escape);
        Append("\""u8);
        foreach (ref readonly byte letter in text)
        {
            int named = "\b\t\n\f\r\"\\"u8.IndexOf(letter);
            if (named >= 0)
            {
                Append("\\"u8);
                Append("btnfr\"\\"u8.Slice(named, 1));
            }
            else if (letter is < (byte)' ' or 0x7f)
            {
                escape[4] = Base.Text.HexDigit(letter >> 4);
                escape[5] = Base.Text.HexDigit(letter & 15);
                Append(escape);
            }
            else
            {
                Append(new ReadOnlySpan<byte>(in letter));
            }
        }
        Append("\""u8);
    }
}
