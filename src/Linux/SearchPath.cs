using System;
using Sestet.Base;

namespace Sestet.Linux;

/// <summary>The directories of PATH one after another, as execvp(3) takes them.</summary>
internal ref struct SearchPath
{
    /// <summary>Where PATH is not set: what skalibs is built with by default.</summary>
    private static ReadOnlySpan<byte> Default => "/usr/bin:/bin"u8;

    private ReadOnlySpan<byte> _rest;
    private bool _more;

    public SearchPath(EnvironmentBlock environment)
    {
        _rest = environment.TryGet("PATH"u8, out ReadOnlySpan<byte> valueZ) ? valueZ[..^1] : Default;
        _more = true;
    }

    /// <summary>The next directory; an empty one is the current directory.</summary>
    public bool Next(out ReadOnlySpan<byte> directory)
    {
        directory = default;
        if (!_more)
        {
            return false;
        }
        int colon = _rest.IndexOf((byte)':');
        directory = colon < 0 ? _rest : _rest[..colon];
        _more = colon >= 0;
        _rest = colon < 0 ? default : _rest[(colon + 1)..];
        return true;
    }
}
