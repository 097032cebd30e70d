using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The file down of the service directory that is the current directory (s6-svc.html, -D and -U). A directory that cannot
/// be written is no reason to stop: what fails is warned of.
/// </summary>
internal static class DownFile
{
    public static void Create()
    {
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory,
            ServiceFile.DownZ,
            OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NONBLOCK,
            0x1b6);
        if (!file.Ok)
        {
            Diagnostics.WarnUnable(file.Error, "create "u8, "./down file"u8);
            return;
        }
        Kernel.Close(file.Value);
    }

    public static void Remove()
    {
        Errno error = Kernel.Unlink(Fd.CurrentDirectory, ServiceFile.DownZ);
        if (error.Failed && error != Errno.ENOENT)
        {
            Diagnostics.WarnUnable(error, "unlink "u8, "./down file"u8);
        }
    }
}
