using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// A service of instances (instances.html): an s6-svscan on SERVICE/instance, where each instance is a link to its service
/// directory ../instances/NAME, a copy of ../template.
/// </summary>
internal static class InstancedService
{
    public static ReadOnlySpan<byte> Instances => "../instances/"u8;

    /// <summary>0, or 100, printed, for a name that no instance may have.</summary>
    public static int CheckName(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name[0] == '.' || name.IndexOfAny(" \t\f\r\n"u8) >= 0
            ? Diagnostics.Fatal(ExitCode.Usage, "invalid instance name"u8)
            : ExitCode.Success;

    /// <summary>Makes SERVICE/instance the current directory, which must be live: 0, or an exit code, printed.</summary>
    public static int Enter(ReadOnlySpan<byte> service)
    {
        if (service.IsEmpty)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "invalid service path"u8);
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(service);
        path.Append("/instance"u8);
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : Kernel.ChangeDirectory(path.TextZ);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "chdir to "u8, path.Text);
        }
        path.Append("/"u8);
        path.Append(ScanFile.LockZ[..^1]);
        return ScanDirectory.RequireScanner(
            ScanFile.LockZ, path.Text, "instanced service not running on "u8, service);
    }

    /// <summary>
    /// The words of a command on a service directory, from those of one on an instance: the options, and the directory in
    /// place of SERVICE and NAME. 0, or 100, printed.
    /// </summary>
    public static int Redirect(Arguments all, in OptionParser options, scoped ref PathBuffer path, scoped ref ArgumentList words)
    {
        if (options.Rest.Count < 2)
        {
            return options.UsageError().Code;
        }
        int code = Find(options.Rest[0], options.Rest[1], ref path);
        if (code == ExitCode.Success)
        {
            words.Add(all.To(all.Count - options.Rest.Count));
            words.Add(path.TextZ);
        }
        return code;
    }

    private static int Find(ReadOnlySpan<byte> service, ReadOnlySpan<byte> name, scoped ref PathBuffer path)
    {
        if (service.IsEmpty)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "invalid service name"u8);
        }
        int code = CheckName(name);
        path.Append(service);
        path.Append("/instance/"u8);
        path.Append(name);
        return code == ExitCode.Success && path.Overflowed
            ? Diagnostics.Fatal(ExitCode.Usage, Errno.ENAMETOOLONG, "invalid instance name"u8)
            : code;
    }
}
