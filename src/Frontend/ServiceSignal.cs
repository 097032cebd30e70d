using System;
using Sestet.Linux;

namespace Sestet.Frontend;

/// <summary>The signals that s6-svc sends, and its options for them (s6-svc.html).</summary>
internal static class ServiceSignal
{
    /// <summary>s6-svc's option for a signal, or 0.</summary>
    public static byte Letter(int number) => number switch
    {
        1 => (byte)'h',
        2 => (byte)'i',
        3 => (byte)'q',
        6 => (byte)'b',
        9 => (byte)'k',
        10 => (byte)'1',
        12 => (byte)'2',
        14 => (byte)'a',
        15 => (byte)'t',
        18 => (byte)'c',
        19 => (byte)'p',
        28 => (byte)'y',
        _ => 0,
    };

    /// <summary>A number, which may be one that no signal has, or a name of any case, with or without "SIG".</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out uint number)
    {
        if (Base.Text.TryParse(text, out number))
        {
            return true;
        }
        bool known = Signal.TryParse(text, out Signal signal);
        number = known ? (uint)signal.Number : 0;
        return known;
    }
}
