using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>Matches the value of case with an expression, as its options say (case.html).</summary>
internal struct CaseMatcher
{
    private bool _isShell;
    private bool _isPlain;
    private bool _tellsParts;
    private bool _isStrict;

    /// <summary>Takes an option.</summary>
    public void Apply(byte letter)
    {
        switch (letter)
        {
            case (byte)'s':
            case (byte)'S':
                _isShell = letter == 's';
                break;
            case (byte)'e':
            case (byte)'E':
                _isPlain = letter == 'e';
                break;
            case (byte)'n':
            case (byte)'N':
                _tellsParts = letter == 'N';
                break;
            default:
                _isStrict = true;
                break;
        }
    }

    /// <summary>
    /// Whether the expression matches the whole value; what its parts match goes into the environment where that is asked
    /// for. 0, or the exit code, printed.
    /// </summary>
    public readonly int TryMatch(
        ReadOnlySpan<byte> expressionZ, ReadOnlySpan<byte> valueZ, scoped ref EnvironmentBlock environment, out bool matches)
    {
        if (_isShell)
        {
            int flags = (_isPlain ? PatternFlags.FNM_NOESCAPE : 0)
                | (_isStrict ? PatternFlags.FNM_PERIOD : 0)
                | (_tellsParts ? PatternFlags.FNM_PATHNAME : 0);
            matches = Kernel.MatchesPattern(expressionZ, valueZ, flags);
            return ExitCode.Success;
        }
        matches = false;
        ReadOnlySpan<byte> expression = expressionZ[..^1];
        Errno error = ChainMemory.TryAllocateArray(expression.Length + 3, out Span<byte> anchoredZ);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "compile expression"u8);
        }
        anchoredZ[0] = (byte)'^';
        expression.CopyTo(anchoredZ[1..]);
        anchoredZ[^2] = (byte)'$';
        int options = (_isPlain ? 0 : RegexFlags.REG_EXTENDED)
            | (_isStrict ? RegexFlags.REG_ICASE : 0)
            | (_tellsParts ? 0 : RegexFlags.REG_NOSUB);
        Span<byte> message = stackalloc byte[Limits.NameLengthMax];
        int wrong = Kernel.CompileRegex(anchoredZ, options, message, out CompiledRegex regex, out int length);
        if (wrong != 0)
        {
            return Diagnostics.Unable(
                wrong == RegexFlags.REG_ESPACE ? ExitCode.System : ExitCode.Usage,
                Errno.None,
                "regcomp \""u8,
                anchoredZ[..^1],
                "\": "u8,
                message[..length]);
        }
        int code = Match(regex, expression, valueZ, ref environment, out matches);
        Kernel.FreeRegex(regex);
        return code;
    }

    private readonly int Match(
        in CompiledRegex regex,
        ReadOnlySpan<byte> expression,
        ReadOnlySpan<byte> valueZ,
        scoped ref EnvironmentBlock environment,
        out bool matches)
    {
        matches = false;
        int count = _tellsParts ? regex.SubexpressionCount + 1 : 0;
        Errno error = ChainMemory.TryAllocateArray(count, out Span<RegexMatch> parts);
        matches = error.IsNone && Kernel.MatchesRegex(regex, valueZ, parts);
        if (matches && _tellsParts)
        {
            EnvironmentEditor editor = new(environment);
            Subprocess.SetNumber(ref editor, "#"u8, count - 1);
            editor.Set("0"u8, expression);
            Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
            for (int i = 1; i < count; i++)
            {
                RegexMatch part = parts[i];
                ReadOnlySpan<byte> text = part.Start < 0 ? default : valueZ[(int)part.Start..(int)part.End];
                editor.Set(digits[..Text.Format((ulong)i, digits)], text);
            }
            error = editor.Error;
            environment = editor.Block;
        }
        return error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, error, "match \""u8, expression, "\""u8);
    }
}
