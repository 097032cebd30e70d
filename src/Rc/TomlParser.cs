using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// Reads a TOML 1.0 document (toml.io/en/v1.0.0) into nodes. One pass, no recursion: what is nested stands on a stack of the
/// caller's. Texts of keys and strings are copied as they are read, unescaped, and never become longer than they are written.
/// CRLF in a string of several lines is LF: what such strings hold here are scripts.
/// </summary>
internal ref partial struct TomlParser
{
    /// <summary>Arrays and inline tables in each other.</summary>
    public const int DepthMax = 64;

    private readonly ReadOnlySpan<byte> _source;
    private TomlDocument _document;
    private int _at;
    private int _table;

    public TomlParser(ReadOnlySpan<byte> source, TomlDocument document)
    {
        _source = source;
        _document = document;
        _at = 0;
        _table = 0;
        Fault = TomlFault.None;
        FaultOffset = 0;
    }

    public TomlFault Fault { get; private set; }

    /// <summary>What was read.</summary>
    public readonly TomlDocument Document => _document;

    /// <summary>Where in the source it is.</summary>
    public int FaultOffset { get; private set; }

    /// <summary>Reads all; false where there is a fault.</summary>
    public bool Parse()
    {
        int bad = Utf8.FindBad(_source);
        if (bad >= 0)
        {
            return Fail(TomlFault.NotUtf8, bad);
        }
        // The mark that some editors put at the start of a file.
        _at = _source.StartsWith("\ufeff"u8) ? 3 : 0;
        while (SkipEmptyLines() && _at < _source.Length)
        {
            bool ok = _source[_at] == '[' ? ReadHeader() : ReadKeyValue(_table, inline: false, out int node) && ReadValue(node);
            if (!ok || !ReadEndOfLine())
            {
                return false;
            }
        }
        return Fault == TomlFault.None;
    }

    /// <summary>The line of a place in a text, from 1 on, and the column in characters.</summary>
    public static void Locate(scoped ReadOnlySpan<byte> source, int offset, out uint line, out uint column)
    {
        line = 1;
        column = 1;
        for (int i = 0; i < offset && i < source.Length; i++)
        {
            if (source[i] == '\n')
            {
                line++;
                column = 1;
            }
            else if ((source[i] & 0xc0) != 0x80)
            {
                column++;
            }
        }
    }

    private bool Fail(TomlFault fault, int offset)
    {
        Assert.That(fault != TomlFault.None && Fault == TomlFault.None);
        Fault = fault;
        FaultOffset = offset;
        return false;
    }

    private readonly byte Peek(int ahead = 0) => _at + ahead < _source.Length ? _source[_at + ahead] : (byte)0;

    /// <summary>A line ends here: with LF, CRLF, or the document.</summary>
    private readonly bool IsLineEnd => _at == _source.Length || IsNewline;

    private readonly bool IsNewline => Peek() == '\n' || (Peek() == '\r' && Peek(1) == '\n');

    private void SkipBlanks()
    {
        while (Peek() is (byte)' ' or (byte)'\t')
        {
            _at++;
        }
    }

    /// <summary>Blanks, line ends and comments.</summary>
    private bool SkipEmptyLines()
    {
        while (true)
        {
            SkipBlanks();
            if (IsNewline)
            {
                _at += Peek() == '\r' ? 2 : 1;
            }
            else if (Peek() != '#')
            {
                return true;
            }
            else if (!SkipComment())
            {
                return false;
            }
        }
    }

    private bool SkipComment()
    {
        while (!IsLineEnd)
        {
            if (IsControl(_source[_at]))
            {
                return Fail(TomlFault.ControlCharacter, _at);
            }
            _at++;
        }
        return true;
    }

    private static bool IsControl(byte letter) => letter is < 0x20 and not (byte)'\t' or 0x7f;

    private bool ReadEndOfLine()
    {
        SkipBlanks();
        if (Peek() == '#' && !SkipComment())
        {
            return false;
        }
        return IsLineEnd || Fail(TomlFault.EndOfLineExpected, _at);
    }

    /// <summary>"[a.b]" or "[[a.b]]": what the following keys belong to.</summary>
    private bool ReadHeader()
    {
        bool isArray = Peek(1) == '[';
        _at += isArray ? 2 : 1;
        int table = 0;
        while (true)
        {
            if (!ReadKeyPart(out int nameStart, out int nameLength, out int offset))
            {
                return false;
            }
            bool last = Peek() != '.';
            int child = _document.Find(table, _document.TextFrom(nameStart));
            bool ok = !last
                ? TryDescend(ref table, child, nameStart, nameLength, offset)
                : isArray ? TryAddTable(ref table, child, nameStart, nameLength, offset)
                : TryDefineTable(ref table, child, nameStart, nameLength, offset);
            if (!ok)
            {
                return false;
            }
            if (last)
            {
                break;
            }
            _at++;
        }
        _table = table;
        if (Peek() != ']' || (isArray && Peek(1) != ']'))
        {
            return Fail(TomlFault.BracketExpected, _at);
        }
        _at += isArray ? 2 : 1;
        return true;
    }

    /// <summary>Goes to a table on the way to that of a header; of an array of tables, to the last one.</summary>
    private bool TryDescend(ref int table, int child, int nameStart, int nameLength, int offset)
    {
        if (child == TomlDocument.None)
        {
            child = _document.AddMember(table, nameStart, nameLength, offset);
            _document[child].Form = TomlForm.Implicit;
        }
        ref TomlNode node = ref _document[child];
        if (node.Kind == TomlKind.Array && node.Form == TomlForm.Tables)
        {
            child = node.Last;
        }
        else if (node.Form == TomlForm.Closed)
        {
            return Fail(node.Kind == TomlKind.Table ? TomlFault.ClosedTable : TomlFault.NotATable, offset);
        }
        Assert.That(_document[child].Kind == TomlKind.Table);
        table = child;
        return true;
    }

    private bool TryDefineTable(ref int table, int child, int nameStart, int nameLength, int offset)
    {
        if (child == TomlDocument.None)
        {
            child = _document.AddMember(table, nameStart, nameLength, offset);
        }
        else if (_document[child].Form != TomlForm.Implicit)
        {
            return Fail(_document[child].Kind == TomlKind.Table ? TomlFault.DuplicateTable : TomlFault.DuplicateKey, offset);
        }
        _document[child].Form = TomlForm.Header;
        _document[child].Offset = offset;
        table = child;
        return true;
    }

    private bool TryAddTable(ref int table, int child, int nameStart, int nameLength, int offset)
    {
        if (child == TomlDocument.None)
        {
            child = _document.AddMember(table, nameStart, nameLength, offset);
            _document[child].Kind = TomlKind.Array;
            _document[child].Form = TomlForm.Tables;
        }
        else if (_document[child].Form != TomlForm.Tables)
        {
            return Fail(TomlFault.NotAnArrayOfTables, offset);
        }
        table = _document.AddElement(child, offset);
        _document[table].Form = TomlForm.Header;
        return true;
    }
}
