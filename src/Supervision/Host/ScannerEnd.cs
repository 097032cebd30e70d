using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// How s6-svscan ends: by executing .s6-svscan/finish, or, when it can do nothing else, .s6-svscan/crash. It may be
/// process 1, so it never just exits on an error.
/// </summary>
internal static class ScannerEnd
{
#if !FREESTANDING
    // The simulation runs one program a thread.
    [System.ThreadStatic]
#endif
    private static EnvironmentBlock s_environment;

#if !FREESTANDING
    [System.ThreadStatic]
#endif
    private static int s_consolePlusOne;

    /// <summary>From now on a failed assertion comes to crash too.</summary>
    public static unsafe void Arm(EnvironmentBlock environment, Fd console)
    {
        s_environment = environment;
        s_consolePlusOne = console.Value + 1;
        Kernel.OnPanic(&CrashAfterPanic);
    }

    /// <summary>Points stdout and stderr back at the console that -X named.</summary>
    public static void RestoreConsole()
    {
        int console = s_consolePlusOne - 1;
        if (console < 0)
        {
            return;
        }
        Errno error = Kernel.DuplicateTo(new Fd(console), 2);
        if (error.IsNone)
        {
            error = Kernel.DuplicateTo(Fd.StandardError, 1);
        }
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "restore stdout"u8);
        }
        s_consolePlusOne = 0;
    }

    /// <summary>Executes crash; the exit code where even that fails.</summary>
    public static int Crash(Errno error, ReadOnlySpan<byte> what)
    {
        RestoreConsole();
        Kernel.UnblockSignals();
        Diagnostics.WarnUnable(error, what);
        Diagnostics.Warn("executing into "u8, ScanFile.CrashZ[..^1]);
        error = Execute(ScanFile.CrashZ);
        return Diagnostics.Unable(ExitCode.System, error, "exec "u8, ScanFile.CrashZ[..^1]);
    }

    /// <summary>Executes finish; where there is none, that is a clean end.</summary>
    public static int Finish()
    {
        RestoreConsole();
        Kernel.UnblockSignals();
        Errno error = Execute(ScanFile.FinishZ);
        return error == Errno.ENOENT ? ExitCode.Success : Crash(error, "exec finish script .s6-svscan/finish"u8);
    }

    private static void CrashAfterPanic()
    {
        Kernel.LeaveCpu();
        RestoreConsole();
        Kernel.UnblockSignals();
        _ = Execute(ScanFile.CrashZ);
    }

    private static Errno Execute(ReadOnlySpan<byte> programZ)
    {
        ArgumentList arguments = new(stackalloc nint[2]);
        arguments.Add(programZ);
        return Kernel.Execute(programZ, arguments.Arguments, s_environment);
    }
}
