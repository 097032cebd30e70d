using System;
using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Frontend.Host;

/// <summary>`s6 repository` (s6_repository.html).</summary>
internal static class RepositoryCommands
{
    public static Outcome Run(ReadOnlySpan<byte> name, Arguments words, in FrontSettings settings)
    {
        if (name.SequenceEqual("help"u8))
        {
            return FrontUsage.Help(FrontHelp.Repository);
        }
        if (name.SequenceEqual("init"u8))
        {
            return Init(words, settings);
        }
        if (name.SequenceEqual("list"u8))
        {
            FrontLine line = new("s6-rc-repo-list\0"u8);
            return Short(ref line, settings, hasUser: false);
        }
        if (name.SequenceEqual("sync"u8))
        {
            FrontLine line = new("s6-rc-repo-sync\0"u8);
            return FrontUsage.TryRead(words, ""u8, FrontUsage.NoLongNames, out _, out _)
                ? Short(ref line, settings, hasUser: true)
                : FrontUsage.Wrong;
        }
        return name.SequenceEqual("check"u8)
            ? Check(words, settings)
            : FrontUsage.Print(
                """s6 repository subcommand [ subcommand options ] [ services... ] Type "s6 repository help" for details."""u8);
    }

    private static Outcome Short(ref FrontLine line, in FrontSettings settings, bool hasUser)
    {
        line.AddVerbosity(settings);
        line.Add("-r\0"u8, settings.RepodirZ);
        if (hasUser)
        {
            line.AddGiven("-h\0"u8, settings.FdhuserZ);
        }
        line.Add("--\0"u8);
        return line.Become(settings);
    }

    private static Outcome Init(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(words, "fU"u8, "force=f update-stores=U"u8, out FrontOptions options, out _))
        {
            return FrontUsage.Wrong;
        }
        ReadOnlySpan<byte> stores = settings.StorelistZ.Text[..^1];
        FrontLine line = new("s6-rc-repo-init\0"u8, stores.Count((byte)':') + 1);
        line.Add("-v\0"u8, settings.VerbosityZ);
        line.Add("-r\0"u8, settings.RepodirZ);
        line.AddIf(options.Has('f'), "-f\0"u8);
        line.AddIf(options.Has('U'), "-U\0"u8);
        line.AddGiven("-h\0"u8, settings.FdhuserZ);
        line.Add("--\0"u8);
        // As a path list is read: nothing behind the last colon is no directory.
        while (!stores.IsEmpty)
        {
            int colon = stores.IndexOf((byte)':');
            int length = colon < 0 ? stores.Length : colon;
            line.AddCopy(stores[..length]);
            stores = stores[Math.Min(length + 1, stores.Length)..];
        }
        if (options.Has('U'))
        {
            return line.Become(settings);
        }
        if (!FrontChild.TryRun(line, settings, out int code) || code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        FrontLine set = new("s6-rc-set-new\0"u8);
        set.AddVerbosity(settings);
        set.Add("-r\0"u8, settings.RepodirZ);
        set.Add("--\0"u8);
        set.Add(FrontDefaults.SetZ);
        return set.Become(settings);
    }

    private static Outcome Check(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(words, SetCommands.FixLetters, SetCommands.FixNames, out FrontOptions options, out _))
        {
            return FrontUsage.Wrong;
        }
        FrontLine line = new("s6-rc-set-fix\0"u8);
        SetCommands.AddFix(ref line, options, settings);
        return line.Become(settings);
    }
}
