using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    private static delegate*<ReadOnlySpan<byte>, Errno, void> s_onGlobError;

    /// <summary>
    /// glob(3): the files that match a pattern, which lie in memory of libc's heap until FreeGlob; both are to be called whether
    /// something matches or not. OnError, which may be null, hears of directories that cannot be read, by their paths; with
    /// GLOB_ERR the first of them is the error.
    /// </summary>
    public static Errno Glob(
        ReadOnlySpan<byte> patternZ,
        int flags,
        delegate*<ReadOnlySpan<byte>, Errno, void> onError,
        out GlobMatches matches,
        out Arguments words)
    {
        const int GLOB_ABORTED = 2;
        const int GLOB_NOMATCH = 3;
        matches = default;
        words = default;
        s_onGlobError = onError;
        // SAFETY: libc fills in the structure, and keeps no address of it.
        ulong* structure = (ulong*)Unsafe.AsPointer(ref matches);
        int code = Libc.glob(
            (byte*)PathPointer(patternZ), flags, onError == null ? null : &OnGlobError, structure);
        switch (code)
        {
            case 0:
                // gl_pathc and gl_pathv.
                words = new Arguments((byte**)structure[1], (int)structure[0]);
                return Errno.None;
            case GLOB_NOMATCH:
                return Errno.None;
            default:
                return code == GLOB_ABORTED ? new Errno(*Libc.errno_location()) : Errno.ENOMEM;
        }
    }

    public static void FreeGlob(ref GlobMatches matches) => Libc.globfree(Unsafe.AsPointer(ref matches));

    [UnmanagedCallersOnly]
    private static int OnGlobError(byte* path, int error)
    {
        s_onGlobError(MemoryZ.TextAt(path), new Errno(error));
        return 0;
    }
}
