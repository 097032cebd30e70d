using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// What is wrong with a document, a line each: "FILE:LINE:COLUMN: KEY: what". Gathered in memory of the caller, for all of it is
/// told, not only the first.
/// </summary>
internal ref struct Complaints
{
    private readonly ReadOnlySpan<byte> _file;
    private readonly ReadOnlySpan<byte> _source;
    private readonly Span<byte> _text;
    private int _length;
    private int _shown;

    public Complaints(ReadOnlySpan<byte> file, ReadOnlySpan<byte> source, Span<byte> text)
    {
        _file = file;
        _source = source;
        _text = text;
        _length = 0;
        _shown = 0;
        Count = 0;
    }

    public int Count { get; private set; }

    /// <summary>Some are not in the text, which is full.</summary>
    public readonly bool AreMore => _shown < Count;

    /// <summary>Whole lines.</summary>
    public readonly ReadOnlySpan<byte> Lines => _text[.._length];

    /// <summary>A complaint of a node, with its place and key.</summary>
    public void Add(
        in TomlDocument document,
        int node,
        scoped ReadOnlySpan<byte> a,
        scoped ReadOnlySpan<byte> b = default,
        scoped ReadOnlySpan<byte> c = default,
        scoped ReadOnlySpan<byte> d = default)
    {
        if (AreMore)
        {
            // Lines are not counted for what nobody is going to read.
            Count++;
            return;
        }
        PathBuffer line = new(_text[_length..]);
        AppendPlace(ref line, document[node].Offset);
        AppendKey(ref line, document, node);
        End(ref line, a, b, c, d);
    }

    /// <summary>A complaint of a place that has no key.</summary>
    public void AddAt(int offset, scoped ReadOnlySpan<byte> a, scoped ReadOnlySpan<byte> b = default)
    {
        if (AreMore)
        {
            Count++;
            return;
        }
        PathBuffer line = new(_text[_length..]);
        AppendPlace(ref line, offset);
        End(ref line, a, b, default, default);
    }

    private readonly void AppendPlace(ref PathBuffer line, int offset)
    {
        TomlParser.Locate(_source, offset, out uint number, out uint column);
        line.Append(_file);
        line.Append(":"u8);
        line.Append(number);
        line.Append(":"u8);
        line.Append(column);
        line.Append(": "u8);
    }

    /// <summary>The dotted key of a node, as it could be written; an element has that of its array.</summary>
    private static void AppendKey(ref PathBuffer line, in TomlDocument document, int node)
    {
        Span<int> path = stackalloc int[TomlParser.DepthMax];
        int depth = 0;
        for (int at = node; at != TomlDocument.None && depth < path.Length; at = document[at].Parent)
        {
            if (document[at].NameLength > 0)
            {
                path[depth++] = at;
            }
        }
        bool any = depth > 0;
        while (depth > 0)
        {
            depth--;
            AppendShown(ref line, document.NameOf(path[depth]));
            line.Append(depth > 0 ? "."u8 : default);
        }
        line.Append(any ? ": "u8 : default);
    }

    private void End(
        ref PathBuffer line,
        scoped ReadOnlySpan<byte> a,
        scoped ReadOnlySpan<byte> b,
        scoped ReadOnlySpan<byte> c,
        scoped ReadOnlySpan<byte> d)
    {
        AppendShown(ref line, a);
        AppendShown(ref line, b);
        AppendShown(ref line, c);
        AppendShown(ref line, d);
        line.Append("\n"u8);
        Count++;
        // The NUL behind the line is where the next one begins. One byte must stay for an empty one.
        if (!line.Overflowed && _length + line.Length + 2 < _text.Length)
        {
            _length += line.Length;
            _shown++;
        }
    }

    /// <summary>A text of the document in a message of one line: control characters are question marks.</summary>
    private static void AppendShown(ref PathBuffer line, scoped ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int plain = 0;
            while (plain < text.Length && text[plain] is >= (byte)' ' and not 0x7f)
            {
                plain++;
            }
            line.Append(text[..plain]);
            line.Append(plain < text.Length ? "?"u8 : default);
            text = text[Math.Min(plain + 1, text.Length)..];
        }
    }
}
