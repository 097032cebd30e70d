namespace Sestet.FdHolder;

/// <summary>
/// An answer's way through the table, past what was held when it began. What is deleted or expires ahead of it keeps its place
/// until it has come by. So a list of all costs an answer no memory of its own, and is of one moment.
/// </summary>
internal struct FdWalk
{
    public bool IsUnderWay;

    /// <summary>It sends the descriptors; else only their identifiers.</summary>
    public bool Sends;

    /// <summary>The change of the table that it began behind.</summary>
    public ulong Began;

    /// <summary>Places before that one are done with.</summary>
    public int Passed;

    /// <summary>The next place that it names.</summary>
    public int Next;

    /// <summary>It ends before that place.</summary>
    public int End;

    /// <summary>Whether it has yet to be done with what is in a place.</summary>
    public readonly bool Awaits(int place, in HeldFd held) =>
        IsUnderWay && place >= Passed && place < End && held.WasHeldAt(Began);
}
