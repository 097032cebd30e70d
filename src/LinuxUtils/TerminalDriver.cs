using System;
using Sestet.Base;

namespace Sestet.LinuxUtils;

/// <summary>A line of /proc/tty/drivers: "NAME PATH MAJOR FIRST[-LAST] TYPE", with blanks between.</summary>
internal readonly ref struct TerminalDriver
{
    public TerminalDriver(ReadOnlySpan<byte> line)
    {
        _ = Take(ref line);
        Path = Take(ref line);
        bool isWell = Text.TryParse(Take(ref line), out uint major);
        ReadOnlySpan<byte> minors = Take(ref line);
        int dash = minors.IndexOf((byte)'-');
        isWell &= Text.TryParse(dash < 0 ? minors : minors[..dash], out uint first);
        uint last = first;
        isWell &= dash < 0 || Text.TryParse(minors[(dash + 1)..], out last);
        Major = isWell ? major : uint.MaxValue;
        FirstMinor = first;
        LastMinor = last;
    }

    public static ReadOnlySpan<byte> Directory => "/dev/"u8;

    /// <summary>What its devices are called, without a number where it has several.</summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>No device has the highest number: the line is something else then.</summary>
    public uint Major { get; }

    public uint FirstMinor { get; }

    public uint LastMinor { get; }

    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> line)
    {
        int start = 0;
        while (start < line.Length && line[start] == ' ')
        {
            start++;
        }
        line = line[start..];
        int end = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? line : line[..end];
        line = line[word.Length..];
        return word;
    }
}
