using System;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>What s6-svstat can tell about a service.</summary>
internal enum StatusField : byte
{
    None,
    Up,
    WantedUp,
    NormallyUp,
    Ready,
    Paused,
    Pid,
    Pgid,
    ExitCode,
    Signal,
    SignalNumber,
    UpDownSince,
    ReadySince,
    UpDownFor,
    ReadyFor,
    Memory,
    MemoryPeak,
    Cpu,
    Tasks,
    OutOfMemory,
    Failure,
    StatusText,
    Restarts,
    Count,
}

/// <summary>The fields' names and letters.</summary>
internal static class StatusFields
{
    private static ReadOnlySpan<byte> Letters => "uwNrpgest"u8;

    private static ReadOnlySpan<byte> LetterFields =>
    [
        (byte)StatusField.Up, (byte)StatusField.WantedUp, (byte)StatusField.NormallyUp, (byte)StatusField.Ready,
        (byte)StatusField.Pid, (byte)StatusField.Pgid, (byte)StatusField.ExitCode, (byte)StatusField.Signal,
        (byte)StatusField.UpDownFor,
    ];

    public static StatusField OfLetter(byte letter)
    {
        int index = Letters.IndexOf(letter);
        Assert.That(index >= 0 && Letters.Length == LetterFields.Length);
        return (StatusField)LetterFields[index];
    }

    /// <summary>The field of that name, or None.</summary>
    public static StatusField OfName(ReadOnlySpan<byte> name)
    {
        for (StatusField field = StatusField.Up; field < StatusField.Count; field++)
        {
            if (name.SequenceEqual(NameOf(field)))
            {
                return field;
            }
        }
        return StatusField.None;
    }

    private static ReadOnlySpan<byte> NameOf(StatusField field) => field switch
    {
        StatusField.Up => "up"u8,
        StatusField.WantedUp => "wantedup"u8,
        StatusField.NormallyUp => "normallyup"u8,
        StatusField.Ready => "ready"u8,
        StatusField.Paused => "paused"u8,
        StatusField.Pid => "pid"u8,
        StatusField.Pgid => "pgid"u8,
        StatusField.ExitCode => "exitcode"u8,
        StatusField.Signal => "signal"u8,
        StatusField.SignalNumber => "signum"u8,
        StatusField.UpDownSince => "updownsince"u8,
        StatusField.ReadySince => "readysince"u8,
        StatusField.UpDownFor => "updownfor"u8,
        StatusField.ReadyFor => "readyfor"u8,
        StatusField.Memory => "memory"u8,
        StatusField.MemoryPeak => "memorypeak"u8,
        StatusField.Cpu => "cpu"u8,
        StatusField.Tasks => "tasks"u8,
        StatusField.OutOfMemory => "oom"u8,
        StatusField.Failure => "failure"u8,
        StatusField.StatusText => "statustext"u8,
        StatusField.Restarts => "restarts"u8,
        _ => default,
    };
}
