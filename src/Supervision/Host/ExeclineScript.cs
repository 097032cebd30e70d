using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Supervision.Host;

/// <summary>Parts of the execline scripts that commands write.</summary>
internal static class ExeclineScript
{
    private static ReadOnlySpan<byte> DefaultInterpreter => "/usr/bin/execlineb"u8;

    /// <summary>
    /// The first line. A script names its interpreter by an absolute path: that of the execlineb which this command's PATH
    /// has.
    /// </summary>
    public static void AppendStart(ref PathBuffer script, EnvironmentBlock environment, ReadOnlySpan<byte> options)
    {
        script.Append("#!"u8);
        ProgramSearch search = new("execlineb\0"u8, environment, stackalloc byte[Limits.PathLengthMax]);
        bool found = false;
        while (!found && search.Next(out ReadOnlySpan<byte> fileZ))
        {
            found = !fileZ.IsEmpty && fileZ[0] == '/'
                && Kernel.Access(Fd.CurrentDirectory, fileZ, AccessMode.X_OK).IsNone;
            if (found)
            {
                script.Append(fileZ[..^1]);
            }
        }
        if (!found)
        {
            script.Append(DefaultInterpreter);
        }
        script.Append(options);
    }

    /// <summary>A word, quoted so that execline takes it as it is (execlineb.html, Quoting).</summary>
    public static void AppendQuoted(ref PathBuffer script, scoped ReadOnlySpan<byte> word)
    {
        Span<byte> escaped = stackalloc byte[5];
        script.Append("\""u8);
        foreach (byte letter in word)
        {
            escaped[0] = (byte)'\\';
            int length = 2;
            switch (letter)
            {
                case >= 7 and <= 13:
                    escaped[1] = "abtnvfr"u8[letter - 7];
                    break;
                case (byte)'"':
                case (byte)'\\':
                    escaped[1] = letter;
                    break;
                case < 32:
                case > 126:
                    escaped[1] = (byte)'0';
                    escaped[2] = (byte)'x';
                    escaped[3] = Text.HexDigit(letter >> 4);
                    escaped[4] = Text.HexDigit(letter & 15);
                    length = 5;
                    break;
                default:
                    escaped[0] = letter;
                    length = 1;
                    break;
            }
            script.Append(escaped[..length]);
        }
        script.Append("\""u8);
    }

    /// <summary>The line that changes to a user, where there is one.</summary>
    public static void AppendUser(ref PathBuffer script, scoped ReadOnlySpan<byte> user)
    {
        if (!user.IsEmpty)
        {
            script.Append("s6-setuidgid "u8);
            AppendQuoted(ref script, user);
            script.Append("\n"u8);
        }
    }
}
