using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>
/// The last script: s6-linux-init-shutdownd writes it into its service directory before it kills everything, its supervisor
/// too, and executes it when it is started again. On a machine it unmounts and ends that; in a container it has s6-svscan end.
/// </summary>
internal static class StageFour
{
    private const uint Mode = 0x1c0;    // 0700

    public static ReadOnlySpan<byte> FileZ => "./stage 4\0"u8;

    private static ReadOnlySpan<byte> TemporaryZ => "./stage 4.new\0"u8;

    public static void Append(
        ref PathBuffer script,
        ShutdownKind kind,
        ReadOnlySpan<byte> baseDirectory,
        bool inContainer,
        bool withoutLogger,
        EnvironmentBlock environment)
    {
        ExeclineScript.AppendStart(ref script, environment, " -P\n\n"u8);
        if (inContainer)
        {
            script.Append("foreground { s6-svc -Ox -- . }\nbackground\n{\n"u8);
            script.Append(withoutLogger ? default : "  foreground { s6-svc -Oxc -- /run/service/s6-svscan-log }\n"u8);
            script.Append("  s6-svscanctl -b -- /run/service\n}\n"u8);
            return;
        }
        script.Append("foreground { s6-linux-init-umountall }\nforeground { tryexec { "u8);
        ExeclineScript.AppendQuoted(ref script, baseDirectory);
        script.Append("/scripts/rc.shutdown.final } }\ns6-linux-init-hpr -f -"u8);
        script.Append([(byte)kind]);
        script.Append("\n"u8);
    }

    public static Errno Write(ReadOnlySpan<byte> script)
    {
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, TemporaryZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, Mode);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Output.WriteAll(file.Value, script);
        Kernel.Close(file.Value);
        return error.IsNone ? Kernel.Rename(Fd.CurrentDirectory, TemporaryZ, FileZ) : error;
    }

    /// <summary>
    /// In a container: waits until the catch-all logger, which was killed and started again, reads its FIFO, and leaves a
    /// writer of that to the script. The logger ends with its last writer; one that came when process 1 has closed the FIFO
    /// already would find none, and process 1 would wait for it for ever.
    /// </summary>
    public static void HoldLog()
    {
        Instant end = Kernel.Now().PlusMilliseconds(Limits.LoggerStartMs);
        Result<Fd> writer = OpenLog();
        while (writer.Error == Errno.ENXIO && end.IsAfter(Kernel.Now()))
        {
            _ = Kernel.Poll(default, Limits.LoggerLookNanoseconds);
            writer = OpenLog();
        }
        if (!writer.Ok)
        {
            Diagnostics.WarnUnable(writer.Error, "open "u8, InitPaths.LoggerFifoZ[..^1]);
        }
    }

    private static Result<Fd> OpenLog() => Kernel.OpenInheritable(
        Fd.CurrentDirectory, InitPaths.LoggerFifoZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);

    public static bool IsThere => Kernel.Access(Fd.CurrentDirectory, FileZ, AccessMode.F_OK).IsNone;
}
