using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>What is mounted before anything else runs (s6-linux-init.html).</summary>
internal static class EarlyMounts
{
    private const uint MS_NOSUID = 2;
    private const uint MS_NODEV = 4;
    private const uint MS_NOEXEC = 8;
    private const uint MS_REMOUNT = 1 << 5;

    private static ReadOnlySpan<byte> RunDataZ => "mode=0755\0"u8;

    /// <summary>Mounts a devtmpfs, and has standard input, output and error lead to the console that is in it.</summary>
    public static int MountDevices(ReadOnlySpan<byte> pointZ)
    {
        // Nothing may be open there, for an old /dev that is hidden could never be unmounted.
        for (int i = 0; i <= Fd.StandardError.Value; i++)
        {
            if (Kernel.CheckOpen(new Fd(i)).IsNone)
            {
                Kernel.Close(new Fd(i));
            }
        }
        Errno error = Kernel.Mount("dev\0"u8, pointZ, "devtmpfs\0"u8, MS_NOSUID | MS_NOEXEC, "\0"u8);
        Errno opened = ConsoleStreams.OpenAll();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "mount a devtmpfs on "u8, pointZ[..^1]);
        }
        if (opened.Failed)
        {
            Diagnostics.WarnUnable(opened, "open "u8, InitPaths.ConsoleZ[..^1]);
        }
        return ExitCode.Success;
    }

    /// <summary>Has a tmpfs on /run, or what is there writable.</summary>
    public static int MountRun(RunMount how)
    {
        Errno error = Errno.None;
        switch (how)
        {
            case RunMount.Untouched:
                break;
            case RunMount.Remounted:
                error = Kernel.Mount("tmpfs\0"u8, InitPaths.RunZ, "\0"u8, MS_REMOUNT | MS_NOSUID | MS_NODEV, RunDataZ);
                break;
            default:
                Assert.That(how == RunMount.Fresh);
                // Whether anything was mounted there before does not matter.
                _ = Kernel.Unmount(InitPaths.RunZ);
                error = Kernel.Mount("tmpfs\0"u8, InitPaths.RunZ, "tmpfs\0"u8, MS_NOSUID | MS_NODEV, RunDataZ);
                break;
        }
        return error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(
                ExitCode.System, error, how == RunMount.Remounted ? "remount "u8 : "mount tmpfs on "u8, InitPaths.RunZ[..^1]);
    }
}
