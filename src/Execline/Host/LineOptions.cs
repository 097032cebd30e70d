using System;
using Sestet.Linux;

namespace Sestet.Execline.Host;

/// <summary>How input is parted into values of a loop (forstdin.html).</summary>
internal struct LineOptions
{
    /// <summary>What a line ends in: one of these letters. None: netstrings.</summary>
    public TextReference Ends;

    /// <summary>Without the end, and without a last line that has none.</summary>
    public bool Chomps;

    /// <summary>Empty lines are passed over.</summary>
    public bool Crunches;

    public static LineOptions Default => new() { Ends = new TextReference("\n"u8), Chomps = true };

    /// <summary>Takes an option; false where it is none of these.</summary>
    public bool TryApply(byte letter, ReadOnlySpan<byte> valueZ)
    {
        switch (letter)
        {
            case (byte)'N':
            case (byte)'n':
                Chomps = letter == 'n';
                return true;
            case (byte)'C':
            case (byte)'c':
                Crunches = letter == 'C';
                return true;
            case (byte)'0':
                Ends = new TextReference("\0"u8);
                return true;
            case (byte)'d':
                Ends = new TextReference(valueZ[..^1]);
                return true;
            default:
                return false;
        }
    }
}
