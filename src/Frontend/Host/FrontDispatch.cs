using System;
using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Frontend.Host;

/// <summary>Finds what `s6 COMMAND SUBCOMMAND` is (s6.html).</summary>
internal static class FrontDispatch
{
    private static ReadOnlySpan<byte> Usage =>
        """s6 [ generic options ] command [ command options ] command_arguments... Type "s6 help" for details."""u8;

    public static Outcome Run(Arguments words, EnvironmentBlock environment)
    {
        if (!SettingsReader.TryRead(words, environment, out FrontSettings settings, out Arguments rest, out bool help))
        {
            return FrontUsage.Wrong;
        }
        ReadOnlySpan<byte> name = rest.Count > 0 ? rest[0] : default;
        if (help || name.SequenceEqual("help"u8))
        {
            return FrontUsage.Help(FrontHelp.Main);
        }
        rest = rest.Count > 0 ? rest.From(1) : rest;
        FrontCommand command = FrontNames.Find(name);
        ReadOnlySpan<byte> shortcut = FrontNames.Shortcut(name, ref command);
        if (!shortcut.IsEmpty)
        {
            return RunSub(command, shortcut, rest, settings);
        }
        if (command == FrontCommand.Query)
        {
            return Queries.Run(name, rest, settings);
        }
        if (command != FrontCommand.Unknown
            && !FrontUsage.TryRead(rest, ""u8, FrontUsage.NoLongNames, out _, out rest))
        {
            return FrontUsage.Wrong;
        }
        return rest.Count == 0
            ? RunSub(command, default, rest, settings)
            : RunSub(command, rest[0], rest.From(1), settings);
    }

    private static Outcome RunSub(FrontCommand command, ReadOnlySpan<byte> name, Arguments words, in FrontSettings settings) =>
        command switch
        {
            FrontCommand.Version => VersionCommands.Run(name, words, settings),
            FrontCommand.Process => ProcessCommands.Run(name, words, settings),
            FrontCommand.Live => LiveCommands.Run(name, words, settings),
            FrontCommand.Set => SetCommands.Run(name, words, settings),
            FrontCommand.Repository => RepositoryCommands.Run(name, words, settings),
            FrontCommand.System => SystemCommands.Run(name, words, settings),
            FrontCommand.Unknown => FrontUsage.Print(Usage),
            _ => FrontUsage.Print(Usage),
        };
}
