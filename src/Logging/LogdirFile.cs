using System;

namespace Sestet.Logging;

/// <summary>A file of a logdir (s6-log.html, "Logdirs").</summary>
internal enum LogdirFile : byte
{
    Current,
    Lock,
    State,
    Previous,
    Processed,
    NewState,

    /// <summary>--keep: input that is not in the other files yet; see JournalHeader.</summary>
    Unwritten,
}

/// <summary>The names of those files.</summary>
internal static class LogdirFileNames
{
    public static ReadOnlySpan<byte> NameZ(LogdirFile file) => file switch
    {
        LogdirFile.Current => "current\0"u8,
        LogdirFile.Lock => "lock\0"u8,
        LogdirFile.State => "state\0"u8,
        LogdirFile.Previous => "previous\0"u8,
        LogdirFile.Processed => "processed\0"u8,
        LogdirFile.NewState => "newstate\0"u8,
        LogdirFile.Unwritten => "unwritten\0"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Name(LogdirFile file) => NameZ(file)[..^1];
}
