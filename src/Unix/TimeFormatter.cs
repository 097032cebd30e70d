using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// TAI64N times as text for people, "YYYY-MM-DD HH:MM:SS.nnnnnnnnn", in the local time zone or in UTC. It keeps the text
/// of the last second, for times mostly come in order and many to a second.
/// </summary>
internal struct TimeFormatter(bool local)
{
    /// <summary>A year of ten digits, "-MM-DD HH:MM:SS", and nine digits behind a dot.</summary>
    public const int TextLengthMax = 10 + 15 + 10;

    private const int FractionLength = 10;

    private readonly bool _local = local;
    private ulong _second;
    private SecondText _text;
    private int _length;

    [InlineArray(TextLengthMax)]
    private struct SecondText
    {
        private byte _first;
    }

    /// <summary>
    /// Writes the time at the start of the text and returns its length; 0 where it cannot be told: before 1970, or in a
    /// year that libc does not know. A leap second is :60.
    /// </summary>
    public int Format(Tai time, Span<byte> text)
    {
        Assert.That(time.Nanoseconds < 1_000_000_000 && text.Length >= TextLengthMax);
        if (_length == 0 || time.Seconds != _second)
        {
            _length = FormatSecond(time, _local, _text);
            _second = time.Seconds;
            if (_length == 0)
            {
                return 0;
            }
        }
        ReadOnlySpan<byte> second = _text;
        second[.._length].CopyTo(text);
        text[_length] = (byte)'.';
        uint rest = time.Nanoseconds;
        for (int i = _length + FractionLength - 1; i > _length; i--, rest /= 10)
        {
            text[i] = (byte)('0' + rest % 10);
        }
        return _length + FractionLength;
    }

    private static int FormatSecond(Tai time, bool local, Span<byte> text)
    {
        // A leap second is the sixtieth behind the one before it.
        int leap = time.IsLeapSecond ? 1 : 0;
        if (time.IsBeforeUnixEpoch || !Kernel.TryToCivilTime(time.UnixSeconds - leap, local, out CivilTime civil))
        {
            return 0;
        }
        Assert.That(civil.Year >= 1969);
        int length = Text.Format((ulong)civil.Year, text);
        text[length++] = (byte)'-';
        length = AppendTwoDigits(civil.Month, text, length);
        text[length++] = (byte)'-';
        length = AppendTwoDigits(civil.Day, text, length);
        text[length++] = (byte)' ';
        length = AppendTwoDigits(civil.Hour, text, length);
        text[length++] = (byte)':';
        length = AppendTwoDigits(civil.Minute, text, length);
        text[length++] = (byte)':';
        return AppendTwoDigits(civil.Second + leap, text, length);
    }

    private static int AppendTwoDigits(int value, Span<byte> text, int at)
    {
        Assert.That(value is >= 0 and < 100);
        text[at] = (byte)('0' + value / 10);
        text[at + 1] = (byte)('0' + value % 10);
        return at + 2;
    }
}
