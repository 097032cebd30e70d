using System;

namespace Sestet.Logging;

/// <summary>What a log file was compressed with, by its first bytes.</summary>
internal enum CompressedFormat : byte
{
    None,
    Gzip,
    Zstandard,
    Xz,
    Bzip2,
}

/// <summary>How each format is known, and what decompresses it.</summary>
internal static class CompressedFormats
{
    /// <summary>The first bytes that tell every format.</summary>
    public const int MagicLength = 6;

    public static CompressedFormat Detect(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("\x1f"u8) && start.Length > 2 && start[1] == 0x8b && start[2] == 8)
        {
            return CompressedFormat.Gzip;
        }
        if (start.Length >= 4 && start[0] == 0x28 && start[1] == 0xb5 && start[2] == 0x2f && start[3] == 0xfd)
        {
            return CompressedFormat.Zstandard;
        }
        if (start.Length >= 6 && start[0] == 0xfd && start[1..6].SequenceEqual("7zXZ\0"u8))
        {
            return CompressedFormat.Xz;
        }
        return start.Length >= 4 && start.StartsWith("BZh"u8) && start[3] is >= (byte)'1' and <= (byte)'9'
            ? CompressedFormat.Bzip2
            : CompressedFormat.None;
    }

    /// <summary>The program that decompresses it from its standard input to its standard output, given -dc.</summary>
    public static ReadOnlySpan<byte> ProgramZ(CompressedFormat format) => format switch
    {
        CompressedFormat.Gzip => "gzip\0"u8,
        CompressedFormat.Zstandard => "zstd\0"u8,
        CompressedFormat.Xz => "xz\0"u8,
        CompressedFormat.Bzip2 => "bzip2\0"u8,
        CompressedFormat.None or _ => default,
    };
}
