using System;

namespace Sestet.Rc;

/// <summary>What a name of the source format stands for.</summary>
internal enum DefinitionKind : byte
{
    /// <summary>It was mentioned only.</summary>
    Unknown,
    Longrun,
    Oneshot,
    Bundle,
}

/// <summary>The file "type" of a definition directory.</summary>
internal static class DefinitionKinds
{
    /// <summary>What is looked at of the file; as in the reference, more may follow.</summary>
    private const int ReadLength = 8;

    public static bool TryParse(ReadOnlySpan<byte> type, out DefinitionKind kind)
    {
        type = type[..Math.Min(type.Length, ReadLength)];
        type = type.EndsWith("\n"u8) ? type[..^1] : type;
        kind = type.SequenceEqual("longrun"u8) ? DefinitionKind.Longrun
            : type.SequenceEqual("oneshot"u8) ? DefinitionKind.Oneshot
            : type.SequenceEqual("bundle"u8) ? DefinitionKind.Bundle
            : DefinitionKind.Unknown;
        return kind != DefinitionKind.Unknown;
    }

    public static ReadOnlySpan<byte> Name(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Longrun => "longrun"u8,
        DefinitionKind.Oneshot => "oneshot"u8,
        DefinitionKind.Bundle => "bundle"u8,
        _ => "unknown"u8,
    };
}
