using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Files that readers find either whole as before or whole as now.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes the data under a temporary name and renames that to the file's. On any error the file stays as it was and
    /// the temporary one is removed.
    /// </summary>
    public static Errno Replace(Fd directory, ReadOnlySpan<byte> fileZ, ReadOnlySpan<byte> temporaryZ, ReadOnlySpan<byte> data)
    {
        Result<Fd> file = Kernel.Open(
            directory, temporaryZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NONBLOCK, 0x1b6);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Output.WriteAll(file.Value, data);
        Kernel.Close(file.Value);
        if (error.IsNone)
        {
            error = Kernel.Rename(directory, temporaryZ, fileZ);
        }
        if (error.Failed)
        {
            _ = Kernel.Unlink(directory, temporaryZ);
        }
        return error;
    }
}
