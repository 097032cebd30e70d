using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Names the instances of a live service of instances (s6-instance-list.html).</summary>
internal struct S6InstanceList : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-instance-list"u8;

    public static ReadOnlySpan<byte> Usage => "s6-instance-list service"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the names of all instances, up or down, of the running service of instances at service, one a line and in no
        order. Exits 0; 1 where the service does not run; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        OptionParser options = new(invocation);
        if (options.Next() != OptionParser.End)
        {
            return Outcome.Exit(ExitCode.Usage);
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        int code = InstancedService.Enter(options.Rest[0]);
        return Outcome.Exit(code == ExitCode.Success ? List(options.Rest[0]) : code);
    }

    private static int List(ReadOnlySpan<byte> service)
    {
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, ".\0"u8);
        if (!directory.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, directory.Error, "opendir "u8, service, "/instance"u8);
        }
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        while (names.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (nameZ[0] != '.')
            {
                output.Write(nameZ[..^1]);
                output.Write("\n"u8);
            }
        }
        output.Flush();
        Kernel.Close(directory.Value);
        if (names.Error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, names.Error, "readdir "u8, service, "/instance"u8);
        }
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success;
    }
}
