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
    /// Whether an s6-svscan runs on directory + suffix: 0, or an exit code, printed. 1: none runs; the message is then the
    /// given one and the directory.
    /// </summary>
    public static int RequireScanner(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> notRunning)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append(suffix);
        path.Append("/"u8);
        path.Append(ScanFile.LockZ[..^1]);
        Result<Fd> file = path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, path.Text);
        }
        Result<bool> locked = Kernel.IsLocked(file.Value);
        Kernel.Close(file.Value);
        if (!locked.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, locked.Error, "check lock on "u8, path.Text);
        }
        return locked.Value ? ExitCode.Success : Diagnostics.Fatal(ExitCode.Failure, notRunning, directory);
    }
}
