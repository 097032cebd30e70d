namespace Sestet.Logging.Host;

/// <summary>
/// What waits for one output: first the bytes of its buffer from Start to End, then a run of whole lines that still lie
/// in the input.
/// </summary>
internal struct LogSink
{
    /// <summary>Where the buffer begins in the memory of all, and its length.</summary>
    public int Base;
    public int Capacity;

    public int Start;
    public int End;
    public int RunPosition;
    public int RunLength;

    public readonly int Length => End - Start + RunLength;

    /// <summary>Whether the buffer can take all that waits, and that many bytes more.</summary>
    public readonly bool HasRoom(int more) => Length + more <= Capacity;

    /// <summary>
    /// There is so much in the buffer that it is not worth while to wait for more. What one read becomes with headers before
    /// lines of usual length comes to more than half, and is to be one write.
    /// </summary>
    public readonly bool IsWorthWriting => End - Start >= Capacity / 4 * 3;

    public readonly bool IsEmpty => End == Start && RunLength == 0;
}
