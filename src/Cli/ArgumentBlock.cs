using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>
/// A block at the start of an argument list: what execlineb makes of "{ a b }", the words with a blank in front of each
/// and an empty word at the end. Written by hand, the blanks may be missing; EXECLINE_STRICT=1 warns of that and 2
/// refuses it (el_semicolon of execline).
/// </summary>
internal static class ArgumentBlock
{
    private const uint StrictWarns = 1;

    /// <summary>
    /// Takes the block off the words: its own words without their blanks are put into the list. False, printed, where it
    /// does not end or is refused. Number: which block it is, from 1 on; kind: what is in it.
    /// </summary>
    public static bool TryRead(
        Arguments words,
        EnvironmentBlock environment,
        int number,
        scoped ReadOnlySpan<byte> kind,
        scoped ref ArgumentList block,
        out Arguments rest)
    {
        uint strict = 0;
        if (environment.TryGet("EXECLINE_STRICT"u8, out ReadOnlySpan<byte> valueZ))
        {
            _ = Text.TryParse(valueZ[..^1], out strict);
        }
        rest = default;
        for (int i = 0; i < words.Count; i++)
        {
            ReadOnlySpan<byte> wordZ = words.AtZ(i);
            if (wordZ.Length == 1)
            {
                rest = words.From(i + 1);
                return true;
            }
            if (wordZ[0] == ' ')
            {
                block.Add(wordZ[1..]);
                continue;
            }
            if (strict > 0 && !Complain(wordZ[..^1], number, i, strict))
            {
                return false;
            }
            block.Add(wordZ);
        }
        _ = Diagnostics.Fatal(ExitCode.Usage, "unterminated "u8, kind, kind.IsEmpty ? "block"u8 : " block"u8);
        return false;
    }

    private static bool Complain(ReadOnlySpan<byte> word, int number, int position, uint strict)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        PathBuffer where = new(stackalloc byte[Limits.NameLengthMax]);
        where.Append(" at block "u8);
        where.Append(digits[..Text.Format((ulong)number, digits)]);
        where.Append(" position "u8);
        where.Append(digits[..Text.Format((ulong)position, digits)]);
        if (strict > StrictWarns)
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, "unquoted argument "u8, word, where.Text);
            return false;
        }
        Diagnostics.Warn("unquoted argument "u8, word, where.Text);
        return true;
    }
}
