using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>What clients ask of a scan directory.</summary>
internal static class ScanDirectory
{
    /// <summary>
    /// Whether an s6-svscan runs on a scan directory: 0, or an exit code, printed. 1: none runs; the message is then the given
    /// one and the directory.
    /// </summary>
    public static int RequireScanner(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> notRunning)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append("/"u8);
        path.Append(ScanFile.LockZ[..^1]);
        return path.Overflowed
            ? Diagnostics.Unable(ExitCode.System, Errno.ENAMETOOLONG, "open "u8, path.Text)
            : RequireScanner(path.TextZ, path.Text, notRunning, directory);
    }

    /// <summary>The same by the path of the lock, which has another name for the user.</summary>
    public static int RequireScanner(
        ReadOnlySpan<byte> lockZ, ReadOnlySpan<byte> shown, ReadOnlySpan<byte> notRunning, ReadOnlySpan<byte> directory)
    {
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, lockZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, shown);
        }
        Result<bool> locked = Kernel.IsLocked(file.Value);
        Kernel.Close(file.Value);
        if (!locked.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, locked.Error, "check lock on "u8, shown);
        }
        return locked.Value ? ExitCode.Success : Diagnostics.Fatal(ExitCode.Failure, notRunning, directory);
    }
}
