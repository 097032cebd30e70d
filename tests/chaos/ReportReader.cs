using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Sestet.Chaos.Helper;
using Sestet.Conformance.Harness;

namespace Sestet.Chaos;

/// <summary>What a helper program has said; helper/Reports.cs has the format.</summary>
internal readonly record struct Report(ReportKind Kind, int Service, int Instance, int Pid);

/// <summary>The reading end of the FIFO into which the helper programs report.</summary>
internal sealed class ReportReader : IDisposable
{
    private const int Length = 16;

    private readonly byte[] _buffer = new byte[Length * 4096];

    public ReportReader(string path)
    {
        Native.Check(Native.MakeFifo(path, 0x180), "mkfifo " + path);
        // Open for writing as well: so there is never an end.
        Descriptor = Native.Check(
            Native.Open(path, Native.OpenReadWrite | Native.OpenNonBlocking | Native.OpenCloseOnExec, 0), "open " + path);
    }

    public int Descriptor { get; }

    /// <summary>Those that have come. A report is shorter than PIPE_BUF: none is ever torn.</summary>
    public List<Report> Read()
    {
        List<Report> reports = [];
        int length = (int)Native.Read(Descriptor, _buffer, _buffer.Length);
        for (int at = 0; at + Length <= length; at += Length)
        {
            ReadOnlySpan<byte> bytes = _buffer.AsSpan(at);
            reports.Add(new Report(
                (ReportKind)BinaryPrimitives.ReadInt32BigEndian(bytes),
                BinaryPrimitives.ReadInt32BigEndian(bytes[4..]),
                BinaryPrimitives.ReadInt32BigEndian(bytes[8..]),
                BinaryPrimitives.ReadInt32BigEndian(bytes[12..])));
        }
        return reports;
    }

    public void Dispose() => Native.Close(Descriptor);
}
