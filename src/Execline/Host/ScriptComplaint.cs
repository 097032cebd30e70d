using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>Tells what is wrong with a script: where, and the line itself.</summary>
internal static class ScriptComplaint
{
    /// <summary>Columns of a line that are shown, around the place.</summary>
    private const int ColumnsMax = 120;

    /// <summary>Prints it; ExitCode.Usage.</summary>
    public static int Print(ReadOnlySpan<byte> script, ReadOnlySpan<byte> name, ScriptFault fault)
    {
        Assert.That(fault.Error != ScriptError.None);
        return Print(script, name, fault.Position, TextOf(fault.Error));
    }

    /// <summary>The same for what is wrong at a place of the script, in up to two parts.</summary>
    public static int Print(
        ReadOnlySpan<byte> script,
        ReadOnlySpan<byte> name,
        int position,
        ReadOnlySpan<byte> what,
        ReadOnlySpan<byte> more = default)
    {
        ReadOnlySpan<byte> before = script[..position];
        int start = before.LastIndexOf((byte)'\n') + 1;
        int line = 1;
        foreach (byte letter in before)
        {
            line += letter == '\n' ? 1 : 0;
        }
        int column = position - start;
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        PathBuffer place = new(stackalloc byte[Limits.PathLengthMax]);
        place.Append(name);
        place.Append(":"u8);
        place.Append(digits[..Text.Format((ulong)line, digits)]);
        place.Append(":"u8);
        place.Append(digits[..Text.Format((ulong)column + 1, digits)]);
        place.Append(": "u8);
        _ = Diagnostics.Fatal(ExitCode.Usage, place.Text, what, more);
        ShowLine(script, start, column);
        return ExitCode.Usage;
    }

    private static ReadOnlySpan<byte> TextOf(ScriptError error) => error switch
    {
        ScriptError.UnterminatedQuote => "unterminated quoted string"u8,
        ScriptError.BadNumber => "escape sequence for no character from 1 to 255"u8,
        ScriptError.NulCharacter => "NUL character"u8,
        ScriptError.UnmatchedOpenBrace => "unmatched {"u8,
        _ => "unmatched }"u8,
    };

    /// <summary>The line, without what would move the mark below it.</summary>
    private static void ShowLine(ReadOnlySpan<byte> script, int start, int column)
    {
        ReadOnlySpan<byte> line = script[start..];
        int end = line.IndexOf((byte)'\n');
        line = end < 0 ? line : line[..end];
        if (column > ColumnsMax / 2)
        {
            line = line[(column - ColumnsMax / 2)..];
            column = ColumnsMax / 2;
        }
        line = line[..Math.Min(line.Length, ColumnsMax)];
        Output output = new(Fd.StandardError, stackalloc byte[Limits.MessageBufferLength]);
        output.Write("  "u8);
        for (int i = 0; i < line.Length; i++)
        {
            byte letter = line[i];
            output.Write(letter < ' ' || letter == 127 ? " "u8 : line.Slice(i, 1));
        }
        output.Write("\n  "u8);
        for (int i = 0; i < column; i++)
        {
            output.Write(" "u8);
        }
        output.Write("^\n"u8);
        output.Flush();
    }
}
