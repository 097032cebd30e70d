using System;
using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Frontend.Host;

/// <summary>`s6 system` (s6_system.html).</summary>
internal static class SystemCommands
{
    public static Outcome Run(ReadOnlySpan<byte> name, Arguments words, in FrontSettings settings)
    {
        if (name.SequenceEqual("help"u8))
        {
            return FrontUsage.Help(FrontHelp.System);
        }
        if (name.SequenceEqual("boot"u8))
        {
            return Boot(words, settings);
        }
        ReadOnlySpan<byte> option = Option(name);
        if (option.IsEmpty)
        {
            return FrontUsage.Print(
                """s6 system subcommand [ subcommand options ] [ services... ] Type "s6 system help" for details."""u8);
        }
        FrontLine line = new("s6-linux-init-hpr\0"u8);
        line.Add(option);
        line.Add("--\0"u8);
        return line.Become(settings);
    }

    private static ReadOnlySpan<byte> Option(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("reboot"u8) ? "-r\0"u8
        : name.SequenceEqual("poweroff"u8) || name.SequenceEqual("shutdown"u8) ? "-p\0"u8
        : name.SequenceEqual("halt"u8) ? "-h\0"u8
        : default;

    private static Outcome Boot(Arguments words, in FrontSettings settings)
    {
        if (!FrontUsage.TryRead(words, ""u8, FrontUsage.NoLongNames, out _, out _))
        {
            return FrontUsage.Wrong;
        }
        FrontLine init = new("s6-rc-init\0"u8);
        init.Add("-l\0"u8, settings.LivedirZ);
        init.Add("-c\0"u8, settings.BootdbZ);
        init.Add("-b\0"u8);
        init.Add("--\0"u8);
        init.Add(settings.ScandirZ.Text);
        if (!FrontChild.TrySucceed(init, settings, out int code))
        {
            return Outcome.Exit(code);
        }
        FrontLine change = new("s6-rc\0"u8);
        change.AddVerbosity(settings);
        change.Add("-l\0"u8, settings.LivedirZ);
        change.Add("-b\0"u8);
        change.Add("--\0"u8);
        change.Add("change\0"u8);
        change.Add(FrontDefaults.BundleZ);
        return change.Become(settings);
    }
}
