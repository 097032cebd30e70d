using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Supervision.Host;

namespace Sestet.Init.Host;

/// <summary>
/// The scripts of a boot directory (s6-linux-init-maker.html), all for execlineb. They are those of the reference, byte for
/// byte: either suite boots and shuts down with them.
/// </summary>
internal static class BootScripts
{
    /// <summary>Stage 1, which the kernel runs.</summary>
    public static void AppendInit(ref PathBuffer script, in BootOptions options)
    {
        if (!options.ResourceLimits.Text.IsEmpty)
        {
            script.Append("s6-softlimit -H"u8);
            GlobalLimits limits = new(options.ResourceLimits.Text);
            while (limits.Next(out ReadOnlySpan<byte> limit))
            {
                script.Append(" -"u8);
                script.Append(limit);
            }
            script.Append(" --\n"u8);
        }
        script.Append("s6-linux-init -v "u8);
        script.Append((ulong)options.Verbosity);
        script.Append(" -m 00"u8);
        AppendOctal(ref script, options.Mask);
        AppendOption(ref script, " -c "u8, options.BaseDirectory, true);
        AppendOption(ref script, " -p "u8, options.Path, true);
        AppendOption(ref script, " -s "u8, options.Store, options.HasStore);
        AppendOption(ref script, " -d "u8, options.Devices, options.HasDevices);
        AppendOption(ref script, " -D "u8, options.Runlevel, options.HasRunlevel);
        if (options.ReadyFd != 0)
        {
            script.Append(" -W "u8);
            script.Append((ulong)options.ReadyFd);
        }
        script.Append(options.Run == RunMount.Remounted ? " -n"u8 : options.Run == RunMount.Untouched ? " -N"u8 : default);
        AppendFlags(ref script, options);
        script.Append(" -- \"$@\"\n"u8);
    }

    public static void AppendShutdownDaemon(ref PathBuffer script, in BootOptions options)
    {
        script.Append("s6-linux-init-shutdownd -d3"u8);
        AppendOption(ref script, " -c "u8, options.BaseDirectory, true);
        script.Append(" -g "u8);
        script.Append((ulong)options.GraceMs);
        AppendFlags(ref script, options);
        script.Append("\n"u8);
    }

    /// <summary>The catch-all logger.</summary>
    public static void AppendLogger(ref PathBuffer script, in BootOptions options)
    {
        bool keepsOutput = options.CopiesToConsole || options.InContainer;
        script.Append(keepsOutput ? "fdmove -c 1 2\n"u8 : "redirfd -w 1 /dev/null\n"u8);
        script.Append("redirfd -rnb 0 fifo\n"u8);
        ReadOnlySpan<byte> user = options.LogUserZ.Text[..^1];
        ExeclineScript.AppendUser(ref script, user.SequenceEqual("root"u8) ? default : user);
        script.Append("s6-log -bpd3 -- "u8);
        script.Append(options.CopiesToConsole ? "1 "u8 : default);
        script.Append((options.StampType & 1) != 0 ? "t "u8 : default);
        script.Append((options.StampType & 2) != 0 ? "T "u8 : default);
        script.Append(InitPaths.Logs);
        script.Append("\n"u8);
    }

    /// <summary>The service that runs the script runlevel for telinit.</summary>
    public static void AppendRunlevelDaemon(ref PathBuffer script, in BootOptions options)
    {
        script.Append("""
            fdmove -c 2 1
            fdmove 1 3
            s6-ipcserver -1 -a 0700 -c 1 -- s
            s6-sudod -dt30000 --

            """u8);
        ExeclineScript.AppendQuoted(ref script, options.BaseDirectory.Text);
        script.Append("/scripts/runlevel\n"u8);
    }

    public static ReadOnlySpan<byte> LogoutDaemon => """
        s6-ipcserver -1 -a 0700 -c 1000 -C 1000 -- s
        s6-linux-init-logouthookd

        """u8;

    public static ReadOnlySpan<byte> Shutdown => "s6-linux-init-shutdown $@\n"u8;

    public static ReadOnlySpan<byte> Telinit => "s6-linux-init-telinit $@\n"u8;

    /// <summary>halt (h), poweroff (p) or reboot (r).</summary>
    public static void AppendHpr(ref PathBuffer script, byte letter, bool inContainer)
    {
        script.Append("s6-linux-init-hpr -"u8);
        script.Append(inContainer ? "n"u8 : default);
        script.Append([letter]);
        script.Append(" $@\n"u8);
    }

    /// <summary>What s6-svscan does on a signal; no letter stands for nothing.</summary>
    public static void AppendSignal(ref PathBuffer script, byte letter, bool inContainer)
    {
        if (letter != 0)
        {
            script.Append("s6-linux-init-shutdown "u8);
            script.Append(inContainer ? "-"u8 : "-a -"u8);
            script.Append([letter]);
            script.Append(" -- now\n"u8);
        }
    }

    public static void AppendCrash(ref PathBuffer script, in BootOptions options)
    {
        script.Append(options.InContainer
            ? """
              foreground
              {
                fdmove -c 1 2
                s6-linux-init-echo -- "s6-svscan crashed. Killing everything and exiting."
              }
              foreground { s6-linux-init-nuke }
              wait { }
              s6-linux-init-hpr -fnp

              """u8
            : """
              redirfd -w 2 /dev/console
              fdmove -c 1 2
              foreground { s6-linux-init-echo -- "s6-svscan crashed. Rebooting." }
              s6-linux-init-hpr -fr

              """u8);
    }

    /// <summary>What process 1 becomes when s6-svscan ends: in a container that is how it goes down.</summary>
    public static void AppendFinish(ref PathBuffer script, in BootOptions options)
    {
        if (!options.InContainer)
        {
            script.Append("""
                redirfd -w 2 /dev/console
                fdmove -c 1 2
                foreground { s6-linux-init-echo -- "s6-svscan exited. Rebooting." }
                s6-linux-init-hpr -fr

                """u8);
            return;
        }
        script.Append("s6-envdir -- "u8);
        script.Append(InitPaths.Results);
        script.Append("""

            multisubstitute
            {
              importas -uD0 -- EXITCODE exitcode
              importas -uDh -- HALTCODE haltcode
            }
            fdclose 1
            fdclose 2
            wait { }

            """u8);
        ReadOnlySpan<byte> end = options.Synchronizes ? " }\n"u8 : "n }\n"u8;
        script.Append("ifelse -X { eltest $HALTCODE = r } { s6-linux-init-hpr -fr"u8);
        script.Append(end);
        script.Append("ifelse -X { eltest $HALTCODE = p } { s6-linux-init-hpr -fp"u8);
        script.Append(end);
        script.Append("exit $EXITCODE\n"u8);
    }

    private static void AppendFlags(ref PathBuffer script, in BootOptions options)
    {
        script.Append(options.InContainer ? " -C"u8 : default);
        script.Append(options.WithoutLogger ? " -B"u8 : default);
    }

    private static void AppendOption(ref PathBuffer script, ReadOnlySpan<byte> option, TextReference value, bool isGiven)
    {
        if (isGiven)
        {
            script.Append(option);
            ExeclineScript.AppendQuoted(ref script, value.Text);
        }
    }

    private static void AppendOctal(ref PathBuffer script, uint number)
    {
        int shift = 0;
        while (shift < 30 && number >> (shift + 3) != 0)
        {
            shift += 3;
        }
        for (; shift >= 0; shift -= 3)
        {
            script.Append([(byte)('0' + ((number >> shift) & 7))]);
        }
    }
}
