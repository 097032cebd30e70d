using System;

namespace Sestet.Rc.Host;

/// <summary>What s6-rc-compile is told (s6-rc-compile.html).</summary>
internal ref struct CompilerOptions
{
    /// <summary>-v.</summary>
    public uint Verbosity;

    /// <summary>-h: whom s6-fdholder-daemon runs as; empty: as its supervisor.</summary>
    public ReadOnlySpan<byte> HolderUser;

    /// <summary>-b: s6-rc-oneshot-run waits for the lock of the live state.</summary>
    public bool Blocks;
}
