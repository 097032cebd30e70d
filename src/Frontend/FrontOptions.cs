using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Frontend;

/// <summary>
/// The options that a sub-command was given. Where it knows a letter as capital and as small one, they are opposites, and so
/// are d and u: the last one counts.
/// </summary>
internal struct FrontOptions
{
    /// <summary>The letter that --init has; users cannot type it.</summary>
    public const byte Init = 1;

    /// <summary>The letter that --svg has.</summary>
    public const byte Svg = 3;

    private const byte CaseBit = 0x20;

    private ulong _low;
    private ulong _high;

    /// <summary>The name of a set, with its NUL.</summary>
    public TextReference SetZ;

    public TextReference BundleZ;

    /// <summary>A conversion file.</summary>
    public TextReference FileZ;

    /// <summary>As it was written.</summary>
    public TextReference SignalZ;

    /// <summary>As it was written.</summary>
    public TextReference TimeoutZ;

    /// <summary>How many lines, as it was written.</summary>
    public TextReference LinesZ;

    /// <summary>In milliseconds; 0: forever.</summary>
    public uint TimeoutMs;

    public readonly bool Has(byte letter) => ((letter < 64 ? _low : _high) >> (letter & 63) & 1) != 0;

    public readonly bool Has(char letter) => Has((byte)letter);

    /// <summary>Takes an option, and its value, which is empty where it has none.</summary>
    public void Take(byte letter, ReadOnlySpan<byte> valueZ)
    {
        Assert.That(letter < 128);
        Set((byte)(letter ^ CaseBit), false);
        if (letter is (byte)'d' or (byte)'u')
        {
            Set((byte)('d' + 'u' - letter), false);
        }
        Set(letter, true);
        TextReference value = new(valueZ.IsEmpty ? "\0"u8 : valueZ);
        switch (letter)
        {
            case (byte)'t' when !valueZ.IsEmpty:
                TimeoutZ = value;
                break;
            case (byte)'D':
                BundleZ = value;
                break;
            case (byte)'s':
                SetZ = value;
                SignalZ = value;
                break;
            case (byte)'n' when !valueZ.IsEmpty:
                LinesZ = value;
                break;
            case (byte)'f' when !valueZ.IsEmpty:
                FileZ = value;
                break;
            default:
                break;
        }
    }

    private void Set(byte letter, bool on)
    {
        ulong bit = 1UL << (letter & 63);
        if (letter < 64)
        {
            _low = on ? _low | bit : _low & ~bit;
        }
        else
        {
            _high = on ? _high | bit : _high & ~bit;
        }
    }
}
