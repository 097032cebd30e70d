using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// What stands before the lines of each step: a TAI64N label and a blank, the local time and two blanks, the prefix and
/// a blank, as far as the step wants them; of a JSON object all that is before the text. All lines that were read at once
/// have the same time.
/// </summary>
internal ref struct LogHeaders
{
    private readonly ReadOnlySpan<LogStep> _steps;
    private readonly Span<byte> _memory;
    private readonly Span<int> _lengths;
    private readonly int _stride;
    private TimeFormatter _zone;
    private TimeFormatter _utc;
    private bool _current;

    /// <summary>A length for every step, and memory of StrideFor each.</summary>
    public LogHeaders(ReadOnlySpan<LogStep> steps, Span<byte> memory, Span<int> lengths, int stride)
    {
        Assert.That(lengths.Length == steps.Length && memory.Length == steps.Length * stride);
        _steps = steps;
        _memory = memory;
        _lengths = lengths;
        _stride = stride;
        _zone = new TimeFormatter(local: true);
        _utc = new TimeFormatter(local: false);
        _current = false;
    }

    /// <summary>The longest header that a script with that outline can have.</summary>
    public static int StrideFor(in LogScriptOutline outline) => Math.Max(
        Tai.TextLength + 1 + TimeFormatter.TextLengthMax + 2 + outline.PrefixLengthMax + 1,
        outline.HasJson ? JsonLengthMax(outline.NamesLengthMax, outline.PrefixLengthMax) : 0);

    /// <summary>The longest header that one of the steps has.</summary>
    public static int LengthMax(ReadOnlySpan<LogStep> steps)
    {
        int longest = 0;
        foreach (ref readonly LogStep step in steps)
        {
            int prefix = step.Prefix.Text.IsEmpty ? 0 : step.Prefix.Text.Length + 1;
            int length = (step.Tai64n ? Tai.TextLength + 1 : 0) + (step.LocalTime ? TimeFormatter.TextLengthMax + 2 : 0) + prefix;
            if (step.IsJson)
            {
                length = JsonLengthMax(step.Service.Text.Length + step.Stream.Text.Length, prefix);
            }
            longest = Math.Max(longest, length);
        }
        return longest;
    }

    /// <summary>To be called at start: libc loads the time zone when it is first asked for a local time.</summary>
    public void Prepare()
    {
        Update();
        Expire();
    }

    /// <summary>The time is another one from now on.</summary>
    public void Expire() => _current = false;

    /// <summary>The header of a step.</summary>
    public ReadOnlySpan<byte> For(int step)
    {
        if (!_current)
        {
            Update();
        }
        return _memory.Slice(step * _stride, _lengths[step]);
    }

    private static int JsonLengthMax(int namesLength, int prefixLength) =>
        JsonLine.HeaderLengthMax(namesLength, prefixLength, JsonText.Expansion * (TimeFormatter.TextLengthMax + 1));

    private void Update()
    {
        Tai now = Kernel.WallClock();
        for (int i = 0; i < _steps.Length; i++)
        {
            _lengths[i] = Write(_steps[i], now, _memory.Slice(i * _stride, _stride));
        }
        _current = true;
    }

    private int Write(in LogStep step, Tai now, Span<byte> header)
    {
        if (step.IsJson)
        {
            return WriteJson(step, now, header);
        }
        int length = 0;
        if (step.Tai64n)
        {
            now.Format(header);
            header[Tai.TextLength] = (byte)' ';
            length = Tai.TextLength + 1;
        }
        if (step.LocalTime)
        {
            length += _zone.Format(now, header[length..]);
            header[length++] = (byte)' ';
            header[length++] = (byte)' ';
        }
        ReadOnlySpan<byte> prefix = step.Prefix.Text;
        if (!prefix.IsEmpty)
        {
            prefix.CopyTo(header[length..]);
            length += prefix.Length;
            header[length++] = (byte)' ';
        }
        Assert.That(length <= _stride);
        return length;
    }

    /// <summary>The time is there where the step wants any.</summary>
    private int WriteJson(in LogStep step, Tai now, Span<byte> header)
    {
        Span<byte> time = stackalloc byte[TimeFormatter.TextLengthMax + 1];
        int length = step.Tai64n || step.LocalTime ? _utc.Format(now, time) : 0;
        if (length > 0)
        {
            time[time[..length].IndexOf((byte)' ')] = (byte)'T';
            time[length++] = (byte)'Z';
        }
        return JsonLine.WriteHeader(step, time[..length], header);
    }
}
