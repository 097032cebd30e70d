using System;
using Sestet.Cli;

namespace Sestet.Execline.Host;

/// <summary>The options of a loop over what is read (forstdin.html, forbacktickx.html).</summary>
internal struct LineLoopOptions : IOptionTaker
{
    public LoopOptions Loop;
    public LineOptions Lines;

    public static LineLoopOptions Default => new() { Loop = LoopOptions.Default, Lines = LineOptions.Default };

    public static ReadOnlySpan<byte> Letters => "pP:NnCc0d:o:x:Ee"u8;

    public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ) =>
        Lines.TryApply(letter, valueZ) || Loop.TryTake(letter, valueZ);
}
