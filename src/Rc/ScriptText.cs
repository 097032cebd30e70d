using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>execline scripts as import writes them: a command a line, words in quotes only where they need them.</summary>
internal static class ScriptText
{
    /// <summary>The first line of scripts that take no arguments.</summary>
    public static ReadOnlySpan<byte> Start => "#!/bin/execlineb -P\n"u8;

    /// <summary>The first line of finish scripts, which are given how the service has ended.</summary>
    public static ReadOnlySpan<byte> StartWithArguments => "#!/bin/execlineb -S0\n"u8;

    /// <summary>
    /// A word as execlineb takes it back. Backslashes and quotes are escaped; line ends and blanks stand as they are, for the
    /// reader's sake; other control characters are numbers.
    /// </summary>
    public static void AppendWord(ref DraftFiles files, scoped ReadOnlySpan<byte> word)
    {
        if (IsPlain(word))
        {
            files.Append(word);
            return;
        }
        files.Append("\""u8);
        Span<byte> number = stackalloc byte[5];
        "\\0x"u8.CopyTo(number);
        while (!word.IsEmpty)
        {
            int plain = 0;
            while (plain < word.Length && !IsEscaped(word[plain]))
            {
                plain++;
            }
            files.Append(word[..plain]);
            if (plain == word.Length)
            {
                break;
            }
            byte letter = word[plain];
            if (letter is (byte)'"' or (byte)'\\')
            {
                files.Append("\\"u8);
                files.Append(word.Slice(plain, 1));
            }
            else
            {
                number[3] = Text.HexDigit(letter >> 4);
                number[4] = Text.HexDigit(letter & 15);
                files.Append(number);
            }
            word = word[(plain + 1)..];
        }
        files.Append("\""u8);
    }

    /// <summary>A word behind another on its line.</summary>
    public static void AppendOperand(ref DraftFiles files, scoped ReadOnlySpan<byte> word)
    {
        files.Append(" "u8);
        AppendWord(ref files, word);
    }

    private static bool IsEscaped(byte letter) =>
        letter is (byte)'"' or (byte)'\\' or 0x7f or (< (byte)' ' and not (byte)'\n' and not (byte)'\t');

    private static bool IsPlain(scoped ReadOnlySpan<byte> word)
    {
        foreach (byte letter in word)
        {
            bool plain = letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z')
                or (>= (byte)'+' and <= (byte)':') or (byte)'_' or (byte)'=' or (byte)'@' or (byte)'%';
            if (!plain)
            {
                return false;
            }
        }
        return !word.IsEmpty;
    }
}
