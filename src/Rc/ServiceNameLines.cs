using System;

namespace Sestet.Rc;

/// <summary>
/// Names of services, one a line (s6-rc-fdholder-filler.html): blanks in front of one are left out, those behind it belong to
/// it; lines that are empty or begin with # have none. A NUL ends the text.
/// </summary>
internal ref struct ServiceNameLines(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text.IndexOf((byte)0) is var end and >= 0 ? text[..end] : text;

    public bool Next(out ReadOnlySpan<byte> name)
    {
        while (!_rest.IsEmpty)
        {
            int newline = _rest.IndexOf((byte)'\n');
            name = newline < 0 ? _rest : _rest[..newline];
            _rest = newline < 0 ? default : _rest[(newline + 1)..];
            while (!name.IsEmpty && IsBlank(name[0]))
            {
                name = name[1..];
            }
            if (!name.IsEmpty && name[0] != '#')
            {
                return true;
            }
        }
        name = default;
        return false;
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r';
}
