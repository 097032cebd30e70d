using System;
using Sestet.Base;

namespace Sestet.Machine;

/// <summary>Numbers with a blank in front of each, as in /proc/PID/stat. After the first that is none they are 0.</summary>
internal ref struct StatNumbers
{
    private ReadOnlySpan<byte> _rest;

    public StatNumbers(ReadOnlySpan<byte> text)
    {
        _rest = text;
        IsWell = true;
    }

    public bool IsWell { get; private set; }

    public ulong Next()
    {
        bool isNumber = Text.TryParse(Take(), out ulong number);
        IsWell &= isNumber;
        return IsWell ? number : 0;
    }

    /// <summary>One that may be negative.</summary>
    public long NextSigned()
    {
        ReadOnlySpan<byte> word = Take();
        bool isNegative = word.StartsWith("-"u8);
        bool isNumber = Text.TryParse(isNegative ? word[1..] : word, out ulong number);
        IsWell &= isNumber && number <= long.MaxValue;
        return !IsWell ? 0 : isNegative ? -(long)number : (long)number;
    }

    public void Skip(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = Take();
        }
    }

    private ReadOnlySpan<byte> Take()
    {
        _rest = _rest.IsEmpty ? _rest : _rest[1..];
        int end = 0;
        while (end < _rest.Length && _rest[end] is not ((byte)' ' or (byte)'\n'))
        {
            end++;
        }
        ReadOnlySpan<byte> word = _rest[..end];
        _rest = _rest[end..];
        return word;
    }
}
