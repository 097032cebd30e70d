using System;

namespace Sestet.Rc;

/// <summary>Files that a definition directory can have; others are left alone (s6-rc-compile.html, "Source format").</summary>
[Flags]
internal enum DefinitionFiles : uint
{
    None = 0,
    Type = 1 << 0,
    DependenciesDirectory = 1 << 1,
    Dependencies = 1 << 2,
    TimeoutDown = 1 << 3,
    TimeoutUp = 1 << 4,
    FlagEssential = 1 << 5,
    FlagRecommended = 1 << 6,
    Up = 1 << 7,
    Down = 1 << 8,
    Reload = 1 << 9,
    Run = 1 << 10,
    ProducerFor = 1 << 11,
    ConsumerFor = 1 << 12,
    PipelineName = 1 << 13,
    ContentsDirectory = 1 << 14,
    Contents = 1 << 15,
    Finish = 1 << 16,
    NotificationFd = 1 << 17,
    LockFd = 1 << 18,
    TimeoutKill = 1 << 19,
    TimeoutFinish = 1 << 20,
    MaxDeathTally = 1 << 21,
    DownSignal = 1 << 22,
    ReloadSignal = 1 << 23,
    FlagTimeoutKillpg = 1 << 24,
    FlagNewpidns = 1 << 25,
    Data = 1 << 26,
    Env = 1 << 27,
    Template = 1 << 28,
    Instance = 1 << 29,
    Instances = 1 << 30,

    /// <summary>run is known to be a regular file.</summary>
    RunIsRegular = 1u << 31,
}

/// <summary>Their names.</summary>
internal static class DefinitionFileNames
{
    /// <summary>The file of that name, or None.</summary>
    public static DefinitionFiles Find(ReadOnlySpan<byte> name) => name.IsEmpty ? DefinitionFiles.None : name[0] switch
    {
        (byte)'t' => OfT(name),
        (byte)'d' => OfD(name),
        (byte)'f' => OfF(name),
        (byte)'c' => Is(name, "contents.d"u8, DefinitionFiles.ContentsDirectory)
            | Is(name, "contents"u8, DefinitionFiles.Contents)
            | Is(name, "consumer-for"u8, DefinitionFiles.ConsumerFor),
        (byte)'r' => Is(name, "run"u8, DefinitionFiles.Run)
            | Is(name, "reload"u8, DefinitionFiles.Reload)
            | Is(name, "reload-signal"u8, DefinitionFiles.ReloadSignal),
        (byte)'p' => Is(name, "producer-for"u8, DefinitionFiles.ProducerFor)
            | Is(name, "pipeline-name"u8, DefinitionFiles.PipelineName),
        (byte)'i' => Is(name, "instance"u8, DefinitionFiles.Instance) | Is(name, "instances"u8, DefinitionFiles.Instances),
        (byte)'u' => Is(name, "up"u8, DefinitionFiles.Up),
        (byte)'n' => Is(name, "notification-fd"u8, DefinitionFiles.NotificationFd),
        (byte)'l' => Is(name, "lock-fd"u8, DefinitionFiles.LockFd),
        (byte)'m' => Is(name, "max-death-tally"u8, DefinitionFiles.MaxDeathTally),
        (byte)'e' => Is(name, "env"u8, DefinitionFiles.Env),
        _ => DefinitionFiles.None,
    };

    private static DefinitionFiles OfT(ReadOnlySpan<byte> name) =>
        Is(name, "type"u8, DefinitionFiles.Type)
        | Is(name, "timeout-up"u8, DefinitionFiles.TimeoutUp)
        | Is(name, "timeout-down"u8, DefinitionFiles.TimeoutDown)
        | Is(name, "timeout-kill"u8, DefinitionFiles.TimeoutKill)
        | Is(name, "timeout-finish"u8, DefinitionFiles.TimeoutFinish)
        | Is(name, "template"u8, DefinitionFiles.Template);

    private static DefinitionFiles OfD(ReadOnlySpan<byte> name) =>
        Is(name, "dependencies.d"u8, DefinitionFiles.DependenciesDirectory)
        | Is(name, "dependencies"u8, DefinitionFiles.Dependencies)
        | Is(name, "down"u8, DefinitionFiles.Down)
        | Is(name, "down-signal"u8, DefinitionFiles.DownSignal)
        | Is(name, "data"u8, DefinitionFiles.Data);

    private static DefinitionFiles OfF(ReadOnlySpan<byte> name) =>
        Is(name, "finish"u8, DefinitionFiles.Finish)
        | Is(name, "flag-essential"u8, DefinitionFiles.FlagEssential)
        | Is(name, "flag-recommended"u8, DefinitionFiles.FlagRecommended)
        | Is(name, "flag-timeout-killpg"u8, DefinitionFiles.FlagTimeoutKillpg)
        | Is(name, "flag-newpidns"u8, DefinitionFiles.FlagNewpidns);

    private static DefinitionFiles Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known, DefinitionFiles file) =>
        name.SequenceEqual(known) ? file : DefinitionFiles.None;
}
