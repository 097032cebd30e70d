using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>Makes a command line of a script.</summary>
internal static class ScriptLoader
{
    private const int PointerLength = 8;

    /// <summary>What execve(2) takes whatever the stack's limit is: arguments and environment, pointers included.</summary>
    private const ulong ExecutableLengthMin = 128 * 1024;

    /// <summary>What it takes at most.</summary>
    private const ulong ExecutableLengthMax = 6 * 1024 * 1024;

    /// <summary>The text of a script file: 0, or an exit code, printed.</summary>
    public static int Read(ReadOnlySpan<byte> fileZ, out ReadOnlySpan<byte> script)
    {
        script = default;
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, fileZ, OpenFlags.O_RDONLY);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, fileZ[..^1], " for reading"u8);
        }
        Errno error = WholeFile.Read(file.Value, Limits.ExeclineScriptLengthMax, out script);
        Kernel.Close(file.Value);
        return error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, error, "parse script in file "u8, fileZ[..^1]);
    }

    /// <summary>
    /// The command line of a script, in the chain's memory: every word behind as many blanks as blocks it is in, and an empty
    /// word for the end of each. 0, or an exit code, printed; name: what the script is called in messages; length: of all words.
    /// </summary>
    public static int Compile(ReadOnlySpan<byte> script, ReadOnlySpan<byte> name, out Arguments words, out long length)
    {
        words = default;
        length = 0;
        Errno error = ChainMemory.TryAllocateArray(script.Length, out Span<byte> word);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "parse script"u8);
        }
        if (!TryMeasure(new ScriptLexer(script, word), out ScriptFault fault, out long count, out length))
        {
            return ScriptComplaint.Print(script, name, fault);
        }
        error = count > Limits.CommandWordsMax || length > Limits.CommandLengthMax ? Errno.E2BIG : Errno.None;
        WordList list = default;
        if (error.IsNone)
        {
            error = WordList.TryCreate((int)count, (int)length, out list);
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "parse script"u8);
        }
        Write(new ScriptLexer(script, word), ref list);
        words = list.Words;
        return ExitCode.Success;
    }

    /// <summary>
    /// A block within a block is run by a child that executes it. One that is longer than the kernel takes is E2BIG before
    /// anything is run: many commands only warn of what they cannot start, and go on. Total: the length of all words.
    /// </summary>
    public static Errno CheckBlocks(Arguments words, long total, EnvironmentBlock environment)
    {
        if (total <= (long)ExecutableLengthMin)
        {
            return Errno.None;
        }
        Result<ResourceLimits> stack = Kernel.GetLimits(ResourceLimit.Stack);
        ulong quarter = stack.Ok ? stack.Value.Soft / 4 : 0;
        long lengthMax = (long)Math.Clamp(quarter, ExecutableLengthMin, ExecutableLengthMax);
        long given = 0;
        int variables = environment.Count;
        for (int i = 0; i < variables; i++)
        {
            given += environment.AtZ(i).Length + PointerLength;
        }
        long length = given;
        for (int i = 0; i < words.Count && length <= lengthMax; i++)
        {
            ReadOnlySpan<byte> wordZ = words.AtZ(i);
            length = wordZ.StartsWith("  "u8) ? length + wordZ.Length + PointerLength : given;
        }
        return length > lengthMax ? Errno.E2BIG : Errno.None;
    }

    /// <summary>Where each word of a script that was compiled stands in it, bytes from its start.</summary>
    public static Errno Locate(ReadOnlySpan<byte> script, int count, out ReadOnlySpan<int> positions)
    {
        positions = default;
        Errno error = ChainMemory.TryAllocateArray(count, out Span<int> memory);
        Span<byte> word = default;
        if (error.IsNone)
        {
            error = ChainMemory.TryAllocateArray(script.Length, out word);
        }
        if (error.Failed)
        {
            return error;
        }
        ScriptLexer lexer = new(script, word);
        int found = 0;
        for (ScriptToken token = lexer.Next(); token != ScriptToken.End; token = lexer.Next())
        {
            if (token != ScriptToken.Open)
            {
                memory[found++] = lexer.Start;
            }
        }
        Assert.That(found == count);
        positions = memory;
        return Errno.None;
    }

    private static bool TryMeasure(ScriptLexer lexer, out ScriptFault fault, out long count, out long length)
    {
        int level = 0;
        int opened = 0;
        fault = default;
        count = 0;
        length = 0;
        while (true)
        {
            switch (lexer.Next())
            {
                case ScriptToken.Word:
                    count++;
                    length += level + lexer.Word.Length + 1;
                    break;
                case ScriptToken.Open:
                    opened = level == 0 ? lexer.Start : opened;
                    level++;
                    break;
                case ScriptToken.Close when level > 0:
                    level--;
                    count++;
                    length += level + 1;
                    break;
                case ScriptToken.Close:
                    fault = new ScriptFault(ScriptError.UnmatchedCloseBrace, lexer.Start);
                    return false;
                case ScriptToken.Wrong:
                    fault = new ScriptFault(lexer.Error, lexer.Start);
                    return false;
                case ScriptToken.End:
                default:
                    fault = new ScriptFault(level > 0 ? ScriptError.UnmatchedOpenBrace : ScriptError.None, opened);
                    return level == 0;
            }
        }
    }

    private static void Write(ScriptLexer lexer, scoped ref WordList list)
    {
        int level = 0;
        for (ScriptToken token = lexer.Next(); token != ScriptToken.End; token = lexer.Next())
        {
            Assert.That(token != ScriptToken.Wrong);
            level -= token == ScriptToken.Close ? 1 : 0;
            if (token != ScriptToken.Open)
            {
                list.Add(token == ScriptToken.Word ? lexer.Word : default, level);
            }
            level += token == ScriptToken.Open ? 1 : 0;
        }
    }
}
