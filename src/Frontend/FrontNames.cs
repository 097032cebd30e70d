using System;

namespace Sestet.Frontend;

/// <summary>The commands that `s6` has (s6.html), and those that only this suite's has.</summary>
internal enum FrontCommand
{
    Unknown,
    Version,
    Process,
    Live,
    Set,
    Repository,
    System,

    /// <summary>One of those that look, and have no sub-commands.</summary>
    Query,
}

/// <summary>What the commands are called.</summary>
internal static class FrontNames
{
    public static FrontCommand Find(ReadOnlySpan<byte> name) =>
        Is(name, "version"u8, "v"u8) ? FrontCommand.Version
        : Is(name, "process"u8, "proc"u8) || Is(name, "p"u8, "p"u8) ? FrontCommand.Process
        : Is(name, "live"u8, "l"u8) ? FrontCommand.Live
        : Is(name, "set"u8, "set"u8) ? FrontCommand.Set
        : Is(name, "repository"u8, "repo"u8) || Is(name, "r"u8, "r"u8) ? FrontCommand.Repository
        : Is(name, "system"u8, "system"u8) ? FrontCommand.System
        : Is(name, "status"u8, "why"u8) || Is(name, "tree"u8, "timeline"u8) || Is(name, "check"u8, "check"u8) ? FrontCommand.Query
        : FrontCommand.Unknown;

    /// <summary>The sub-command that a name is short for, and its command; or nothing.</summary>
    public static ReadOnlySpan<byte> Shortcut(ReadOnlySpan<byte> name, ref FrontCommand command)
    {
        FrontCommand found =
            Is(name, "enable"u8, "disable"u8) || Is(name, "apply"u8, "apply"u8) ? FrontCommand.Set
            : Is(name, "start"u8, "stop"u8) ? FrontCommand.Live
            : Is(name, "kill"u8, "kill"u8) ? FrontCommand.Process
            : FrontCommand.Unknown;
        if (found == FrontCommand.Unknown)
        {
            return default;
        }
        command = found;
        return name;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        name.SequenceEqual(a) || name.SequenceEqual(b);
}
