using System;
using System.Runtime.CompilerServices;
using Sestet.Base;

namespace Sestet.LinuxUtils;

/// <summary>
/// /proc/PID/stat (proc_pid_stat(5)): "PID (NAME) STATE NUMBER NUMBER …", where the name may hold anything. Numbers are asked
/// for by the place that the page gives them.
/// </summary>
internal struct ProcessStat
{
    /// <summary>The numbers that are known: the parent's pid first, the policy last.</summary>
    public const int First = 4;
    public const int Last = 41;

    // Those that more than a column of s6-ps needs.
    public const int Parent = First;
    public const int Group = 5;
    public const int Session = 6;
    public const int TerminalGroup = 8;
    public const int Nice = 19;
    public const int Threads = 20;
    public const int Start = 22;
    public const int WaitChannel = 35;

    private Numbers _numbers;

    [InlineArray(Last - First + 1)]
    private struct Numbers
    {
        private ulong _first;
    }

    public byte State { get; private set; }

    public readonly bool IsZombie => State == 'Z';

    /// <summary>Takes the file's text: the process's name in it. False where it is something else.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name)
    {
        int start = text.IndexOf((byte)'(') + 1;
        int end = text.LastIndexOf((byte)')');
        bool isWell = start > 0 && end >= start && text.Length - end >= ") S".Length;
        name = isWell ? text[start..end] : default;
        State = isWell ? text[end + 2] : (byte)0;
        ReadOnlySpan<byte> rest = isWell ? text[(end + 3)..] : default;
        Span<ulong> numbers = _numbers;
        for (int i = 0; i < numbers.Length && isWell; i++)
        {
            isWell = TryTake(ref rest, out numbers[i]);
        }
        return isWell;
    }

    /// <summary>A number; where it may be negative, its two's complement.</summary>
    public readonly ulong Number(int place)
    {
        Assert.That(place is >= First and <= Last);
        ReadOnlySpan<ulong> numbers = _numbers;
        return numbers[place - First];
    }

    public readonly long Signed(int place) => unchecked((long)Number(place)); // two's complement

    /// <summary>The sum of all numbers from a place on, every second or each, up to another.</summary>
    public readonly ulong Sum(int from, int to, int step)
    {
        Assert.That(from <= to && step > 0);
        ulong sum = 0;
        for (int place = from; place <= to; place += step)
        {
            // What the kernel counts does not come near the end of 64 bits; another /proc may have it wrap around.
            sum = unchecked(sum + Number(place));
        }
        return sum;
    }

    /// <summary>Takes a blank and a number behind it.</summary>
    private static bool TryTake(ref ReadOnlySpan<byte> rest, out ulong number)
    {
        number = 0;
        if (rest.IsEmpty || rest[0] != ' ')
        {
            return false;
        }
        rest = rest[1..];
        int end = rest.IndexOfAny(" \n"u8);
        ReadOnlySpan<byte> word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..];
        bool isNegative = word.StartsWith("-"u8);
        bool isNumber = Text.TryParse(isNegative ? word[1..] : word, out number) && (!isNegative || number <= long.MaxValue);
        number = isNegative ? unchecked(0 - number) : number; // two's complement
        return isNumber;
    }
}
