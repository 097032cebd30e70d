using System;
using System.Buffers.Binary;

namespace Sestet.Cli;

/// <summary>
/// The hash that the generated command table switches on: of the length and the last 8 bytes, or of all where there are
/// fewer. Every start of the program computes it, so it is cheap; the build refuses names that it does not tell apart.
/// </summary>
internal static class CommandName
{
    /// <summary>eng/WriteCommandTable.cs computes the same.</summary>
    public static uint Hash(ReadOnlySpan<byte> name)
    {
        uint tail = 0;
        uint middle = 0;
        int length = name.Length;
        if (length >= 8)
        {
            tail = BinaryPrimitives.ReadUInt32LittleEndian(name.Slice(length - 4));
            middle = BinaryPrimitives.ReadUInt32LittleEndian(name.Slice(length - 8));
        }
        else if (length >= 4)
        {
            tail = BinaryPrimitives.ReadUInt32LittleEndian(name.Slice(length - 4));
            middle = BinaryPrimitives.ReadUInt32LittleEndian(name);
        }
        else
        {
            foreach (byte letter in name)
            {
                tail = (tail << 8) | letter;
            }
        }
        // Multiplication is meant to wrap around.
        return unchecked((tail * 0x9e3779b1) ^ (middle * 0x85ebca6b) ^ (uint)name.Length);
    }
}
