using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Bench.Helpers;

/// <summary>
/// `launch FILE SIGNAL PROGRAM…`: joins the control group whose cgroup.procs FILE is (none for "-") and becomes the
/// program, which gets the signal if its parent dies: SIGTERM has s6-svscan take its tree down, should the benchmark be
/// killed.
/// </summary>
internal static class Launcher
{
    public static int Run(Arguments arguments, EnvironmentBlock environment)
    {
        if (arguments.Count < 3 || !Signal.TryParse(arguments[1], out Signal signal))
        {
            return Program.ExitUsage;
        }
        if (!arguments[0].SequenceEqual("-"u8) && !TryJoin(arguments.AtZ(0)))
        {
            return Program.ExitSystem;
        }
        _ = Kernel.SignalOnParentDeath(signal);
        _ = Kernel.Execute(arguments.AtZ(2), arguments.From(2), environment);
        return Program.ExitSystem;
    }

    private static bool TryJoin(ReadOnlySpan<byte> fileZ)
    {
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, fileZ, OpenFlags.O_WRONLY);
        if (!file.Ok)
        {
            return false;
        }
        // 0 is the process that writes.
        Result<int> written = Kernel.Write(file.Value, "0"u8);
        Kernel.Close(file.Value);
        return written.Ok;
    }
}
