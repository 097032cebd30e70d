using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>The positional parameters as keys of a substitution: #, 0, 1, 2, … and @ (elgetpositionals.html).</summary>
internal static class PositionalKeys
{
    /// <summary>Keys beside those of the parameters: #, 0 and @.</summary>
    private const int Others = 3;

    private const uint StrictDies = 2;

    /// <summary>
    /// Substitutes them in the words and goes on with these. Parameters that are missing, up to least, are empty words;
    /// shifts: @ is without the first ones, as many as least.
    /// </summary>
    public static Outcome Chain(
        Arguments words, EnvironmentBlock environment, ReadOnlySpan<byte> name, Arguments parameters, uint least, bool shifts)
    {
        Errno error = TryMake(name, parameters, least, shifts, out Span<SubstitutionKey> keys);
        return error.IsNone
            ? Substitution.Chain(words, environment, keys)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "get positional parameters"u8));
    }

    /// <summary>
    /// Complains of too few parameters as EXECLINE_STRICT says, or strict where it says nothing: 0, or the exit code.
    /// </summary>
    public static int CheckCount(uint least, int count, uint strict, EnvironmentBlock environment)
    {
        if (environment.TryGet("EXECLINE_STRICT"u8, out ReadOnlySpan<byte> valueZ)
            && Text.TryParse(valueZ[..^1], out uint wanted))
        {
            strict = wanted;
        }
        if (count >= least || strict == 0)
        {
            return ExitCode.Success;
        }
        PathBuffer text = new(stackalloc byte[Limits.NameLengthMax]);
        text.Append("too few arguments: expecting at least "u8);
        text.Append(least);
        text.Append(" but got "u8);
        text.Append((ulong)count);
        if (strict >= StrictDies)
        {
            return Diagnostics.Fatal(ExitCode.Usage, text.Text);
        }
        Diagnostics.Warn(text.Text);
        return ExitCode.Success;
    }

    /// <summary>How many keys Fill makes.</summary>
    public static long CountFor(int parameters, uint least) => Math.Max(parameters, (long)least) + Others;

    private static Errno TryMake(
        ReadOnlySpan<byte> name, Arguments parameters, uint least, bool shifts, out Span<SubstitutionKey> keys)
    {
        keys = default;
        long count = CountFor(parameters.Count, least);
        if (count > Limits.CommandWordsMax)
        {
            return Errno.E2BIG;
        }
        Errno error = ChainMemory.TryAllocateArray((int)count, out keys);
        return error.IsNone ? Fill(name, parameters, least, shifts, keys) : error;
    }

    /// <summary>Fills CountFor keys; what they refer to stays. The name has a NUL behind it.</summary>
    public static Errno Fill(
        ReadOnlySpan<byte> name, Arguments parameters, uint least, bool shifts, scoped Span<SubstitutionKey> keys)
    {
        Errno error = TryMakeNames(keys.Length - Others, out ReadOnlySpan<byte> numbers);
        if (error.Failed)
        {
            return error;
        }
        int from = shifts ? (int)Math.Min(least, (uint)parameters.Count) : 0;
        error = TryJoin(parameters.From(from), out ReadOnlySpan<byte> all);
        if (error.Failed)
        {
            return error;
        }
        keys[0] = Key("0"u8, name, 1);
        keys[1] = Key("@"u8, all, parameters.Count - from);
        for (int i = 0; i < keys.Length - Others; i++)
        {
            ReadOnlySpan<byte> number = Text.UntilNul(numbers);
            keys[2 + i] = Key(number, i < parameters.Count ? parameters.AtZ(i) : "\0"u8, 1);
            numbers = numbers[(number.Length + 1)..];
        }
        error = ChainMemory.TryAllocateArray(Limits.DecimalLengthMax, out Span<byte> digits);
        if (error.IsNone)
        {
            int length = Text.Format((ulong)parameters.Count, digits);
            keys[^1] = Key("#"u8, digits[..length], 1);
        }
        return error;
    }

    private static SubstitutionKey Key(ReadOnlySpan<byte> name, ReadOnlySpan<byte> words, int count) => new()
    {
        Name = new TextReference(name),
        Words = new TextReference(words),
        Count = count,
    };

    /// <summary>"1", "2", … each with a NUL.</summary>
    private static Errno TryMakeNames(int count, out ReadOnlySpan<byte> numbers)
    {
        // A million parameters have numbers of seven digits.
        int each = count < 1000 ? 4 : Limits.DecimalLengthMax;
        Errno error = ChainMemory.TryAllocateArray(count * each, out Span<byte> memory);
        int length = 0;
        for (int i = 0; i < count && error.IsNone; i++)
        {
            length += Text.Format((ulong)i + 1, memory[length..]) + 1;
        }
        numbers = memory[..length];
        return error;
    }

    /// <summary>The words one behind the other, each with its NUL.</summary>
    private static Errno TryJoin(Arguments words, out ReadOnlySpan<byte> all)
    {
        long length = 0;
        for (int i = 0; i < words.Count; i++)
        {
            length += words.AtZ(i).Length;
        }
        Span<byte> memory = default;
        Errno error = length > Limits.CommandLengthMax
            ? Errno.E2BIG
            : ChainMemory.TryAllocateArray((int)length, out memory);
        int used = 0;
        for (int i = 0; i < words.Count && error.IsNone; i++)
        {
            words.AtZ(i).CopyTo(memory[used..]);
            used += words.AtZ(i).Length;
        }
        all = memory;
        return error;
    }
}
