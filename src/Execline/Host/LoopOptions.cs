using System;
using Sestet.Base;

namespace Sestet.Execline.Host;

/// <summary>The options that forx, forstdin and forbacktickx share (forx.html).</summary>
internal struct LoopOptions
{
    /// <summary>Children at a time; 1 waits for each.</summary>
    public uint ChildrenMax;

    /// <summary>-E: the variable is substituted in the command line.</summary>
    public bool Imports;

    /// <summary>Which exit codes end the loop.</summary>
    public ExitCodeList Codes;

    public static LoopOptions Default => new() { ChildrenMax = 1, Codes = ExitCodeList.Endless };

    /// <summary>Takes an option; isValid: its value can be used. False where it is none of these.</summary>
    public bool TryApply(byte letter, ReadOnlySpan<byte> valueZ, out bool isValid)
    {
        isValid = true;
        switch (letter)
        {
            case (byte)'e':
            case (byte)'E':
                Imports = letter == 'E';
                return true;
            case (byte)'p':
                ChildrenMax = uint.MaxValue;
                return true;
            case (byte)'P':
                isValid = Text.TryParse(valueZ[..^1], out ChildrenMax);
                ChildrenMax = ChildrenMax == 0 ? 1 : ChildrenMax;
                return true;
            case (byte)'o':
            case (byte)'x':
                isValid = ExitCodeList.TryParse(valueZ[..^1], breaks: letter == 'x', out Codes);
                return true;
            default:
                return false;
        }
    }
}
