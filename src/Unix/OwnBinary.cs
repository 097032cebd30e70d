using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Where the program's other commands are: beside the running binary, or in the binary itself, which can be executed
/// under any command's name. /proc is not asked: process 1 starts without.
/// </summary>
internal static class OwnBinary
{
#if !FREESTANDING
    // The simulation runs one program a thread.
    [System.ThreadStatic]
#endif
    private static PathBytes s_buffer;

#if !FREESTANDING
    [System.ThreadStatic]
#endif
    private static int s_length;

    [InlineArray(Limits.PathLengthMax)]
    private struct PathBytes
    {
        private byte _first;
    }

    /// <summary>
    /// Puts the absolute path of the file that was executed at the end of the buffer. To be called before the current
    /// directory changes. False where the kernel did not tell, or the path is too long.
    /// </summary>
    public static bool TryGetPath(ref PathBuffer path)
    {
        ReadOnlySpan<byte> executed = Kernel.ExecutedPathZ()[..^1];
        if (executed.IsEmpty)
        {
            return false;
        }
        if (executed[0] != '/')
        {
            Span<byte> here = stackalloc byte[Limits.PathLengthMax];
            Result<int> length = Kernel.CurrentDirectory(here);
            if (!length.Ok || here[0] != '/')
            {
                return false;
            }
            path.Append(here[..(length.Value - 1)]);
            path.Append("/"u8);
        }
        path.Append(executed);
        return !path.Overflowed;
    }

    /// <summary>
    /// For daemons, at their start: keeps the path of this program for FindCommand (only a relative one needs to be put
    /// together and stored), and, where it was executed under another name, has ps and pgrep show the daemon's.
    /// </summary>
    public static void Remember(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> executed = Kernel.ExecutedPathZ()[..^1];
        if (!Text.BaseName(executed).SequenceEqual(name))
        {
            PathBuffer nameZ = new(stackalloc byte[Limits.NameLengthMax]);
            nameZ.Append(name);
            Kernel.SetName(nameZ.TextZ);
        }
        if (executed.IsEmpty || executed[0] == '/')
        {
            return;
        }
        Span<byte> buffer = s_buffer;
        PathBuffer path = new(buffer);
        s_length = TryGetPath(ref path) ? path.Length : 0;
    }

    /// <summary>
    /// Puts the path by which another command is to be executed into the buffer: the file of its name beside this
    /// binary, else this binary, else just its name, to be found in PATH.
    /// </summary>
    public static void FindCommand(ReadOnlySpan<byte> name, ref PathBuffer path)
    {
        ReadOnlySpan<byte> stored = s_buffer;
        ReadOnlySpan<byte> own = s_length > 0 ? stored[..s_length] : Kernel.ExecutedPathZ()[..^1];
        if (own.IsEmpty || own[0] != '/')
        {
            path.Append(name);
            return;
        }
        path.Append(own[..(own.LastIndexOf((byte)'/') + 1)]);
        path.Append(name);
        if (path.Overflowed || Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.X_OK).Failed)
        {
            path.Truncate(0);
            path.Append(own);
        }
    }
}
