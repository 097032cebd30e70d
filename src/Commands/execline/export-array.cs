using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sets a variable to a list of values (export-array.html).</summary>
internal struct ExportArray : ICommand
{
    public static ReadOnlySpan<byte> Name => "export-array"u8;

    public static ReadOnlySpan<byte> Usage => "export-array [ -d delim ] variable { value-list } prog..."u8;

    public static ReadOnlySpan<byte> Options => "d:"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with the variable set to the words of the block, as netstrings: importas -sd "" gives them back.

          -d  each with the first letter of delim behind it instead

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        byte delimiter = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            delimiter = options.ValueZ[0];
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> variable = words[0];
        if (variable.Contains((byte)'='))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid variable name: "u8, variable));
        }
        Blocks blocks = new(words.From(1), invocation.Environment);
        if (!blocks.TryTake(out Arguments values, out int code))
        {
            return Outcome.Exit(code);
        }
        if (blocks.Rest.Count == 0)
        {
            return options.UsageError();
        }
        Errno error = TryEncode(values, delimiter, out ReadOnlySpan<byte> value);
        EnvironmentEditor editor = new(invocation.Environment);
        if (error.IsNone)
        {
            editor.Set(variable, value);
            error = editor.Error;
        }
        return error.IsNone
            ? Outcome.Chain(blocks.Rest, editor.Block)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "set "u8, variable));
    }

    private static Errno TryEncode(Arguments values, byte delimiter, out ReadOnlySpan<byte> value)
    {
        value = default;
        long length = 0;
        for (int i = 0; i < values.Count; i++)
        {
            length += values[i].Length + Netstrings.OverheadMax;
        }
        Span<byte> memory = default;
        Errno error = length > Limits.CommandLengthMax
            ? Errno.E2BIG
            : ChainMemory.TryAllocateArray((int)length, out memory);
        int used = 0;
        for (int i = 0; i < values.Count && error.IsNone; i++)
        {
            if (delimiter == 0)
            {
                used += Netstrings.Encode(values[i], memory[used..]);
                continue;
            }
            values[i].CopyTo(memory[used..]);
            used += values[i].Length;
            memory[used++] = delimiter;
        }
        value = memory[..used];
        return error;
    }
}
