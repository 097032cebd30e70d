using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>The first line of scripts, where a script becomes a command line.</summary>
internal static class Interpreter
{
    /// <summary>Whether the script is one of execlineb, and what stands behind its first line.</summary>
    public static bool IsExecline(ReadOnlySpan<byte> script, out ReadOnlySpan<byte> rest)
    {
        int newline = script.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = newline < 0 ? script : script[..newline];
        rest = newline < 0 ? default : script[(newline + 1)..];
        return line.StartsWith("#!"u8) && Text.BaseName(FirstWord(line[2..], out _)).SequenceEqual("execlineb"u8);
    }

    /// <summary>"INTERPRETER ARGUMENT -c SCRIPT"; without a first line of its own it is one of the shell.</summary>
    public static void AppendCommand(ref DraftFiles files, ReadOnlySpan<byte> script)
    {
        ReadOnlySpan<byte> program = "/bin/sh"u8;
        ReadOnlySpan<byte> argument = default;
        if (script.StartsWith("#!"u8))
        {
            int newline = script.IndexOf((byte)'\n');
            program = FirstWord(newline < 0 ? script[2..] : script[2..newline], out argument);
            script = newline < 0 ? default : script[(newline + 1)..];
        }
        ScriptText.AppendWord(ref files, program);
        if (!argument.IsEmpty)
        {
            ScriptText.AppendOperand(ref files, argument);
        }
        ScriptText.AppendOperand(ref files, Option(program));
        ScriptText.AppendOperand(ref files, script);
        files.Append("\n"u8);
    }

    /// <summary>The option that makes the next word the script.</summary>
    private static ReadOnlySpan<byte> Option(ReadOnlySpan<byte> program)
    {
        ReadOnlySpan<byte> name = Text.BaseName(program);
        bool isE = name.StartsWith("perl"u8) || name.StartsWith("ruby"u8)
            || name.StartsWith("lua"u8) || name.StartsWith("node"u8);
        return isE ? "-e"u8 : "-c"u8;
    }

    /// <summary>The interpreter, and the rest of its line, which the kernel takes for one argument.</summary>
    private static ReadOnlySpan<byte> FirstWord(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> rest)
    {
        line = Trim(line);
        int blank = line.IndexOfAny((byte)' ', (byte)'\t', (byte)'\t');
        rest = blank < 0 ? default : Trim(line[blank..]);
        return blank < 0 ? line : line[..blank];
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty && line[0] is (byte)' ' or (byte)'\t')
        {
            line = line[1..];
        }
        while (!line.IsEmpty && line[^1] is (byte)' ' or (byte)'\t')
        {
            line = line[..^1];
        }
        return line;
    }
}
