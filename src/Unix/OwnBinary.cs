using System;
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
    private static TextReference s_path;

    /// <summary>
    /// The length of the buffer that Remember needs: next to nothing where the path is absolute already.
    /// </summary>
    public static int BufferLength => Kernel.ExecutedPathZ()[0] == '/' ? 2 : Limits.PathLengthMax;

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
    /// For daemons, at their start: keeps the path of this program for FindCommand, and, where it was executed under
    /// another name, has ps and pgrep show the daemon's. A relative path is put together in the buffer, which must stay.
    /// </summary>
    public static void Remember(ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        ReadOnlySpan<byte> executed = Kernel.ExecutedPathZ()[..^1];
        if (!Text.BaseName(executed).SequenceEqual(name))
        {
            PathBuffer nameZ = new(stackalloc byte[Limits.NameLengthMax]);
            nameZ.Append(name);
            Kernel.SetName(nameZ.TextZ);
        }
        s_path = new TextReference(executed);
        if (executed.IsEmpty || executed[0] == '/')
        {
            return;
        }
        PathBuffer path = new(buffer);
        s_path = new TextReference(TryGetPath(ref path) ? path.Text : default);
    }

    /// <summary>
    /// Puts the path by which another command is to be executed into the buffer: the file of its name beside this
    /// binary, else this binary, else just its name, to be found in PATH. The buffer has PathLengthMax bytes.
    /// </summary>
    public static void FindCommand(ReadOnlySpan<byte> name, ref PathBuffer path)
    {
        ReadOnlySpan<byte> own = s_path.Text;
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
        Assert.That(!path.Overflowed);
    }
}
