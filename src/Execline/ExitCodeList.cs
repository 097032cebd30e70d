using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Execline;

/// <summary>
/// The exit codes that keep a loop running, or end it: numbers with commas between them (forx.html, loopwhilex.html). As in the
/// reference, semicolons, colons and blanks part them too, and what comes behind the first thing that is no number does not
/// count. The text stays where it is and is read again each time: a loop looks at it once a child.
/// </summary>
internal readonly struct ExitCodeList
{
    private readonly TextReference _text;

    private ExitCodeList(ReadOnlySpan<byte> text, bool breaks)
    {
        _text = new TextReference(text);
        Breaks = breaks;
    }

    /// <summary>The codes end the loop; else all others do.</summary>
    public bool Breaks { get; }

    /// <summary>No code ends the loop.</summary>
    public static ExitCodeList Endless => new(default, breaks: true);

    /// <summary>Only 0 keeps the loop running.</summary>
    public static ExitCodeList Success => new("0"u8, breaks: false);

    /// <summary>False where the text does not begin with a number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, bool breaks, out ExitCodeList list)
    {
        list = new ExitCodeList(text, breaks);
        return Number(ref text, out _);
    }

    /// <summary>Whether a child that ended with that code ends the loop.</summary>
    public bool Ends(int code)
    {
        ReadOnlySpan<byte> rest = _text.Text;
        while (Number(ref rest, out int listed))
        {
            if (listed == code)
            {
                return Breaks;
            }
        }
        return !Breaks;
    }

    /// <summary>Takes a number and what parts it from the next one.</summary>
    private static bool Number(scoped ref ReadOnlySpan<byte> rest, out int number)
    {
        int digits = 0;
        while (digits < rest.Length && rest[digits] is >= (byte)'0' and <= (byte)'9')
        {
            digits++;
        }
        // None is so large, but it is a number.
        number = Text.TryParse(rest[..digits], out uint value) && value <= byte.MaxValue ? (int)value : -1;
        int next = digits;
        while (next < rest.Length && ",:; \t\r\n"u8.Contains(rest[next]))
        {
            next++;
        }
        rest = rest[next..];
        return digits > 0;
    }
}
