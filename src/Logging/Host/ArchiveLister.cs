using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>Shows a batch all archives of a directory.</summary>
internal static class ArchiveLister
{
    public static Errno List(Fd directory, ref ArchiveBatch archives)
    {
        Errno error = Kernel.Seek(directory, 0);
        if (error.Failed)
        {
            return error;
        }
        DirectoryReader reader = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (ArchiveName.Matches(nameZ[..^1]))
            {
                archives.Add(nameZ);
            }
        }
        return reader.Error;
    }
}
