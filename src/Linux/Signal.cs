using System;
using Sestet.Base;

namespace Sestet.Linux;

/// <summary>A signal by its number on Linux (the same on x86-64 and arm64).</summary>
internal readonly struct Signal(int number)
{
    public const int NumberMax = 64;

    public static Signal SIGHUP => new(1);

    public static Signal SIGINT => new(2);

    public static Signal SIGQUIT => new(3);

    public static Signal SIGABRT => new(6);

    public static Signal SIGKILL => new(9);

    public static Signal SIGUSR1 => new(10);

    public static Signal SIGUSR2 => new(12);

    public static Signal SIGPIPE => new(13);

    public static Signal SIGALRM => new(14);

    public static Signal SIGTERM => new(15);

    public static Signal SIGCHLD => new(17);

    public static Signal SIGCONT => new(18);

    public static Signal SIGSTOP => new(19);

    public static Signal SIGTTOU => new(22);

    public static Signal SIGWINCH => new(28);

    public static Signal SIGPWR => new(30);

    /// <summary>The first real-time signal that libc leaves to the program. Nobody else sends it.</summary>
    public static Signal SIGRTMIN => new(35);

    public int Number { get; } = number;

    public bool IsNone => Number == 0;

    /// <summary>
    /// The name without "SIG", or "???" where it has none. Number 6 is "IOT" and not "ABRT", for that is what the
    /// reference prints on Linux, where the two are one.
    /// </summary>
    public ReadOnlySpan<byte> Name => Number switch
    {
        1 => "HUP"u8,
        2 => "INT"u8,
        3 => "QUIT"u8,
        4 => "ILL"u8,
        5 => "TRAP"u8,
        6 => "IOT"u8,
        7 => "BUS"u8,
        8 => "FPE"u8,
        9 => "KILL"u8,
        10 => "USR1"u8,
        11 => "SEGV"u8,
        12 => "USR2"u8,
        13 => "PIPE"u8,
        14 => "ALRM"u8,
        15 => "TERM"u8,
        16 => "STKFLT"u8,
        17 => "CHLD"u8,
        18 => "CONT"u8,
        19 => "STOP"u8,
        20 => "TSTP"u8,
        21 => "TTIN"u8,
        22 => "TTOU"u8,
        23 => "URG"u8,
        24 => "XCPU"u8,
        25 => "XFSZ"u8,
        26 => "VTALRM"u8,
        27 => "PROF"u8,
        28 => "WINCH"u8,
        29 => "IO"u8,
        30 => "PWR"u8,
        31 => "SYS"u8,
        _ => "???"u8,
    };

    /// <summary>Reads a number from 1 to 64, or a name of any case, with or without "SIG".</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Signal signal)
    {
        signal = default;
        ReadOnlySpan<byte> name = text.Length > 3 && NamesMatch(text[..3], "SIG"u8) ? text[3..] : text;
        if (Text.TryParse(name, out uint number))
        {
            signal = new Signal(number is >= 1 and <= NumberMax ? (int)number : 0);
            return !signal.IsNone;
        }
        for (int i = 1; i <= 31; i++)
        {
            if (NamesMatch(name, new Signal(i).Name))
            {
                signal = new Signal(i);
                return true;
            }
        }
        signal = Alias(name);
        return !signal.IsNone;
    }

    private static Signal Alias(ReadOnlySpan<byte> name)
    {
        if (NamesMatch(name, "ABRT"u8))
        {
            return SIGABRT;
        }
        if (NamesMatch(name, "CLD"u8))
        {
            return SIGCHLD;
        }
        return NamesMatch(name, "POLL"u8) ? new Signal(29) : NamesMatch(name, "UNUSED"u8) ? new Signal(31) : default;
    }

    /// <summary>Whether a text of any case is a name, which is in capitals.</summary>
    public static bool NamesMatch(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        if (text.Length != name.Length)
        {
            return false;
        }
        for (int i = 0; i < text.Length; i++)
        {
            byte letter = text[i] is >= (byte)'a' and <= (byte)'z' ? (byte)(text[i] - 32) : text[i];
            if (letter != name[i])
            {
                return false;
            }
        }
        return true;
    }
}
