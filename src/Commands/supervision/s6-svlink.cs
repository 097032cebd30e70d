using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Links a service directory into a scan directory and waits for its supervisor (s6-svlink.html).</summary>
internal struct S6Svlink : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-svlink"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-svlink [ -d | -D ] [ -f ] [ -P ] [ -t timeout ] scandir servicedir [ name ]"u8;

    public static ReadOnlySpan<byte> Options => "dDfPt:"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes the link scandir/name to servicedir (name is its last part by default), has the s6-svscan of scandir scan, and
        waits until an s6-supervise runs on servicedir, and on servicedir/log where there is one.

          -d  the service stays down for now; a file down is removed
          -D  the service stays down; a file down is made
          -P  anybody may subscribe to its events      -f  even if servicedir/event is there with other rights
          -t  milliseconds to wait at most; 0, the default, is without end

        Exits 0; 1 where no s6-svscan runs on scandir; 99 after the time; 100 on wrong usage; 111 where a system call failed.
        On an error the link is removed again.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        ServiceLink link = default;
        OptionParser options = new(invocation);
        int code = link.Parse(ref options);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Arguments words = options.Rest;
        ReadOnlySpan<byte> service = words[1];
        ReadOnlySpan<byte> name = words.Count > 2 ? words[2] : LastPart(service);
        ReadOnlySpan<byte> wrong = words[0].IsEmpty ? "invalid scandir"u8
            : service.IsEmpty ? "invalid servicedir"u8
            : name.IsEmpty || name[0] is (byte)'.' or (byte)'/' ? "invalid name"u8
            : default;
        if (!wrong.IsEmpty)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, wrong));
        }
        code = ScanDirectory.RequireScanner(words[0], "s6-svscan not running on "u8);
        if (code == ExitCode.Success)
        {
            code = CheckService(service);
        }
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Errno error = link.Create(words[0], words.AtZ(1), name);
        return Outcome.Exit(error.IsNone ? ExitCode.Success : Report(error, words[0], service, name));
    }

    private static ReadOnlySpan<byte> LastPart(ReadOnlySpan<byte> path)
    {
        while (path.Length > 1 && path[^1] == '/')
        {
            path = path[..^1];
        }
        return path.Length > 1 ? Text.BaseName(path) : path;
    }

    private static int CheckService(ReadOnlySpan<byte> service)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(service);
        int code = CheckRun(ref path);
        if (code != ExitCode.Success)
        {
            return code;
        }
        path.Append("/log"u8);
        Result<FileStatus> log = Stat(path);
        if (!log.Ok)
        {
            return log.Error == Errno.ENOENT
                ? ExitCode.Success
                : Diagnostics.Unable(ExitCode.System, log.Error, "stat "u8, path.Text);
        }
        return log.Value.IsDirectory
            ? CheckRun(ref path)
            : Diagnostics.Fatal(ExitCode.Usage, path.Text, " is not a directory"u8);
    }

    /// <summary>
    /// 0 where a directory has a run script, else an exit code, printed. Warns of a supervisor that is there already.
    /// </summary>
    private static int CheckRun(scoped ref PathBuffer directory)
    {
        int length = directory.Length;
        directory.Append("/run"u8);
        Result<FileStatus> run = Stat(directory);
        if (!run.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, run.Error, "stat "u8, directory.Text);
        }
        if ((run.Value.Mode & FileMode.S_IXUSR) == 0)
        {
            return Diagnostics.Fatal(ExitCode.Usage, directory.Text, " is not executable"u8);
        }
        directory.Truncate(length);
        Result<bool> supervised = ServiceDirectory.IsSupervised(directory.Text);
        if (!supervised.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, supervised.Error, "check supervision status of "u8, directory.Text);
        }
        if (supervised.Value)
        {
            Diagnostics.Warn("supervisor already running on "u8, directory.Text);
        }
        return ExitCode.Success;
    }

    private static Result<FileStatus> Stat(in PathBuffer path) => path.Overflowed
        ? new Result<FileStatus>(Errno.ENAMETOOLONG)
        : Kernel.Stat(Fd.CurrentDirectory, path.TextZ);

    private static int Report(Errno error, ReadOnlySpan<byte> scandir, ReadOnlySpan<byte> service, ReadOnlySpan<byte> name)
    {
        PathBuffer what = new(stackalloc byte[2 * Limits.PathLengthMax]);
        what.Append(" into scandir "u8);
        what.Append(scandir);
        what.Append(" with name "u8);
        what.Append(name);
        int code = error == Errno.ETIMEDOUT ? ExitCode.TimedOut : ExitCode.System;
        return Diagnostics.Unable(code, error, "link servicedir "u8, service, what.Text);
    }
}
