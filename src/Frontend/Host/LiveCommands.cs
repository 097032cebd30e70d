using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>`s6 live` (s6_live.html).</summary>
internal static class LiveCommands
{
    public static Outcome Run(ReadOnlySpan<byte> name, Arguments words, in FrontSettings settings)
    {
        if (name.SequenceEqual("help"u8))
        {
            return FrontUsage.Help(FrontHelp.Live);
        }
        if (name.SequenceEqual("status"u8))
        {
            return LiveStatus.Run(words, settings);
        }
        if (name.SequenceEqual("start"u8) || name.SequenceEqual("stop"u8) || name.SequenceEqual("restart"u8))
        {
            return StartOrStop(name, words, settings);
        }
        if (name.SequenceEqual("reload"u8))
        {
            return Reload(words, settings);
        }
        if (name.SequenceEqual("start-everything"u8))
        {
            return ToBundle(words, settings, prunes: false);
        }
        if (name.SequenceEqual("reset"u8))
        {
            return ToBundle(words, settings, prunes: true);
        }
        if (name.SequenceEqual("stop-everything"u8))
        {
            return StopEverything(words, settings);
        }
        return name.SequenceEqual("install"u8)
            ? Install(words, settings)
            : FrontUsage.Print(
                """s6 live subcommand [ subcommand options ] [ services... ] Type "s6 live help" for details."""u8);
    }

    /// <summary>
    /// These hold the lock of the live state themselves, for `restart` is two changes, and tell where a change that failed has
    /// left services in another state.
    /// </summary>
    private static Outcome StartOrStop(ReadOnlySpan<byte> name, Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(
            words,
            "nct:"u8,
            "dry-run=n clean=c timeout=t"u8,
            FrontUsage.LiveTimeoutMessage,
            out FrontOptions options,
            out Arguments services))
        {
            return FrontUsage.Wrong;
        }
        bool stops = !name.SequenceEqual("start"u8);
        bool starts = !name.SequenceEqual("stop"u8);
        if (services.Count == 0)
        {
            return FrontUsage.Print(
                !stops ? "s6 live start services..."u8
                : !starts ? "s6 live stop services..."u8
                : "s6 live restart services..."u8);
        }
        if (!LiveLock.TryTake(settings.LivedirZ, out int code))
        {
            return Outcome.Exit(code);
        }
        if (stops)
        {
            code = Change("stop\0"u8, options, services, settings);
        }
        if (starts && code == ExitCode.Success)
        {
            code = Change("start\0"u8, options, services, settings);
        }
        return Outcome.Exit(code);
    }

    private static int Change(
        ReadOnlySpan<byte> verbZ, in FrontOptions options, Arguments services, in FrontSettings settings)
    {
        FrontLine line = new("s6-rc\0"u8, services.Count);
        line.Add("--no-lock\0"u8);
        line.Add("-v\0"u8, settings.VerbosityZ);
        line.AddNumber("-t\0"u8, options.TimeoutMs);
        line.AddIf(options.Has('n'), "-n1\0"u8);
        line.AddIf(options.Has('c'), "-c\0"u8);
        line.Add("-l\0"u8, settings.LivedirZ);
        line.Add("--\0"u8);
        line.Add(verbZ);
        line.Add(services);
        StateReport change = new(settings.LivedirZ);
        if (FrontChild.TryRun(line, settings, out int code) && code != ExitCode.Success && settings.Verbosity > 0)
        {
            change.Report();
        }
        return code;
    }

    private static Outcome Reload(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(
            words,
            "nt:"u8,
            "dry-run=n timeout=t"u8,
            FrontUsage.LiveTimeoutMessage,
            out FrontOptions options,
            out Arguments services))
        {
            return FrontUsage.Wrong;
        }
        if (services.Count == 0)
        {
            return FrontUsage.Print("s6 live reload [ -n ] [ -t timeout ] services..."u8);
        }
        FrontLine line = ServiceManager(options, settings, services.Count);
        line.Add("-l\0"u8, settings.LivedirZ);
        line.Add("-b\0"u8);
        line.Add("--\0"u8);
        line.Add("reload\0"u8);
        line.Add(services);
        return line.Become(settings);
    }

    /// <summary>s6-rc with its options of time and talk.</summary>
    private static FrontLine ServiceManager(in FrontOptions options, in FrontSettings settings, int more = 0)
    {
        FrontLine line = new("s6-rc\0"u8, more);
        line.AddVerbosity(settings);
        line.AddNumber("-t\0"u8, options.TimeoutMs);
        line.AddIf(options.Has('n'), "-n1\0"u8);
        return line;
    }

    private static Outcome ToBundle(Arguments words, in FrontSettings settings, bool prunes)
    {
        if (!FrontUsage.TryRead(
            words,
            "nt:D:"u8,
            "dry-run=n timeout=t default-bundle=D"u8,
            FrontUsage.LiveTimeoutMessage,
            out FrontOptions options,
            out _))
        {
            return FrontUsage.Wrong;
        }
        FrontLine line = ServiceManager(options, settings);
        line.AddIf(prunes, "-p\0"u8);
        line.Add("-l\0"u8, settings.LivedirZ);
        line.Add("-b\0"u8);
        line.Add("--\0"u8);
        line.Add("change\0"u8);
        line.Add(options.BundleZ.Text);
        return line.Become(settings);
    }

    private static Outcome StopEverything(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(
            words,
            "neEt:"u8,
            "dry-run=n without-essentials=e with-essentials=E timeout=t"u8,
            FrontUsage.LiveTimeoutMessage,
            out FrontOptions options,
            out _))
        {
            return FrontUsage.Wrong;
        }
        FrontLine line = ServiceManager(options, settings);
        line.Add("-l\0"u8, settings.LivedirZ);
        line.Add(options.Has('E') ? "-bDa\0"u8 : "-bda\0"u8);
        line.Add("--\0"u8);
        line.Add("change\0"u8);
        return line.Become(settings);
    }

    private static Outcome Install(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(
            words,
            "bKeEf:s:\u0001"u8,
            "block=b keep-old=K force-essentials=e no-force-essentials=E conversion-file=f set=s init=\u0001"u8,
            out FrontOptions options,
            out _))
        {
            return FrontUsage.Wrong;
        }
        FrontLine line = new("s6-rc-set-install\0"u8);
        line.AddVerbosity(settings);
        line.Add("-r\0"u8, settings.RepodirZ);
        line.Add("-c\0"u8, settings.BootdbZ);
        line.Add("-l\0"u8, settings.LivedirZ);
        line.AddIf(options.Has('b'), "-b\0"u8);
        line.AddIf(options.Has('K'), "-K\0"u8);
        line.Add(options.Has('E') ? "-E\0"u8 : "-e\0"u8);
        line.AddIf(options.Has(FrontOptions.Init), "--no-update\0"u8);
        line.AddGiven("-f\0"u8, options.FileZ);
        line.Add("--\0"u8);
        line.Add(options.SetZ.Text);
        return line.Become(settings);
    }
}
