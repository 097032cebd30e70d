using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>
/// The locks that s6-rc takes: that of the live directory, alone, and that of the compiled database, shared. They are held
/// until this process ends.
/// </summary>
internal static class LiveLock
{
    /// <summary>Waits for them. False with an exit code, printed.</summary>
    public static bool TryTake(TextReference livedirZ, out int code)
    {
        ReadOnlySpan<byte> livedir = livedirZ.Text[..^1];
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(livedir);
        path.Append("/lock"u8);
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
        if (error.IsNone)
        {
            Result<Fd> file = Kernel.Open(
                Fd.CurrentDirectory,
                path.TextZ,
                OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_NONBLOCK,
                0x1a4);
            error = file.Ok ? Kernel.Lock(file.Value, LockKind.Exclusive, wait: true) : file.Error;
        }
        if (error.Failed)
        {
            code = Diagnostics.Unable(ExitCode.System, error, "take lock in "u8, livedir);
            return false;
        }
        path.Truncate(livedir.Length);
        path.Append("/compiled"u8);
        code = OpenDatabase.Lock(path.Text, wait: true, out _);
        return code == ExitCode.Success;
    }
}
