using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Logging.Host;
using Sestet.Supervision;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>Text for people: columns, ages, and colours where the terminal is to have them.</summary>
internal ref struct Screen
{
    private const ulong Minute = 60;
    private const ulong Hour = 3600;
    private const ulong Day = 86400;

    private readonly bool _hasColours;
    private Output _output;

    public Screen(Span<byte> buffer, in FrontSettings settings)
    {
        _output = new Output(Fd.StandardOutput, buffer);
        _hasColours = HasColours(settings);
    }

    public readonly Errno Error => _output.Error;

    public void Flush() => _output.Flush();

    public void Write(scoped ReadOnlySpan<byte> text) => _output.Write(text);

    public void Write(ulong number) => _output.Write(number);

    public void Line() => _output.Write("\n"u8);

    /// <summary>Text of others, in which nothing is that a terminal obeys.</summary>
    public void WriteClean(scoped ReadOnlySpan<byte> text)
    {
        Span<byte> clean = stackalloc byte[Limits.StatusTextLengthMax];
        int part = Limits.StatusTextLengthMax / 2;
        while (!text.IsEmpty)
        {
            int length = Math.Min(part, text.Length);
            length -= length < text.Length ? Logging.JsonText.PartAtEnd(text[..length]) : 0;
            _output.Write(clean[..StatusText.Clean(text[..length], clean)]);
            text = text[length..];
        }
    }

    public void Pad(int written, int width)
    {
        for (int i = written; i < width; i++)
        {
            _output.Write(" "u8);
        }
    }

    public void Column(scoped ReadOnlySpan<byte> text, int width)
    {
        WriteClean(text);
        Pad(text.Length, width);
    }

    /// <summary>A number in a column.</summary>
    public void Column(ulong number, int width)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        int length = Base.Text.Format(number, digits);
        _output.Write(digits[..length]);
        Pad(length, width);
    }

    public void Condition(ServiceCondition condition, int width)
    {
        ReadOnlySpan<byte> name = ServiceFacts.NameOf(condition);
        Colour(condition switch
        {
            ServiceCondition.Up or ServiceCondition.Ready => "\u001b[32m"u8,
            ServiceCondition.Failed or ServiceCondition.Unsupervised => "\u001b[31m"u8,
            ServiceCondition.Down or ServiceCondition.Unknown => "\u001b[2m"u8,
            _ => "\u001b[33m"u8,
        });
        _output.Write(name);
        Colour("\u001b[0m"u8);
        Pad(name.Length, width);
    }

    /// <summary>A control sequence, where there are colours.</summary>
    public void Colour(scoped ReadOnlySpan<byte> sequence) => _output.Write(_hasColours ? sequence : ""u8);

    /// <summary>"3d 4h", "5m 6s", "7s": how long, by its two greatest units.</summary>
    public void Age(ulong seconds, int width)
    {
        PathBuffer text = new(stackalloc byte[2 * Limits.DecimalLengthMax]);
        (ulong great, ulong small) = seconds >= Day ? (Day, Hour) : seconds >= Hour ? (Hour, Minute) : (Minute, 1UL);
        if (seconds >= Minute)
        {
            text.Append(seconds / great);
            text.Append(great == Day ? "d "u8 : great == Hour ? "h "u8 : "m "u8);
        }
        text.Append(seconds % great / small);
        text.Append(small == Hour ? "h"u8 : small == Minute ? "m"u8 : "s"u8);
        _output.Write(text.Text);
        Pad(text.Length, width);
    }

    /// <summary>Seconds with three places behind the point.</summary>
    public void Seconds(ulong milliseconds, int width)
    {
        PathBuffer text = new(stackalloc byte[2 * Limits.DecimalLengthMax]);
        text.Append(milliseconds / 1000);
        text.Append("."u8);
        text.Append(milliseconds % 1000 < 100 ? "0"u8 : ""u8);
        text.Append(milliseconds % 1000 < 10 ? "0"u8 : ""u8);
        text.Append(milliseconds % 1000);
        text.Append("s"u8);
        Pad(text.Length, width);
        _output.Write(text.Text);
    }

    /// <summary>How a run has ended: "exit code 1", or "killed by SIGSEGV".</summary>
    public void End(int code, int signal)
    {
        if (signal == 0)
        {
            _output.Write("exit code "u8);
            _output.Write((ulong)code);
            return;
        }
        ReadOnlySpan<byte> name = new Signal(signal).Name;
        bool hasName = name[0] != '?';
        _output.Write(hasName ? "killed by SIG"u8 : "killed by signal "u8);
        if (hasName)
        {
            _output.Write(name);
            return;
        }
        _output.Write((ulong)signal);
    }

    private static bool HasColours(in FrontSettings settings) => settings.Color switch
    {
        ColorChoice.Yes => true,
        ColorChoice.No => false,
        _ => Kernel.IsTerminal(Fd.StandardOutput) && LogViewOptions.WantsColours(settings.Environment),
    };
}
