using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>What a logdir is called before its lines.</summary>
internal static class LogdirName
{
    /// <summary>The last part of its path; slashes at the end do not count.</summary>
    public static ReadOnlySpan<byte> Short(ReadOnlySpan<byte> path)
    {
        while (path.Length > 1 && path[^1] == '/')
        {
            path = path[..^1];
        }
        ReadOnlySpan<byte> name = Text.BaseName(path);
        return name.IsEmpty ? path : name;
    }
}
