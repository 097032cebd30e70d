using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Takes an instance out of a live service of instances (s6-instance-delete.html).</summary>
internal struct S6InstanceDelete : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-instance-delete"u8;

    public static ReadOnlySpan<byte> Usage => "s6-instance-delete [ -X ] [ -t timeout ] service instancename"u8;

    public static ReadOnlySpan<byte> Options => "Xt:"u8;

    public static ReadOnlySpan<byte> Help => """
        Stops an instance of the running service of instances at service, waits until its supervisor, and its logger's, have
        ended, and removes it.

          -X  do not wait
          -t  milliseconds to wait at most; 0, the default, is without end

        Exits 0, also after the time; 1 where the service does not run; 100 on wrong usage; 111 where a system call failed.
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
        ReadOnlySpan<byte> service = options.Rest[0];
        ReadOnlySpan<byte> name = options.Rest[1];
        code = InstancedService.CheckName(name);
        if (code == ExitCode.Success)
        {
            code = InstancedService.Enter(service);
        }
        return Outcome.Exit(code == ExitCode.Success ? Delete(link, service, name) : code);
    }

    private static int Delete(in ServiceLink link, ReadOnlySpan<byte> service, ReadOnlySpan<byte> name)
    {
        Errno error = link.Remove("."u8, name);
        if (error.Failed)
        {
            return Diagnostics.Unable(
                ExitCode.System, error, "prepare deletion of instance "u8, name, " of service "u8, service);
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(InstancedService.Instances);
        path.Append(name);
        error = path.Overflowed ? Errno.ENAMETOOLONG : DirectoryTree.Remove(path.TextZ);
        if (error.Failed)
        {
            // A supervisor that was not waited for may still write there.
            Diagnostics.WarnUnable(error, "remove "u8, service, path.Text[2..]);
        }
        return ExitCode.Success;
    }
}
