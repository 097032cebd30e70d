using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <content>Keys, and values that hold others.</content>
internal ref partial struct TomlParser
{
    /// <summary>An array or an inline table that is not closed yet.</summary>
    private struct Frame
    {
        public int Node;
        public bool HasItems;
    }

    /// <summary>"a.b.c =": adds the node for the value, and those of tables that the dots name.</summary>
    private bool ReadKeyValue(int table, bool inline, out int node)
    {
        node = TomlDocument.None;
        while (true)
        {
            if (!ReadKeyPart(out int nameStart, out int nameLength, out int offset))
            {
                return false;
            }
            int child = _document.Find(table, _document.TextFrom(nameStart));
            if (Peek() != '.')
            {
                if (child != TomlDocument.None)
                {
                    return Fail(TomlFault.DuplicateKey, offset);
                }
                node = _document.AddMember(table, nameStart, nameLength, offset);
                break;
            }
            _at++;
            if (child == TomlDocument.None)
            {
                child = _document.AddMember(table, nameStart, nameLength, offset);
                _document[child].Form = TomlForm.Dotted;
            }
            else if (_document[child].Kind != TomlKind.Table)
            {
                return Fail(TomlFault.NotATable, offset);
            }
            else if (_document[child].Form is TomlForm.Closed or TomlForm.Header)
            {
                return Fail(TomlFault.ClosedTable, offset);
            }
            // Whoever was only on the way to a header is defined by this.
            _document[child].Form = TomlForm.Dotted;
            table = child;
        }
        if (Peek() != '=')
        {
            return Fail(inline && IsNewline ? TomlFault.LineBreakInTable : TomlFault.EqualsExpected, _at);
        }
        _at++;
        SkipBlanks();
        return true;
    }

    /// <summary>One part of a key, with the blanks around it; its text is the last of the document's.</summary>
    private bool ReadKeyPart(out int nameStart, out int nameLength, out int offset)
    {
        SkipBlanks();
        nameStart = _document.TextEnd;
        nameLength = 0;
        offset = _at;
        byte first = Peek();
        if (first is (byte)'"' or (byte)'\'')
        {
            if (Peek(1) == first && Peek(2) == first)
            {
                return Fail(TomlFault.MultiLineKey, _at);
            }
            if (!ReadString())
            {
                return false;
            }
        }
        else
        {
            int start = _at;
            while (IsBareKey(Peek()))
            {
                _at++;
            }
            if (_at == start)
            {
                return Fail(TomlFault.KeyExpected, _at);
            }
            _document.AppendText(_source[start.._at]);
        }
        nameLength = _document.TextEnd - nameStart;
        SkipBlanks();
        return true;
    }

    private static bool IsBareKey(byte letter) => letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z')
        or (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'_';

    /// <summary>Reads a value, with all that is in it, into a node.</summary>
    private bool ReadValue(int node)
    {
        Span<Frame> frames = stackalloc Frame[DepthMax];
        int depth = 0;
        do
        {
            byte first = Peek();
            if (first is (byte)'[' or (byte)'{')
            {
                if (depth == DepthMax)
                {
                    return Fail(TomlFault.TooDeep, _at);
                }
                _at++;
                _document[node].Kind = first == '[' ? TomlKind.Array : TomlKind.Table;
                frames[depth++] = new Frame { Node = node };
            }
            else if (!ReadScalar(node))
            {
                return false;
            }
            bool found = false;
            while (depth > 0 && !found)
            {
                ref Frame top = ref frames[depth - 1];
                bool isArray = _document[top.Node].Kind == TomlKind.Array;
                bool ok = isArray ? NextElement(top, out found, out node) : NextMember(top, out found, out node);
                if (!ok)
                {
                    return false;
                }
                top.HasItems = true;
                depth -= found ? 0 : 1;
            }
        }
        while (depth > 0);
        return true;
    }

    /// <summary>The next element of an array; not found at its end.</summary>
    private bool NextElement(in Frame array, out bool found, out int node)
    {
        found = false;
        node = TomlDocument.None;
        if (!SkipEmptyLines())
        {
            return false;
        }
        if (array.HasItems && Peek() == ',')
        {
            _at++;
            if (!SkipEmptyLines())
            {
                return false;
            }
        }
        else if (array.HasItems && Peek() != ']')
        {
            return Fail(TomlFault.CommaOrBracketExpected, _at);
        }
        if (Peek() == ']')
        {
            _at++;
            return true;
        }
        found = true;
        node = _document.AddElement(array.Node, _at);
        return true;
    }

    /// <summary>The next member of an inline table, which is all on one line; not found at its end.</summary>
    private bool NextMember(in Frame table, out bool found, out int node)
    {
        found = false;
        node = TomlDocument.None;
        SkipBlanks();
        if (IsNewline)
        {
            return Fail(TomlFault.LineBreakInTable, _at);
        }
        if (Peek() == '}')
        {
            _at++;
            // Tables that dotted keys have made in it can be reached through it only, which is closed.
            return true;
        }
        if (table.HasItems)
        {
            if (Peek() != ',')
            {
                return Fail(TomlFault.CommaOrBraceExpected, _at);
            }
            int comma = _at++;
            SkipBlanks();
            if (Peek() == '}')
            {
                return Fail(TomlFault.TrailingComma, comma);
            }
            if (IsNewline)
            {
                return Fail(TomlFault.LineBreakInTable, _at);
            }
        }
        found = true;
        return ReadKeyValue(table.Node, inline: true, out node);
    }
}
