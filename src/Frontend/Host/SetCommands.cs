using System;
using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Frontend.Host;

/// <summary>`s6 set` (s6_set.html).</summary>
internal static class SetCommands
{
    /// <summary>Options of `check` here and in `s6 repository`.</summary>
    public static ReadOnlySpan<byte> FixLetters => "EeFdu"u8;

    public static ReadOnlySpan<byte> FixNames => "no-force-essential=E force-essential=e fix=F down=d up=u"u8;

    public static Outcome Run(ReadOnlySpan<byte> name, Arguments words, in FrontSettings settings)
    {
        if (name.SequenceEqual("help"u8))
        {
            return FrontUsage.Help(FrontHelp.Set);
        }
        ReadOnlySpan<byte> prescription = Prescription(name);
        if (!prescription.IsEmpty)
        {
            return Change(name, prescription, words, settings);
        }
        if (name.SequenceEqual("copy"u8))
        {
            return Copy(words, settings);
        }
        if (name.SequenceEqual("delete"u8))
        {
            return Delete(words, settings);
        }
        if (name.SequenceEqual("list"u8))
        {
            return Status(words, settings, namesOnly: true);
        }
        if (name.SequenceEqual("status"u8))
        {
            return Status(words, settings, namesOnly: false);
        }
        if (name.SequenceEqual("check"u8))
        {
            return Check(words, settings);
        }
        if (name.SequenceEqual("commit"u8))
        {
            return Commit(words, settings);
        }
        return name.SequenceEqual("apply"u8)
            ? Apply(words, settings)
            : FrontUsage.Print(
                """s6 set subcommand [ subcommand options ] [ services... ] Type "s6 set help" for details."""u8);
    }

    /// <summary>The options of s6-rc-set-fix.</summary>
    public static void AddFix(ref FrontLine line, in FrontOptions options, in FrontSettings settings)
    {
        line.AddVerbosity(settings);
        line.Add("-r\0"u8, settings.RepodirZ);
        line.Add(options.Has('e') ? "--force-essential\0"u8 : "--no-force-essential\0"u8);
        line.Add(options.Has('u') ? "--fix-up\0"u8 : "--fix-down\0"u8);
        line.AddIf(!options.Has('F'), "--dry-run\0"u8);
    }

    /// <summary>What services are in after `s6 set NAME`, with its NUL.</summary>
    private static ReadOnlySpan<byte> Prescription(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("enable"u8) ? "active\0"u8
        : name.SequenceEqual("disable"u8) || name.SequenceEqual("unmask"u8) ? "usable\0"u8
        : name.SequenceEqual("mask"u8) ? "masked\0"u8
        : name.SequenceEqual("make-essential"u8) ? "always\0"u8
        : default;

    private static Outcome Change(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> prescriptionZ, Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(
            words,
            "nIiPps:"u8,
            "dry-run=n no-fail-on-dependencies=I fail-on-dependencies=i no-pull-dependencies=P pull-dependencies=p set=s"u8,
            out FrontOptions options,
            out Arguments services))
        {
            return FrontUsage.Wrong;
        }
        if (services.Count == 0)
        {
            TextReference usage = FrontText.JoinZ(
                "s6 set "u8,
                name,
                " [ --dry-run ] [ --fail-on-dependencies | --pull-dependencies ] [ --set=setname ] services..."u8);
            return FrontUsage.Print(usage.Text.IsEmpty ? "s6 set"u8 : usage.Text[..^1]);
        }
        FrontLine line = new("s6-rc-set-change\0"u8, services.Count);
        line.AddVerbosity(settings);
        line.Add("-r\0"u8, settings.RepodirZ);
        line.AddIf(options.Has('n'), "-n\0"u8);
        line.AddIf(prescriptionZ.SequenceEqual("always\0"u8), "-e\0"u8);
        line.AddIf(options.Has('i'), "-i\0"u8);
        line.AddIf(options.Has('p'), "-p\0"u8);
        line.Add("--\0"u8);
        line.Add(options.SetZ.Text);
        line.Add(prescriptionZ);
        line.Add(services);
        return line.Become(settings);
    }

    private static Outcome Copy(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(words, "f"u8, "force=f"u8, out FrontOptions options, out Arguments names))
        {
            return FrontUsage.Wrong;
        }
        if (names.Count < 2)
        {
            return FrontUsage.Print("s6 set copy [ --force ] source destination"u8);
        }
        FrontLine line = new("s6-rc-set-copy\0"u8);
        line.AddVerbosity(settings);
        line.Add("-r\0"u8, settings.RepodirZ);
        line.AddIf(options.Has('f'), "-f\0"u8);
        line.Add("--\0"u8);
        line.Add(names.AtZ(0));
        line.Add(names.AtZ(1));
        return line.Become(settings);
    }

    private static Outcome Delete(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(words, ""u8, FrontUsage.NoLongNames, out _, out Arguments names))
        {
            return FrontUsage.Wrong;
        }
        if (names.Count == 0)
        {
            return FrontUsage.Print("s6 set delete names..."u8);
        }
        FrontLine line = new("s6-rc-set-delete\0"u8, names.Count);
        line.Add("-v\0"u8, settings.VerbosityZ);
        line.Add("-r\0"u8, settings.RepodirZ);
        line.Add("--\0"u8);
        line.Add(names);
        return line.Become(settings);
    }

    private static Outcome Status(Arguments words, in FrontSettings settings, bool namesOnly)
    {
        if (!FrontUsage.TryRead(
            words, "Ees:"u8, "with-essentials=E without-essentials=e set=s"u8, out FrontOptions options, out Arguments names))
        {
            return FrontUsage.Wrong;
        }
        FrontLine line = new("s6-rc-set-status\0"u8, names.Count);
        line.Add("-v\0"u8, settings.VerbosityZ);
        line.Add("-r\0"u8, settings.RepodirZ);
        line.AddIf(namesOnly, "-L\0"u8);
        line.Add(options.Has('e') ? "--without-essentials\0"u8 : "--with-essentials\0"u8);
        line.Add("--\0"u8);
        line.Add(options.SetZ.Text);
        if (!namesOnly)
        {
            line.Add(names);
        }
        return line.Become(settings);
    }

    private static Outcome Check(Arguments words, in FrontSettings settings)
    {
        // The set is one of the words that those of `s6 repository check` do not have.
        if (!FrontUsage.TryRead(
            words,
            "EeFdus:"u8,
            "no-force-essential=E force-essential=e fix=F down=d up=u set=s"u8,
            out FrontOptions options,
            out _))
        {
            return FrontUsage.Wrong;
        }
        FrontLine line = new("s6-rc-set-fix\0"u8);
        AddFix(ref line, options, settings);
        line.Add("--\0"u8);
        line.Add(options.SetZ.Text);
        return line.Become(settings);
    }

    private static Outcome Commit(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(
            words, "fKD:s:"u8, "force=f keep-old=K default-bundle=D set=s"u8, out FrontOptions options, out _))
        {
            return FrontUsage.Wrong;
        }
        FrontLine line = CommitLine(options, settings, isForced: options.Has('f'));
        return line.Become(settings);
    }

    private static FrontLine CommitLine(in FrontOptions options, in FrontSettings settings, bool isForced)
    {
        FrontLine line = new("s6-rc-set-commit\0"u8);
        line.AddVerbosity(settings);
        line.Add("-r\0"u8, settings.RepodirZ);
        line.Add("-D\0"u8, options.BundleZ);
        line.AddIf(isForced, "-f\0"u8);
        line.AddIf(options.Has('K'), "-K\0"u8);
        line.AddGiven("-h\0"u8, settings.FdhuserZ);
        line.Add("--\0"u8);
        line.Add(options.SetZ.Text);
        return line;
    }

    private static Outcome Apply(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(
            words,
            "bD:f:s:t:"u8,
            "block=b default-bundle=D conversion-file=f set=s timeout=t"u8,
            FrontUsage.LiveTimeoutMessage,
            out FrontOptions options,
            out _))
        {
            return FrontUsage.Wrong;
        }
        FrontLine commit = CommitLine(options, settings, isForced: false);
        if (!FrontChild.TrySucceed(commit, settings, out int code))
        {
            return Outcome.Exit(code);
        }
        FrontLine install = new("s6-rc-set-install\0"u8);
        install.AddVerbosity(settings);
        install.Add("-r\0"u8, settings.RepodirZ);
        install.Add("-c\0"u8, settings.BootdbZ);
        install.Add("-l\0"u8, settings.LivedirZ);
        install.AddIf(options.Has('b'), "-b\0"u8);
        install.AddGiven("-f\0"u8, options.FileZ);
        install.Add("--\0"u8);
        install.Add(options.SetZ.Text);
        if (!FrontChild.TrySucceed(install, settings, out code))
        {
            return Outcome.Exit(code);
        }
        FrontLine change = new("s6-rc\0"u8);
        change.AddVerbosity(settings);
        change.AddNumber("-t\0"u8, options.TimeoutMs);
        change.Add("-pe\0"u8);
        change.Add("-l\0"u8, settings.LivedirZ);
        change.AddIf(options.Has('b'), "-b\0"u8);
        change.Add("--\0"u8);
        change.Add("change\0"u8);
        change.Add(options.BundleZ.Text);
        return change.Become(settings);
    }
}
