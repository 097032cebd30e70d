using System;

namespace Sestet.Cli;

/// <summary>What a command's options make up, one by one (<see cref="OptionParser.TryReadAll{T}"/>).</summary>
internal interface IOptionTaker
{
    /// <summary>Takes an option and its value, with its NUL; false where the value cannot be used.</summary>
    bool TryTake(byte letter, ReadOnlySpan<byte> valueZ);
}
