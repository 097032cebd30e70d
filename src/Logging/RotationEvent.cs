using Sestet.Base;

namespace Sestet.Logging;

/// <summary>What happened to a logdir.</summary>
internal enum RotationEventKind : byte
{
    /// <summary>Bytes were written to current.</summary>
    Written,

    /// <summary>Bytes could not be written to current.</summary>
    WriteFailed,

    /// <summary>SIGALRM: rotate as if current had become too big.</summary>
    RotateAsked,

    /// <summary>The time Rotation.Deadline has come.</summary>
    Timeout,

    /// <summary>What waits for its next try is to get it now.</summary>
    Hurry,

    /// <summary>No more lines will come, and all are written.</summary>
    Ended,

    /// <summary>The processor has done its work.</summary>
    Processed,

    /// <summary>The processor has failed: it was killed, or says so.</summary>
    ProcessorFailed,

    /// <summary>The last action was carried out.</summary>
    Done,

    /// <summary>The last action found its file missing.</summary>
    Absent,

    /// <summary>The last action failed.</summary>
    Failed,
}

/// <summary>Where in the lines a write has ended.</summary>
internal enum WriteEnd : byte
{
    /// <summary>In the middle of a line.</summary>
    Inside,

    /// <summary>Behind a line.</summary>
    Line,

    /// <summary>Behind the last line of what was read at once: this is where current may end.</summary>
    Chunk,
}

/// <summary>One event with what belongs to it.</summary>
internal readonly struct RotationEvent
{
    private RotationEvent(RotationEventKind kind, int length, WriteEnd end)
    {
        Kind = kind;
        Length = length;
        End = end;
    }

    public RotationEventKind Kind { get; }

    /// <summary>Bytes of Written.</summary>
    public int Length { get; }

    public WriteEnd End { get; }

    public static RotationEvent WriteFailed => new(RotationEventKind.WriteFailed, 0, default);

    public static RotationEvent RotateAsked => new(RotationEventKind.RotateAsked, 0, default);

    public static RotationEvent Timeout => new(RotationEventKind.Timeout, 0, default);

    public static RotationEvent Processed => new(RotationEventKind.Processed, 0, default);

    public static RotationEvent ProcessorFailed => new(RotationEventKind.ProcessorFailed, 0, default);

    public static RotationEvent Hurry => new(RotationEventKind.Hurry, 0, default);

    public static RotationEvent Ended => new(RotationEventKind.Ended, 0, default);

    public static RotationEvent Absent => new(RotationEventKind.Absent, 0, default);

    public static RotationEvent Written(int length, WriteEnd end)
    {
        Assert.That(length >= 0);
        return new(RotationEventKind.Written, length, end);
    }

    /// <summary>The outcome of an action, by its error.</summary>
    public static RotationEvent Outcome(Errno error) =>
        new(error.Failed ? RotationEventKind.Failed : RotationEventKind.Done, 0, default);
}
