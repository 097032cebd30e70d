using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The service s6-svscan-log of a scan directory (s6-svscanboot.html): an s6-log that reads, from a FIFO, what the
/// supervision tree itself says.
/// </summary>
internal struct CatchAllLogger
{
    private const uint ModeService = 0x5ed;     // 02755
    private const uint ModeRun = 0x1ed;         // 0755
    private const uint ModeFifo = 0x180;        // 0600

    /// <summary>Of the log directory.</summary>
    public uint Mode;

    /// <summary>Who it runs as; nobody else where that is empty.</summary>
    public TextReference UserZ;

    public Account Account;

    /// <summary>What s6-log does with the lines.</summary>
    public TextReference OptionsZ;

    private static ReadOnlySpan<byte> Service => "/s6-svscan-log"u8;

    private static ReadOnlySpan<byte> Fifo => "/s6-svscan-log/fifo"u8;

    /// <summary>Makes the log directory: 0, or an exit code, printed.</summary>
    public readonly int MakeDirectory(ReadOnlySpan<byte> directoryZ)
    {
        ReadOnlySpan<byte> directory = directoryZ[..^1];
        Errno error = DirectoryTree.MakePath(directoryZ, Mode);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "mkdir "u8, directory);
        }
        if (!UserZ.Text.IsEmpty)
        {
            error = Kernel.ChangeOwner(Fd.CurrentDirectory, directoryZ, Account.Uid, Account.Gid);
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "chown "u8, directory);
        }
        error = Kernel.ChangeMode(Fd.CurrentDirectory, directoryZ, Mode);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "chmod "u8, directory) : ExitCode.Success;
    }

    /// <summary>Makes the service anew, and the scan directory where it is missing: 0, or an exit code, printed.</summary>
    public readonly int MakeService(ReadOnlySpan<byte> scandir, ReadOnlySpan<byte> directoryZ, EnvironmentBlock environment)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(scandir);
        path.Append(Fifo);
        bool fits = !path.Overflowed;
        path.Truncate(fits ? scandir.Length + Service.Length : 0);
        Errno error = fits ? DirectoryTree.Remove(path.TextZ) : Errno.ENAMETOOLONG;
        if (error.IsNone)
        {
            error = DirectoryTree.MakePath(path.TextZ, ModeService);
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "mkdir "u8, path.Text);
        }
        PathBuffer script = new(stackalloc byte[Limits.ScriptLengthMax]);
        error = Write(ref script, directoryZ, environment);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "realpath "u8, directoryZ[..^1]);
        }
        ServiceFiles files = new(path.Text, stackalloc byte[Limits.PathLengthMax]);
        files.Write("notification-fd"u8, "3\n"u8);
        files.WriteScript("run"u8, script.Overflowed ? default : script.Text, executable: false);
        files.SetMode(ModeRun);
        if (files.Code != ExitCode.Success)
        {
            return files.Code;
        }
        path.Append("/fifo"u8);
        error = Kernel.MakeFifo(Fd.CurrentDirectory, path.TextZ, ModeFifo);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "mkfifo "u8, path.Text) : ExitCode.Success;
    }

    private readonly Errno Write(scoped ref PathBuffer script, ReadOnlySpan<byte> directoryZ, EnvironmentBlock environment)
    {
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        if (directoryZ[0] == '/')
        {
            directory.Append(directoryZ[..^1]);
        }
        else
        {
            Errno error = AbsolutePath.OfDirectory(directoryZ, ref directory);
            if (error.Failed)
            {
                return error;
            }
        }
        ExeclineScript.AppendStart(ref script, environment, " -s1\nfdmove -c 1 2\nredirfd -rnb 0 fifo\n"u8);
        ExeclineScript.AppendUser(ref script, UserZ.Text.IsEmpty ? default : UserZ.Text[..^1]);
        script.Append("exec -c\ns6-log -bpd3 -- "u8);
        script.Append(OptionsZ.Text[..^1]);
        script.Append(" "u8);
        ExeclineScript.AppendQuoted(ref script, directory.Text);
        script.Append("\n"u8);
        return Errno.None;
    }

    /// <summary>
    /// Points standard input at /dev/null, keeps the console under that number, and points standard output and error at the
    /// FIFO, which nobody reads yet: 0, or an exit code, printed.
    /// </summary>
    public readonly int Redirect(ReadOnlySpan<byte> scandir, ReadOnlySpan<byte> consoleZ, int console)
    {
        int code = MoveTo("/dev/null\0"u8, OpenFlags.O_RDONLY, 0);
        if (code == ExitCode.Success && !consoleZ.IsEmpty)
        {
            code = MoveTo(consoleZ, OpenFlags.O_WRONLY, console);
        }
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = consoleZ.IsEmpty ? Kernel.DuplicateTo(Fd.StandardError, console) : Errno.None;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "fd_copy stderr"u8);
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(scandir);
        path.Append(Fifo);
        // A FIFO can be opened for writing only while somebody reads it.
        Result<Fd> reader = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!reader.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, reader.Error, "open "u8, path.Text, " for reading"u8);
        }
        code = MoveTo(path.TextZ, OpenFlags.O_WRONLY, 1);
        Kernel.Close(reader.Value);
        if (code != ExitCode.Success)
        {
            return code;
        }
        error = Kernel.DuplicateTo(Fd.StandardOutput, Fd.StandardError.Value);
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "fd_copy stdout to stderr"u8)
            : ExitCode.Success;
    }

    private static int MoveTo(ReadOnlySpan<byte> pathZ, int flags, int number)
    {
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, pathZ, flags);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, pathZ[..^1]);
        }
        Errno error = Descriptors.Move(file.Value, number);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "fd_move "u8, pathZ[..^1]) : ExitCode.Success;
    }
}
