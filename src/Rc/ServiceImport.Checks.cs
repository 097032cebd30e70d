using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <content>What is looked at before anything is made: keys, and the kinds of their values.</content>
internal ref partial struct ServiceImport
{
    private readonly ReadOnlySpan<byte> TypeName => _type switch
    {
        ServiceType.Longrun => "longrun"u8,
        ServiceType.Oneshot => "oneshot"u8,
        _ => "bundle"u8,
    };

    private void CheckKeys(int service, ReadOnlySpan<byte> section)
    {
        for (int node = _document[service].First; node != TomlDocument.None; node = _document[node].Next)
        {
            if (!CheckMember(node, section) || _document[node].Kind != TomlKind.Table)
            {
                continue;
            }
            for (int inner = _document[node].First; inner != TomlDocument.None; inner = _document[inner].Next)
            {
                _ = CheckMember(inner, _document.NameOf(node));
            }
        }
    }

    private bool CheckMember(int node, ReadOnlySpan<byte> section)
    {
        ReadOnlySpan<byte> name = _document.NameOf(node);
        if (!RcKeys.TryFind(section, name, out RcKeys.Entry entry))
        {
            ComplainUnknown(node, section, name);
            return false;
        }
        ReadOnlySpan<byte> letter = _type == ServiceType.Longrun ? "l"u8 : _type == ServiceType.Oneshot ? "o"u8 : "b"u8;
        if (!entry.Services.Contains(letter[0]))
        {
            _complaints.Add(_document, node, "a "u8, TypeName, " has no such key"u8);
            return false;
        }
        if (!CheckValue(node, entry.Values))
        {
            return false;
        }
        if (entry.IsFree)
        {
            CheckFreeName(node, section);
        }
        return true;
    }

    private void ComplainUnknown(int node, ReadOnlySpan<byte> section, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> nearest = RcKeys.FindNearest(section, name);
        ReadOnlySpan<byte> other = RcKeys.FindSection(name);
        if (!nearest.IsEmpty)
        {
            _complaints.Add(_document, node, "no such key; did you mean "u8, nearest, "?"u8);
        }
        else if (other.SequenceEqual("-"u8))
        {
            _complaints.Add(_document, node, "no such key here; it belongs to the service itself"u8);
        }
        else if (!other.IsEmpty)
        {
            _complaints.Add(_document, node, "no such key here; it belongs to the table "u8, other);
        }
        else
        {
            _complaints.Add(_document, node, "no such key"u8);
        }
    }

    /// <summary>What the value may be is a list of letters (RcKeys). Times and sizes become numbers here.</summary>
    private bool CheckValue(int node, ReadOnlySpan<byte> values)
    {
        switch (_document[node].Kind)
        {
            case TomlKind.String when values[0] is (byte)'s' or (byte)'v':
                return CheckText(node);
            case TomlKind.String when values[0] == 'd':
                return CheckTime(node);
            case TomlKind.String when values[0] == 'z':
                return CheckSize(node);
            case TomlKind.Array when values[^1] == 'a':
                return CheckArray(node);
            case TomlKind.Integer when values[0] is (byte)'d' or (byte)'z' or (byte)'i':
                return CheckInteger(node, isSize: values[0] == 'z');
            case TomlKind.Boolean when values[0] == 'b':
            case TomlKind.Table when values[0] == 't':
                return true;
            default:
                ReadOnlySpan<byte> what = values[0] switch
                {
                    (byte)'s' when values.Length > 1 => "a string or an array of strings"u8,
                    (byte)'s' or (byte)'v' => "a string"u8,
                    (byte)'a' => "an array of strings"u8,
                    (byte)'i' => "an integer"u8,
                    (byte)'b' => "true or false"u8,
                    (byte)'d' => "a number of milliseconds, or a string such as \"5s\""u8,
                    (byte)'z' => "an integer, or a string such as \"64M\" or \"hard\""u8,
                    _ => "a table"u8,
                };
                _complaints.Add(_document, node, "this must be "u8, what, ", not "u8, KindName(_document[node].Kind));
                return false;
        }
    }

    private static ReadOnlySpan<byte> KindName(TomlKind kind) => kind switch
    {
        TomlKind.Table => "a table"u8,
        TomlKind.Array => "an array"u8,
        TomlKind.String => "a string"u8,
        TomlKind.Integer => "an integer"u8,
        TomlKind.Float => "a number with a fraction"u8,
        TomlKind.Boolean => "a boolean"u8,
        _ => "a date"u8,
    };

    private bool CheckText(int node)
    {
        if (_document.TextOf(node).Contains((byte)0))
        {
            _complaints.Add(_document, node, "a NUL cannot be in it"u8);
            return false;
        }
        return true;
    }

    /// <summary>Strings; of supplementary groups, also numbers.</summary>
    private bool CheckArray(int array)
    {
        bool groups = _document.NameOf(array).SequenceEqual("supplementary-groups"u8);
        for (int node = _document[array].First; node != TomlDocument.None; node = _document[node].Next)
        {
            TomlKind kind = _document[node].Kind;
            if (groups ? kind != TomlKind.Integer : kind != TomlKind.String)
            {
                ReadOnlySpan<byte> what = groups ? "every element must be the number of a group (getent group NAME), not "u8
                    : "every element must be a string, not "u8;
                _complaints.Add(_document, node, what, KindName(kind));
                return false;
            }
            if (groups ? !CheckInteger(node, isSize: false) : !CheckText(node))
            {
                return false;
            }
        }
        return true;
    }

    private bool CheckInteger(int node, bool isSize)
    {
        ReadOnlySpan<byte> name = _document.NameOf(node);
        bool isNice = name.SequenceEqual("nice"u8);
        bool isDescriptor = name.SequenceEqual("fd"u8) || name.EndsWith("-fd"u8);
        long least = isNice ? -20 : isDescriptor ? 3 : 0;
        long most = isNice ? 19 : isSize ? long.MaxValue : uint.MaxValue;
        long number = _document[node].Number;
        if (number >= least && number <= most)
        {
            return true;
        }
        _complaints.Add(_document, node, isNice ? "this goes from -20 to 19"u8
            : isDescriptor ? "this must be a descriptor from 3 on"u8
            : number < 0 ? "this cannot be negative"u8
            : "this is too large"u8);
        return false;
    }

    /// <summary>"500ms", "5s", "2m", "1h": milliseconds.</summary>
    private bool CheckTime(int node)
    {
        ReadOnlySpan<byte> text = _document.TextOf(node);
        ulong unit = text.EndsWith("ms"u8) ? 1UL
            : text.EndsWith("s"u8) ? 1000UL
            : text.EndsWith("m"u8) ? 60_000UL
            : text.EndsWith("h"u8) ? 3_600_000UL
            : 0;
        int suffix = unit == 1 ? 2 : 1;
        if (unit == 0 || !Text.TryParse(text[..^suffix], out ulong number))
        {
            _complaints.Add(_document, node, "a time is a number of milliseconds, or like \"500ms\", \"5s\", \"2m\" or \"1h\""u8);
            return false;
        }
        if (number > uint.MaxValue / unit)
        {
            _complaints.Add(_document, node, "this is too large"u8);
            return false;
        }
        _document[node].Number = (long)(number * unit);
        return true;
    }

    /// <summary>"64k", "64M", "1G", "1T", in powers of 1024; "hard" stays a text.</summary>
    private bool CheckSize(int node)
    {
        ReadOnlySpan<byte> text = _document.TextOf(node);
        if (text.SequenceEqual("hard"u8))
        {
            return true;
        }
        int power = text.IsEmpty ? -1 : "kMGT"u8.IndexOf(text[^1] == 'K' ? (byte)'k' : text[^1]);
        ulong unit = 1UL << ((power + 1) * 10);
        if (power < 0 || !Text.TryParse(text[..^1], out ulong number) || number > long.MaxValue / unit)
        {
            _complaints.Add(
                _document, node, "a size is a number, or like \"64k\", \"64M\", \"1G\", or \"hard\" for the hard limit"u8);
            return false;
        }
        _document[node].Number = (long)(number * unit);
        // From here on it is a number like one that was written as such.
        _document[node].Kind = TomlKind.Integer;
        return true;
    }

    private readonly ulong NumberOf(int node)
    {
        Assert.That(_document[node].Number >= 0);
        return (ulong)_document[node].Number;
    }

    /// <summary>Keys that the file may choose: variables, and names of files.</summary>
    private void CheckFreeName(int node, ReadOnlySpan<byte> section)
    {
        ReadOnlySpan<byte> name = _document.NameOf(node);
        if (name.IsEmpty || name.Contains((byte)0))
        {
            _complaints.Add(_document, node, "this name is empty or has a NUL"u8);
        }
        else if (section.SequenceEqual("data"u8))
        {
            bool bad = name.Contains((byte)'/') || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8)
                || name.Length > Limits.NameLengthMax;
            if (bad)
            {
                _complaints.Add(_document, node, "this is no name of a file"u8);
            }
        }
        else if (name.Contains((byte)'=') || name[0] == '-')
        {
            _complaints.Add(_document, node, "a variable's name has no \"=\" and does not begin with a dash"u8);
        }
        else if (section.SequenceEqual("env"u8)
            && (name.Contains((byte)'/') || name[0] == '.' || name.Length > Limits.NameLengthMax))
        {
            _complaints.Add(_document, node, "this is no name of a variable's file"u8);
        }
    }
}
