using System;

namespace Sestet.Cli;

/// <summary>The commands of daemontools and runit, and what stands for them here.</summary>
internal static class AliasName
{
    /// <summary>The command that takes the same words, with its NUL; nothing where there is none.</summary>
    public static ReadOnlySpan<byte> CommandZ(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("envdir"u8) ? "s6-envdir\0"u8
        : name.SequenceEqual("envuidgid"u8) ? "s6-envuidgid\0"u8
        : name.SequenceEqual("fghack"u8) ? "s6-fghack\0"u8
        : name.SequenceEqual("multilog"u8) ? "s6-log\0"u8
        : name.SequenceEqual("pgrphack"u8) ? "s6-setsid\0"u8
        : name.SequenceEqual("setlock"u8) ? "s6-setlock\0"u8
        : name.SequenceEqual("setuidgid"u8) ? "s6-setuidgid\0"u8
        : name.SequenceEqual("softlimit"u8) ? "s6-softlimit\0"u8
        : name.SequenceEqual("supervise"u8) || name.SequenceEqual("runsv"u8) ? "s6-supervise\0"u8
        : name.SequenceEqual("svc"u8) ? "s6-svc\0"u8
        : name.SequenceEqual("svok"u8) ? "s6-svok\0"u8
        : name.SequenceEqual("svscan"u8) ? "s6-svscan\0"u8
        : name.SequenceEqual("svstat"u8) ? "s6-svstat\0"u8
        : name.SequenceEqual("tai64n"u8) ? "s6-tai64n\0"u8
        : name.SequenceEqual("tai64nlocal"u8) ? "s6-tai64nlocal\0"u8
        : name.SequenceEqual("chpst"u8) ? "s6-alias-chpst\0"u8
        : name.SequenceEqual("sv"u8) ? "s6-alias-sv\0"u8
        : default;

    /// <summary>What to say of a command that nothing stands for; nothing where there is no such command.</summary>
    public static ReadOnlySpan<byte> Advice(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("readproctitle"u8) || name.SequenceEqual("runit"u8) || name.SequenceEqual("runit-init"u8)
            ? " emulation. To boot on a s6 supervision tree, please consider the s6-linux-init package."u8
        : name.SequenceEqual("runsvchdir"u8)
            ? " emulation. To handle several different sets of services, please consider the s6-rc package."u8
        : name.SequenceEqual("utmpset"u8)
            ? " emulation. To handle utmp records, please consider the s6-linux-init package, along with the utmps package if necessary."u8
        : default;

    /// <summary>s6-alias knows the name.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> name) =>
        !CommandZ(name).IsEmpty || !Advice(name).IsEmpty || name.SequenceEqual("svlogd"u8)
        || name.SequenceEqual("svscanboot"u8) || name.SequenceEqual("runsvdir"u8);
}
