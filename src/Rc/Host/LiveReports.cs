using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>What s6-rc prints about a live directory: exit codes.</summary>
internal static class LiveReports
{
    /// <summary>The selected services, essential ones perhaps left out.</summary>
    public static int List(scoped in LiveServices services, bool hidesEssential)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        for (int i = 0; i < services.Database.Count; i++)
        {
            bool isHidden = hidesEssential && (services.Marks[i] & ServiceMark.Essential) != 0;
            if (services.Selection.Contains(i) && !isHidden)
            {
                output.Write(services.Database.Name(i));
                output.Write("\n"u8);
            }
        }
        return End(ref output, ExitCode.Success);
    }

    /// <summary>
    /// Longruns that their supervisors are to keep up and s6-rc takes for down, with a plus; and the other way round. The
    /// current directory is the live one's servicedirs.
    /// </summary>
    public static int Diff(scoped in LiveServices services, ReadOnlySpan<byte> live)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        int code = ExitCode.Success;
        for (int i = 0; i < services.Database.LongrunCount; i++)
        {
            ReadOnlySpan<byte> name = services.Database.Name(i);
            Errno error = ServiceDirectory.ReadStatus(name, out ServiceStatus status);
            if (error.Failed)
            {
                return Diagnostics.Unable(
                    ExitCode.System, error, "read longrun status for "u8, live, "/servicedirs/"u8, name);
            }
            if (status.WantedUp != ((services.States[i] & ServiceState.Up) != 0))
            {
                code = ExitCode.Failure;
                output.Write(status.WantedUp ? "+"u8 : "-"u8);
                output.Write(name);
                output.Write("\n"u8);
            }
        }
        return End(ref output, code);
    }

    private static int End(scoped ref Output output, int code)
    {
        output.Flush();
        return output.Error.Failed ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8) : code;
    }
}
