using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>
/// A set of ways to die (s6-permafailon.html): exit codes, intervals of them, and signals, as in "1,101-103,SIGSEGV,sig11".
/// </summary>
internal struct DeathPattern
{
    private const uint CodeMax = 255;

    private CodeSet _codes;
    private ulong _signals;

    /// <summary>One bit for each exit code.</summary>
    [InlineArray(4)]
    private struct CodeSet
    {
        private ulong _first;
    }

    private static ReadOnlySpan<byte> Separators => ",; \n\r\t"u8;

    /// <summary>Reads a list: empty, or what is wrong with it.</summary>
    public static ReadOnlySpan<byte> Parse(ReadOnlySpan<byte> text, out DeathPattern pattern)
    {
        pattern = default;
        while (!text.IsEmpty)
        {
            ReadOnlySpan<byte> wrong = TakeNumber(ref text, out uint from)
                ? pattern.AddCodes(ref text, from)
                : pattern.AddSignal(ref text);
            if (!wrong.IsEmpty)
            {
                return wrong;
            }
            while (!text.IsEmpty && Separators.Contains(text[0]))
            {
                text = text[1..];
            }
        }
        return default;
    }

    /// <summary>
    /// Whether a death is one of them. Where a signal killed, the record's exit code is 128 and the signal, so that a code
    /// of that value stands for it as well.
    /// </summary>
    public readonly bool Matches(in DeathRecord death)
    {
        bool bySignal = death.Signal is > 0 and <= Signal.NumberMax && (_signals & (1UL << (death.Signal - 1))) != 0;
        return bySignal || (_codes[death.ExitCode / 64] & (1UL << (death.ExitCode % 64))) != 0;
    }

    private ReadOnlySpan<byte> AddCodes(scoped ref ReadOnlySpan<byte> text, uint from)
    {
        uint to = from;
        if (from > CodeMax)
        {
            return "invalid exit code"u8;
        }
        if (!text.IsEmpty && text[0] == '-')
        {
            text = text[1..];
            if (!TakeNumber(ref text, out to))
            {
                return "invalid interval specification"u8;
            }
        }
        if (to > CodeMax || to < from)
        {
            return to < from ? "invalid interval"u8 : "invalid exit code"u8;
        }
        for (uint code = from; code <= to; code++)
        {
            _codes[(int)(code / 64)] |= 1UL << (int)(code % 64);
        }
        return default;
    }

    private ReadOnlySpan<byte> AddSignal(scoped ref ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && !Separators.Contains(text[length]))
        {
            length++;
        }
        if (!Signal.TryParse(text[..length], out Signal signal))
        {
            return "invalid status list specification"u8;
        }
        text = text[length..];
        _signals |= 1UL << (signal.Number - 1);
        return default;
    }

    /// <summary>Takes the decimal number off that the text begins with; false where there is none that fits.</summary>
    private static bool TakeNumber(ref ReadOnlySpan<byte> text, out uint number)
    {
        int length = 0;
        while (length < text.Length && text[length] is >= (byte)'0' and <= (byte)'9')
        {
            length++;
        }
        if (!Text.TryParse(text[..length], out number))
        {
            return false;
        }
        text = text[length..];
        return true;
    }
}
