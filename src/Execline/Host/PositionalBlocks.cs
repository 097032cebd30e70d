using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>
/// The positional parameters of the environment as words and blocks, taken one after another (runblock.html, shift.html).
/// </summary>
internal ref struct PositionalBlocks
{
    private EnvironmentBlock _environment;

    /// <summary>Many parameters by their numbers, with their NULs: to look for each takes the square of their number.</summary>
    private Span<TextReference> _values;

    private uint _strict;

    /// <summary>What # says.</summary>
    public uint Count { get; private set; }

    /// <summary>How many have been taken.</summary>
    public uint Taken { get; private set; }

    public readonly bool IsAtEnd => Taken >= Count;

    /// <summary>How many more can be taken: # may promise more than there are variables.</summary>
    public readonly int LeftMax => IsAtEnd ? 0 : (int)Math.Min(Count - Taken, (uint)_environment.Count);

    /// <summary>0, or the exit code, printed.</summary>
    public static int TryOpen(EnvironmentBlock environment, out PositionalBlocks parameters)
    {
        parameters = new PositionalBlocks { _environment = environment };
        if (environment.TryGet("EXECLINE_STRICT"u8, out ReadOnlySpan<byte> strictZ))
        {
            _ = Text.TryParse(strictZ[..^1], out parameters._strict);
        }
        if (!environment.TryGet("#"u8, out ReadOnlySpan<byte> countZ))
        {
            return NotSet("#"u8);
        }
        bool isNumber = Text.TryParse(countZ[..^1], out uint count);
        parameters.Count = count;
        int known = (int)Math.Min(count, (uint)environment.Count);
        if (known >= Limits.EnvironmentIndexedMin
            && ChainMemory.TryAllocateArray(known + 1, out Span<TextReference> values).IsNone)
        {
            PositionalEnvironment.Collect(environment, values);
            parameters._values = values;
        }
        return isNumber ? ExitCode.Success : Diagnostics.Fatal(ExitCode.Usage, "invalid $#"u8);
    }

    /// <summary>The parameter of that number, without its NUL.</summary>
    public readonly bool TryGet(uint number, out ReadOnlySpan<byte> value)
    {
        bool isThere = TryGetZ(number, out ReadOnlySpan<byte> valueZ);
        value = isThere ? valueZ[..^1] : default;
        return isThere;
    }

    /// <summary>Passes over that many words, or all there are: 0, or the exit code, printed.</summary>
    public int SkipWords(uint count)
    {
        if (count > Count && _strict > 0)
        {
            Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
            PathBuffer text = new(stackalloc byte[Limits.NameLengthMax]);
            text.Append("unable to shift "u8);
            text.Append(digits[..Text.Format(count, digits)]);
            text.Append(" arguments: got "u8);
            text.Append(digits[..Text.Format(Count, digits)]);
            if (_strict > 1)
            {
                return Diagnostics.Fatal(ExitCode.Usage, text.Text);
            }
            Diagnostics.Warn(text.Text);
        }
        Taken = Math.Min(count, Count);
        return ExitCode.Success;
    }

    /// <summary>Passes over that many words, which need not be there.</summary>
    public void Pass(uint count) => Taken = count;

    /// <summary>Passes over a block; number: which one it is, from 1 on. 0, or the exit code, printed.</summary>
    public int SkipBlock(uint number)
    {
        uint start = Taken;
        bool ends = false;
        int code = ExitCode.Success;
        while (!ends && code == ExitCode.Success)
        {
            code = TakeBlockWord(number, start, out _, out ends);
        }
        return code;
    }

    /// <summary>The next word of a block that began behind the parameter start, without its blank.</summary>
    public int TakeBlockWord(uint number, uint start, out ReadOnlySpan<byte> wordZ, out bool ends)
    {
        ends = false;
        int code = TakeWord(out wordZ);
        if (code != ExitCode.Success)
        {
            return code;
        }
        ends = wordZ.Length == 1;
        if (wordZ[0] == ' ')
        {
            wordZ = wordZ[1..];
        }
        else if (!ends && _strict > 0)
        {
            code = Complain(wordZ[..^1], number, Taken - start);
        }
        return code;
    }

    /// <summary>The next parameter, with its NUL: 0, or the exit code, printed.</summary>
    public int TakeWord(out ReadOnlySpan<byte> wordZ)
    {
        wordZ = default;
        if (Taken >= Count)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "too few arguments"u8);
        }
        Taken++;
        if (TryGetZ(Taken, out wordZ))
        {
            return ExitCode.Success;
        }
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        return NotSet(digits[..Text.Format(Taken, digits)]);
    }

    private readonly bool TryGetZ(uint number, out ReadOnlySpan<byte> valueZ)
    {
        if (number < _values.Length)
        {
            valueZ = _values[(int)number].Text;
            return !valueZ.IsEmpty;
        }
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        return _environment.TryGet(digits[..Text.Format(number, digits)], out valueZ);
    }

    private readonly int Complain(ReadOnlySpan<byte> word, uint number, uint position)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        PathBuffer where = new(stackalloc byte[Limits.NameLengthMax]);
        where.Append(" at block "u8);
        where.Append(digits[..Text.Format(number, digits)]);
        where.Append(" position "u8);
        where.Append(digits[..Text.Format(position, digits)]);
        if (_strict > 1)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "unquoted positional "u8, word, where.Text);
        }
        Diagnostics.Warn("unquoted positional "u8, word, where.Text);
        return ExitCode.Success;
    }

    private static int NotSet(ReadOnlySpan<byte> name) => Diagnostics.Fatal(ExitCode.Usage, name, " not set"u8);
}
