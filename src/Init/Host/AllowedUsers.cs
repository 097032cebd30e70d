using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>/etc/shutdown.allow: one of its users must be logged in (s6-linux-init-shutdown.html: -a).</summary>
internal static class AllowedUsers
{
    private static ReadOnlySpan<byte> FileZ => "/etc/shutdown.allow\0"u8;

    /// <summary>0, or what to exit with, printed. Where the file is missing anybody may.</summary>
    public static int Check()
    {
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, FileZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (file.Error == Errno.ENOENT)
        {
            return ExitCode.Success;
        }
        Errno error = file.Error;
        ReadOnlySpan<byte> list = default;
        if (file.Ok)
        {
            error = WholeFile.Read(file.Value, Limits.ExeclineScriptLengthMax, out list);
            Kernel.Close(file.Value);
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read "u8, FileZ[..^1]);
        }
        return IsAnyLoggedIn(list)
            ? ExitCode.Success
            : Diagnostics.Fatal(ExitCode.Failure, "no authorized users logged in"u8);
    }

    private static bool IsAnyLoggedIn(ReadOnlySpan<byte> list)
    {
        Span<byte> memory = stackalloc byte[UtmpRecord.LengthMax];
        if (!UtmpFile.TryOpen(memory[..UtmpFile.RecordLength], forWriting: false, out UtmpFile users))
        {
            return false;
        }
        bool found = false;
        while (!found && users.Next(out UtmpRecord record))
        {
            found = record.Type == UtmpRecord.UserProcess && UserList.Contains(list, record.User);
        }
        users.Close();
        return found;
    }
}
