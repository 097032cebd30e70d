using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>Who keeps a container from ending.</summary>
internal static class ContainerReport
{
    private const int LengthMax = 128;

    /// <summary>A service, or a process that nobody supervises, by its name.</summary>
    public static void Blocks(scoped ReadOnlySpan<byte> name, Pid pid)
    {
        PathBuffer text = new(stackalloc byte[LengthMax]);
        text.Append(" (process "u8);
        text.Append((ulong)pid.Value);
        text.Append(") has not ended, and is killed"u8);
        Assert.That(!text.Overflowed);
        Diagnostics.Warn(name, text.Text);
    }
}
