using System;

namespace Sestet.Rc;

/// <summary>
/// Files with a name a line (s6-rc-compile.html): blanks before a name and lines that begin with # are left out.
/// </summary>
internal static class ListedNames
{
    /// <summary>Takes the next name off the text; false at its end.</summary>
    public static bool Next(scoped ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name)
    {
        name = default;
        while (!text.IsEmpty)
        {
            int newline = text.IndexOf((byte)'\n');
            name = newline < 0 ? text : text[..newline];
            text = newline < 0 ? default : text[(newline + 1)..];
            while (!name.IsEmpty && name[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\v' or (byte)'\f')
            {
                name = name[1..];
            }
            if (!name.IsEmpty && name[0] != '#')
            {
                return true;
            }
        }
        return false;
    }
}
