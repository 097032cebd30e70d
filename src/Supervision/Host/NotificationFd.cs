using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>The descriptor that a run script's helpers report readiness to (notifywhenup.html).</summary>
internal static class NotificationFd
{
    /// <summary>
    /// The one that was given, or else that of the current directory's notification-fd, which must be open: 0, or an exit
    /// code, printed.
    /// </summary>
    public static int Find(NumberOption given, out Fd fd)
    {
        fd = Fd.None;
        if (!given.TryRead("notification-fd"u8, 0, out uint number))
        {
            return ExitCode.Usage;
        }
        if (!given.IsGiven)
        {
            Span<byte> bytes = stackalloc byte[Limits.ServiceFileLengthMax];
            Result<int> length = SmallFile.Read(Fd.CurrentDirectory, ServiceOptions.NameZ(ServiceOption.NotificationFd), bytes);
            if (!length.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, length.Error, "read ./notification-fd"u8);
            }
            if (!Text.TryParse(SmallFile.FirstLine(bytes[..length.Value]), out number))
            {
                return Diagnostics.Fatal(ExitCode.Usage, "invalid ./notification-fd"u8);
            }
        }
        // Numbers beyond those of descriptors mean none that is open.
        fd = new Fd((int)Math.Min(number, int.MaxValue));
        Errno error = Kernel.CheckOpen(fd);
        return error.Failed
            ? Diagnostics.Fatal(ExitCode.System, error, "notification-fd sanity check failed"u8)
            : ExitCode.Success;
    }
}
