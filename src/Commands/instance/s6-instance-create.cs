using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Adds an instance to a live service of instances (s6-instance-create.html).</summary>
internal struct S6InstanceCreate : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-instance-create"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-instance-create [ -d | -D ] [ -f ] [ -P ] [ -t timeout ] service instancename"u8;

    public static ReadOnlySpan<byte> Options => "dDfPt:"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes an instance of the running service of instances at service, and waits until its supervisor, and its logger's,
        can be told what to do.

          -d  the instance stays down for now       -D  it stays down; a file down is made
          -P  anybody may subscribe to its events   -f  even if the template says otherwise
          -t  milliseconds to wait at most; 0, the default, is without end

        Exits 0; 1 where the service does not run; 99 after the time; 100 on wrong usage, or where there is an instance of
        that name; 111 where a system call failed. On an error nothing is left of the instance.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        ServiceLink link = new() { IsRelative = true };
        OptionParser options = new(invocation);
        int code = link.Parse(ref options);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        ReadOnlySpan<byte> service = options.Rest[0];
        ReadOnlySpan<byte> name = options.Rest[1];
        code = InstancedService.CheckName(name);
        if (code == ExitCode.Success && !service.IsEmpty)
        {
            code = MakeDirectories(service);
        }
        if (code == ExitCode.Success)
        {
            code = InstancedService.Enter(service);
        }
        return Outcome.Exit(code == ExitCode.Success ? Create(ref link, service, name) : code);
    }

    /// <summary>Sources for s6-rc lack them, and so does what that makes of them.</summary>
    private static int MakeDirectories(ReadOnlySpan<byte> service)
    {
        ServiceFiles files = new(service, stackalloc byte[Limits.PathLengthMax]);
        files.MakeDirectory("instances"u8, mayExist: true);
        files.MakeDirectory("instance"u8, mayExist: true);
        return files.Code;
    }

    private static int Create(ref ServiceLink link, ReadOnlySpan<byte> service, ReadOnlySpan<byte> name)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(InstancedService.Instances);
        path.Append(name);
        // As the user knows it: without the dots in front.
        ReadOnlySpan<byte> shown = path.Text[2..];
        Result<FileStatus> old = path.Overflowed
            ? new Result<FileStatus>(Errno.ENAMETOOLONG)
            : Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
        if (old.Ok)
        {
            return Diagnostics.Fatal(
                ExitCode.Usage,
                old.Value.IsDirectory
                    ? "instance appears to already exist at "u8
                    : "unexpected file preventing instance creation at "u8,
                service,
                shown);
        }
        if (old.Error != Errno.ENOENT)
        {
            return Diagnostics.Unable(ExitCode.System, old.Error, "stat "u8, service, shown);
        }
        Errno error = DirectoryTree.Copy("../template\0"u8, path.TextZ);
        int code = ExitCode.Success;
        if (error.Failed)
        {
            PathBuffer target = new(stackalloc byte[2 * Limits.PathLengthMax]);
            target.Append("/template to "u8);
            target.Append(service);
            target.Append(shown);
            code = Diagnostics.Unable(ExitCode.System, error, "copy "u8, service, target.Text);
        }
        else
        {
            error = link.Create("."u8, path.TextZ, name);
            if (error.Failed)
            {
                code = Diagnostics.Unable(
                    error == Errno.ETIMEDOUT ? ExitCode.TimedOut : ExitCode.System,
                    error,
                    "create instance of "u8,
                    service,
                    " named "u8,
                    name);
            }
        }
        if (code != ExitCode.Success)
        {
            _ = DirectoryTree.Remove(path.TextZ);
        }
        return code;
    }
}
