using System;
using Sestet.Base;

namespace Sestet.Frontend;

/// <summary>Guesses in run scripts, of shells as of execline: enough to help people, not more.</summary>
internal static class RunScript
{
    /// <summary>
    /// The directory that an s6-log in the script writes to: of the words behind it on its line, the last that begins with / or
    /// a dot. Nothing where there is none, or a variable in it.
    /// </summary>
    public static ReadOnlySpan<byte> Logdir(ReadOnlySpan<byte> script)
    {
        ReadOnlySpan<byte> logdir = default;
        bool isLogger = false;
        while (!script.IsEmpty)
        {
            int length = WordLength(script);
            if (length == 0)
            {
                // A logger's words end with its line, unless that is continued.
                isLogger &= script[0] != '\n' || logdir.IsEmpty;
                bool joined = script.StartsWith("\\\n"u8);
                script = script[(joined ? 2 : 1)..];
                continue;
            }
            ReadOnlySpan<byte> word = Unquote(script[..length]);
            script = script[length..];
            if (Text.BaseName(word).SequenceEqual("s6-log"u8))
            {
                isLogger = true;
                logdir = default;
            }
            else if (isLogger && !word.IsEmpty && word[0] is (byte)'/' or (byte)'.')
            {
                logdir = word;
            }
        }
        return logdir.Contains((byte)'$') ? default : logdir;
    }

    private static int WordLength(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAny(" \t\n\r{};"u8);
        length = length < 0 ? text.Length : length;
        return text.StartsWith("\\\n"u8) ? 0 : length;
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> word) =>
        word.Length > 1 && word[0] is (byte)'"' or (byte)'\'' && word[^1] == word[0] ? word[1..^1] : word;
}
