using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision.Host;

/// <summary>
/// The writing end of the pipe that a logger reads. s6-svscan holds both ends, but may be killed, and the service and its
/// supervisor with it: so the logger's supervisor holds one too.
/// </summary>
internal static class LoggerInput
{
    /// <summary>Opens it where the service is a logger by its name, "NAME/log", and reads a pipe; else none.</summary>
    public static Fd Hold(ReadOnlySpan<byte> name)
    {
        if (!name.EndsWith("/log"u8))
        {
            return Fd.None;
        }
        Result<FileStatus> input = Kernel.Stat(Fd.StandardInput);
        if (!input.Ok || !input.Value.IsFifo)
        {
            return Fd.None;
        }
        Result<Fd> writer = Kernel.Open(
            Fd.CurrentDirectory, "/proc/self/fd/0\0"u8, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
        return writer.Ok ? writer.Value : Fd.None;
    }
}
