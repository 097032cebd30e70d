using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>Reads files as they are at one moment, without a lock: they are replaced, or changed in their place.</summary>
internal static class LiveFile
{
    /// <summary>The whole of a directory's file ("/NAME").</summary>
    public static Errno Read(
        scoped ReadOnlySpan<byte> directory, scoped ReadOnlySpan<byte> suffix, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append(suffix);
        if (path.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = WholeFile.Read(file.Value, Limits.LiveFileLengthMax, out bytes);
        Kernel.Close(file.Value);
        return error;
    }
}
