using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>Where a logdir is. The order is that of the work; see RotationSteps for what each state does.</summary>
internal enum RotationState : byte
{
    /// <summary>Nothing has begun; of a processor: none is at work.</summary>
    New,

    // At start: what an s6-log that was killed has left is put in order.
    DroppingState,
    DroppingNewState,

    // A processor had done its work: what it made counts, and previous does not.
    DroppingSource,
    ArchivingProcessed,
    DroppingProcessed,

    // It had not, or there is none: previous counts.
    DroppingUnprocessed,
    ArchivingInterrupted,
    DroppingInterrupted,
    ArchivingUnfinished,
    DroppingUnfinished,
    TrimmingAtStart,
    CreatingState,

    /// <summary>The last step at start, and the only one where the last s6-log has closed current well.</summary>
    Adopting,

    /// <summary>Lines are written to current.</summary>
    Writable,

    /// <summary>The last write failed; the next is after the cooldown.</summary>
    Blocked,

    /// <summary>current is big enough, but the processor is still at work on the one before.</summary>
    AwaitingProcessor,

    // A rotation. No previous should be there; one that is was not seen at start, and is not overwritten.
    Synchronizing,
    ArchivingLeftover,
    DroppingLeftover,
    Renaming,
    Opening,
    MarkingPrevious,
    ArchivingPrevious,
    DroppingPrevious,
    Trimming,

    // The end.
    SynchronizingLast,
    MarkingLast,
    Ended,

    // A processor, beside the states before: meanwhile lines are written to current.
    StartingProcessor,
    Processing,
    MarkingProcessed,
    SynchronizingState,
    DroppingOrigin,
    RenamingState,
    ArchivingResult,
    DroppingResult,
    TrimmingResult,
    Count,
}

/// <summary>The action of each state of a logdir, and the way from one state to the next.</summary>
internal static class RotationSteps
{
    private const byte No = (byte)RotationActionKind.None;
    private const byte Remove = (byte)RotationActionKind.Remove;
    private const byte Archive = (byte)RotationActionKind.Archive;
    private const byte Trim = (byte)RotationActionKind.Trim;
    private const byte Create = (byte)RotationActionKind.CreateState;
    private const byte Adopt = (byte)RotationActionKind.Adopt;
    private const byte Sync = (byte)RotationActionKind.Synchronize;
    private const byte Rename = (byte)RotationActionKind.Rename;
    private const byte Open = (byte)RotationActionKind.Open;
    private const byte MarkPrev = (byte)RotationActionKind.MarkPrevious;
    private const byte MarkCurr = (byte)RotationActionKind.MarkCurrent;
    private const byte Start = (byte)RotationActionKind.StartProcessor;
    private const byte MarkProc = (byte)RotationActionKind.MarkProcessed;
    private const byte SyncState = (byte)RotationActionKind.SynchronizeState;
    private const byte KeepState = (byte)RotationActionKind.RenameState;

    private const byte Current = (byte)LogdirFile.Current;
    private const byte State = (byte)LogdirFile.State;
    private const byte Previous = (byte)LogdirFile.Previous;
    private const byte Processed = (byte)LogdirFile.Processed;
    private const byte NewState = (byte)LogdirFile.NewState;

    private const byte S = (byte)'s';
    private const byte U = (byte)'u';

    private const int Columns = 4;

    /// <summary>Optional: a failure does not matter, for it was tidying, or can wait for the next time.</summary>
    private static ReadOnlySpan<byte> Table =>
    [
        //                          action    file       suffix optional
        /* New                  */  No,       0,         0,     0,
        /* DroppingState        */  Remove,   State,     0,     0,
        /* DroppingNewState     */  Remove,   NewState,  0,     0,
        /* DroppingSource       */  Remove,   Previous,  0,     0,
        /* ArchivingProcessed   */  Archive,  Processed, S,     0,
        /* DroppingProcessed    */  Remove,   Processed, 0,     0,
        /* DroppingUnprocessed  */  Remove,   Processed, 0,     0,
        /* ArchivingInterrupted */  Archive,  Previous,  U,     0,
        /* DroppingInterrupted  */  Remove,   Previous,  0,     0,
        /* ArchivingUnfinished  */  Archive,  Current,   U,     0,
        /* DroppingUnfinished   */  Remove,   Current,   0,     0,
        /* TrimmingAtStart      */  Trim,     0,         0,     0,
        /* CreatingState        */  Create,   0,         0,     0,
        /* Adopting             */  Adopt,    0,         0,     0,
        /* Writable             */  No,       0,         0,     0,
        /* Blocked              */  No,       0,         0,     0,
        /* AwaitingProcessor    */  No,       0,         0,     0,
        /* Synchronizing        */  Sync,     0,         0,     0,
        /* ArchivingLeftover    */  Archive,  Previous,  U,     0,
        /* DroppingLeftover     */  Remove,   Previous,  0,     0,
        /* Renaming             */  Rename,   0,         0,     0,
        /* Opening              */  Open,     0,         0,     0,
        /* MarkingPrevious      */  MarkPrev, 0,         0,     0,
        /* ArchivingPrevious    */  Archive,  Previous,  S,     0,
        /* DroppingPrevious     */  Remove,   Previous,  0,     0,
        /* Trimming             */  Trim,     0,         0,     1,
        /* SynchronizingLast    */  Sync,     0,         0,     0,
        /* MarkingLast          */  MarkCurr, 0,         0,     0,
        /* Ended                */  No,       0,         0,     0,
        /* StartingProcessor    */  Start,    0,         0,     0,
        /* Processing           */  No,       0,         0,     0,
        /* MarkingProcessed     */  MarkProc, Processed, 0,     0,
        /* SynchronizingState   */  SyncState, NewState, 0,     0,
        /* DroppingOrigin       */  Remove,   Previous,  0,     0,
        /* RenamingState        */  KeepState, NewState, 0,     0,
        /* ArchivingResult      */  Archive,  Processed, S,     0,
        /* DroppingResult       */  Remove,   Processed, 0,     0,
        /* TrimmingResult       */  Trim,     0,         0,     1,
    ];

    public static RotationAction Action(RotationState state)
    {
        Assert.That(Table.Length == (int)RotationState.Count * Columns);
        ReadOnlySpan<byte> row = Table.Slice((int)state * Columns, Columns);
        return new RotationAction((RotationActionKind)row[0], (LogdirFile)row[1], row[2]);
    }

    public static bool IsOptional(RotationState state) => Table[(int)state * Columns + 3] != 0;

    /// <summary>
    /// The state after one whose action is done or found no file. processed: at start, a processor had done its work.
    /// </summary>
    public static RotationState Next(RotationState state, bool absent, bool processed)
    {
        Assert.That(Action(state).Kind != RotationActionKind.None || state == RotationState.Processing);
        if (absent && Action(state).Kind == RotationActionKind.Archive)
        {
            // The state behind it is to remove the same file.
            state++;
        }
        return state switch
        {
            RotationState.DroppingNewState when !processed => RotationState.DroppingUnprocessed,
            RotationState.DroppingProcessed => RotationState.ArchivingUnfinished,
            RotationState.Trimming => RotationState.Writable,
            RotationState.TrimmingResult => RotationState.New,
            _ => state + 1,
        };
    }
}
