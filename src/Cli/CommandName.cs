using System;

namespace Sestet.Cli;

/// <summary>The hash that the generated command table switches on.</summary>
internal static class CommandName
{
    /// <summary>FNV-1a of 32 bits; eng/WriteCommandTable.cs computes the same.</summary>
    public static uint Hash(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        // The function is defined to wrap around.
        unchecked
        {
            for (int i = 0; i < name.Length; i++)
            {
                hash = (hash ^ name[i]) * 16777619;
            }
        }
        return hash;
    }
}
