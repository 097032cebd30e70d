using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Sestet.Bench.Harness;

/// <summary>The FIFO into which services write, when they start, the time and their process id.</summary>
internal sealed class StampFifo : IDisposable
{
    private const int RecordLength = 16;

    /// <summary>
    /// A reader that waits would be woken by each service: that takes as much CPU time as some of what is measured, and is the
    /// service's. The FIFO holds 4096 records.
    /// </summary>
    private const int LookAgainMs = 5;

    private readonly int _descriptor;

    public StampFifo(string path)
    {
        Path = path;
        Native.Check(Native.MakeFifo(path, 0b110_000_000), $"mkfifo {path}");
        _descriptor = Native.Check(
            Native.Open(path, Native.OpenReadWrite | Native.OpenNonBlocking | Native.OpenCloseOnExec, 0), $"open {path}");
    }

    public string Path { get; }

    /// <summary>
    /// The next records; fewer where the time is over. Times are the monotonic clock's, in nanoseconds.
    /// </summary>
    public List<(long StartNanoseconds, int Pid)> Read(int count, int timeoutMs)
    {
        Patience patience = new(timeoutMs);
        List<(long, int)> records = [];
        // A record is shorter than PIPE_BUF: none is ever torn.
        Span<byte> buffer = new byte[RecordLength * 256];
        while (records.Count < count && !patience.IsOver)
        {
            int room = Math.Min(buffer.Length, (count - records.Count) * RecordLength);
            int length = (int)Native.Read(_descriptor, buffer, room);
            if (length <= 0)
            {
                Interruption.Sleep(LookAgainMs);
            }
            for (int at = 0; at + RecordLength <= length; at += RecordLength)
            {
                long start = BinaryPrimitives.ReadInt64BigEndian(buffer[at..]);
                records.Add((start, (int)BinaryPrimitives.ReadInt64BigEndian(buffer[(at + 8)..])));
            }
        }
        return records;
    }

    public void Dispose() => Native.Close(_descriptor);
}
