using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>Texts that stay until the process ends or executes something.</summary>
internal static class FrontText
{
    /// <summary>Parts in a row and a NUL; without even the NUL where there is no memory.</summary>
    public static TextReference JoinZ(
        scoped ReadOnlySpan<byte> a, scoped ReadOnlySpan<byte> b = default, scoped ReadOnlySpan<byte> c = default)
    {
        if (ChainMemory.TryAllocateArray(a.Length + b.Length + c.Length + 1, out Span<byte> text).Failed)
        {
            return default;
        }
        a.CopyTo(text);
        b.CopyTo(text[a.Length..]);
        c.CopyTo(text[(a.Length + b.Length)..]);
        text[^1] = 0;
        return new TextReference(text);
    }
}
