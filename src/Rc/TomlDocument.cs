using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// A TOML document as nodes in memory of the caller. Node 0 is the table of the whole document. Members of tables are found
/// through one hash table, so that a document of many keys is no slower a key than one of few.
/// </summary>
internal ref struct TomlDocument
{
    /// <summary>Index of no node: nothing has the document itself as a member.</summary>
    public const int None = 0;

    private readonly Span<TomlNode> _nodes;
    private readonly Span<int> _buckets;
    private readonly Span<byte> _text;
    private int _textLength;

    /// <summary>
    /// The nodes must be zeroed and <see cref="NodesFor"/> the source, the buckets zeroed and <see cref="BucketsFor"/> it,
    /// the text as long as the source.
    /// </summary>
    public TomlDocument(Span<TomlNode> nodes, Span<int> buckets, Span<byte> text)
    {
        Assert.That(nodes.Length > 1 && (buckets.Length & (buckets.Length - 1)) == 0 && buckets.Length > 0);
        _nodes = nodes;
        _buckets = buckets;
        _text = text;
        _textLength = 0;
        Count = 1;
        _nodes[0] = new TomlNode { Kind = TomlKind.Table, Form = TomlForm.Header };
    }

    public int Count { get; private set; }

    /// <summary>A node takes one byte of the source at least: "[[[[".</summary>
    public static int NodesFor(int sourceLength) => sourceLength + 2;

    public static int BucketsFor(int sourceLength)
    {
        int buckets = 16;
        while (buckets < sourceLength / 8)
        {
            buckets *= 2;
        }
        return buckets;
    }

    public readonly ref TomlNode this[int index] => ref _nodes[index];

    public readonly ReadOnlySpan<byte> NameOf(int index) => _text.Slice(_nodes[index].NameStart, _nodes[index].NameLength);

    public readonly ReadOnlySpan<byte> TextOf(int index) => _text.Slice(_nodes[index].TextStart, _nodes[index].TextLength);

    /// <summary>The member of a table, or None.</summary>
    public readonly int Find(int table, scoped ReadOnlySpan<byte> name)
    {
        Assert.That(_nodes[table].Kind == TomlKind.Table);
        int node = _buckets[BucketOf(table, name)];
        while (node != None && (_nodes[node].Parent != table || !NameOf(node).SequenceEqual(name)))
        {
            node = _nodes[node].HashNext;
        }
        return node;
    }

    /// <summary>How many members or elements there are.</summary>
    public readonly int CountOf(int parent)
    {
        int count = 0;
        for (int node = _nodes[parent].First; node != None; node = _nodes[node].Next)
        {
            count++;
        }
        return count;
    }

    /// <summary>Adds a member of a table whose name is the text from that place on.</summary>
    public int AddMember(int table, int nameStart, int nameLength, int offset)
    {
        int node = Add(table, offset);
        _nodes[node].NameStart = nameStart;
        _nodes[node].NameLength = nameLength;
        ref int bucket = ref _buckets[BucketOf(table, NameOf(node))];
        _nodes[node].HashNext = bucket;
        bucket = node;
        return node;
    }

    public int AddElement(int array, int offset)
    {
        Assert.That(_nodes[array].Kind == TomlKind.Array);
        return Add(array, offset);
    }

    /// <summary>Where the next text begins.</summary>
    public readonly int TextEnd => _textLength;

    public void AppendText(byte letter) => _text[_textLength++] = letter;

    public void AppendText(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_text[_textLength..]);
        _textLength += text.Length;
    }

    public readonly ReadOnlySpan<byte> TextFrom(int start) => _text[start.._textLength];

    private int Add(int parent, int offset)
    {
        int node = Count++;
        _nodes[node] = new TomlNode { Parent = parent, Offset = offset };
        ref TomlNode above = ref _nodes[parent];
        if (above.First == None)
        {
            above.First = node;
        }
        else
        {
            _nodes[above.Last].Next = node;
        }
        above.Last = node;
        return node;
    }

    private readonly int BucketOf(int table, scoped ReadOnlySpan<byte> name)
    {
        // The product is meant to wrap around.
        uint hash = unchecked((Text.Hash(name) ^ ((uint)table * 2654435761)) * 2246822519);
        return (int)((hash >> 7) & (uint)(_buckets.Length - 1));
    }
}
