namespace Sestet.Logging;

/// <summary>What a rotation wants done. The outcome of each is the next event.</summary>
internal enum RotationActionKind : byte
{
    /// <summary>Nothing: the logdir goes on as it is.</summary>
    None,

    /// <summary>
    /// Write the lines that wait: what kept them from the disk may be over. It has no outcome of its own.
    /// </summary>
    Write,

    /// <summary>Remove a file; that it is not there is as good.</summary>
    Remove,

    /// <summary>
    /// Link a file to the name of an archive, made of the time and Suffix, unless it is empty or has such a link already.
    /// </summary>
    Archive,

    /// <summary>Remove archives until there are no more than wanted.</summary>
    Trim,

    /// <summary>Make an empty state file.</summary>
    CreateState,

    /// <summary>Open current, where it is or anew, and set its rights: it is being written to.</summary>
    Adopt,

    /// <summary>fsync(2) current.</summary>
    Synchronize,

    /// <summary>Rename current to previous.</summary>
    Rename,

    /// <summary>Open a new current in place of the one that was renamed.</summary>
    Open,

    /// <summary>Make previous executable: it is complete.</summary>
    MarkPrevious,

    /// <summary>Make current executable: no s6-log writes to it.</summary>
    MarkCurrent,

    /// <summary>Start the processor on previous.</summary>
    StartProcessor,

    /// <summary>fsync(2) processed, and make it executable: it is complete, and takes the place of previous.</summary>
    MarkProcessed,

    /// <summary>fsync(2) newstate.</summary>
    SynchronizeState,

    /// <summary>Rename newstate to state.</summary>
    RenameState,
}

/// <summary>One action with what belongs to it.</summary>
internal readonly struct RotationAction(RotationActionKind kind, LogdirFile file = LogdirFile.Current, byte suffix = 0)
{
    public static RotationAction None => default;

    public RotationActionKind Kind { get; } = kind;

    /// <summary>The file of Remove and Archive.</summary>
    public LogdirFile File { get; } = file;

    /// <summary>
    /// The letter at the end of an archive's name: s for a file in full, u for one that was interrupted.
    /// </summary>
    public byte Suffix { get; } = suffix;

    /// <summary>Whether the host carries it out and tells the outcome.</summary>
    public bool HasOutcome => Kind is not (RotationActionKind.None or RotationActionKind.Write);
}
