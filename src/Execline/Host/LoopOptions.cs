using System;
using Sestet.Base;
using Sestet.Cli;

namespace Sestet.Execline.Host;

/// <summary>The options that forx, forstdin and forbacktickx share (forx.html).</summary>
internal struct LoopOptions : IOptionTaker
{
    /// <summary>Children at a time; 1 waits for each.</summary>
    public uint ChildrenMax;

    /// <summary>-E: the variable is substituted in the command line.</summary>
    public bool Imports;

    /// <summary>Which exit codes end the loop.</summary>
    public ExitCodeList Codes;

    public static LoopOptions Default => new() { ChildrenMax = 1, Codes = ExitCodeList.Endless };

    public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
    {
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
                bool isNumber = Text.TryParse(valueZ[..^1], out ChildrenMax);
                ChildrenMax = ChildrenMax == 0 ? 1 : ChildrenMax;
                return isNumber;
            default:
                Assert.That(letter is (byte)'o' or (byte)'x');
                return ExitCodeList.TryParse(valueZ[..^1], breaks: letter == 'x', out Codes);
        }
    }
}
