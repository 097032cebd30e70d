using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>Programs that a sub-command runs before it is done: our own run in this process where they may.</summary>
internal static class FrontChild
{
    private const int SignalBase = 128;

    /// <summary>
    /// Runs one and waits: what it exited with, or 128 and the signal; false where it could not be run, printed.
    /// </summary>
    public static bool TryRun(in FrontLine line, in FrontSettings settings, out int code)
    {
        code = ExitCode.System;
        if (!line.Ok)
        {
            return Cannot(Diagnostics.Unable(ExitCode.System, Errno.ENOMEM, "allocate memory"u8));
        }
        Result<Pid> child = Subprocess.Start(line.Words, settings.Environment, settings.Environment);
        if (!child.Ok)
        {
            code = child.Error == Errno.ENOENT ? ExitCode.NotFound : ExitCode.CannotExecute;
            return Cannot(Diagnostics.Unable(code, child.Error, "spawn "u8, line.Words[0]));
        }
        Result<WaitStatus> status = Subprocess.Wait(child.Value);
        if (!status.Ok)
        {
            return Cannot(Diagnostics.Unable(code, status.Error, "wait for "u8, line.Words[0]));
        }
        code = status.Value.IsSignaled ? SignalBase + status.Value.SignalNumber : status.Value.ExitCode;
        return true;
    }

    /// <summary>The same; that it has failed is said.</summary>
    public static bool TrySucceed(in FrontLine line, in FrontSettings settings, out int code)
    {
        if (!TryRun(line, settings, out code))
        {
            return false;
        }
        if (code != ExitCode.Success)
        {
            _ = Diagnostics.Fatal(code, line.Words[0], " failed"u8);
        }
        return code == ExitCode.Success;
    }

    private static bool Cannot(int code)
    {
        Assert.That(code != ExitCode.Success);
        return false;
    }
}
