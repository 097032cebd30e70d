using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Rc.Host;

/// <summary>Options of the sub-commands of `sestet rc`.</summary>
internal struct RcOptions : IOptionTaker
{
    private TextReference _directoryZ;

    /// <summary>-o: the source directory that import writes into, or the directory for what export writes.</summary>
    public readonly ReadOnlySpan<byte> DirectoryZ => HasDirectory ? _directoryZ.Text : ".\0"u8;

    public bool HasDirectory { get; private set; }

    /// <summary>-f: services that are there already are replaced.</summary>
    public bool Replaces { get; private set; }

    /// <summary>-n: shows what would be written.</summary>
    public bool IsDry { get; private set; }

    /// <summary>-j: findings as JSON.</summary>
    public bool IsJson { get; private set; }

    public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
    {
        switch (letter)
        {
            case (byte)'o':
                _directoryZ = new TextReference(valueZ);
                HasDirectory = true;
                return valueZ.Length > 1;
            case (byte)'f':
                Replaces = true;
                return true;
            case (byte)'n':
                IsDry = true;
                return true;
            default:
                Assert.That(letter == 'j');
                IsJson = true;
                return true;
        }
    }
}
