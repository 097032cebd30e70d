namespace Sestet.Logging.Host;

/// <summary>
/// What waits for one output: first the bytes of its buffer from Start to End, then a run of whole lines that still lie
/// in the input.
/// </summary>
internal struct LogSink
{
    public int Start;
    public int End;
    public int RunPosition;
    public int RunLength;

    public readonly int Length => End - Start + RunLength;

    public readonly bool IsEmpty => End == Start && RunLength == 0;
}
