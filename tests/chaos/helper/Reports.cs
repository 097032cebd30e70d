using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Chaos.Helper;

/// <summary>
/// The FIFO that CHAOS_FIFO names, into which all say what happens, each report in one write(2).
/// <code>
/// offset  size  field, big-endian
///      0     4  kind
///      4     4  number of the service; 1000 more for its logger
///      8     4  number of the instance, from 1; 0 where it is not known
///     12     4  process id
/// </code>
/// </summary>
internal static class Reports
{
    private const int Length = 16;

    public static bool TryWrite(EnvironmentBlock environment, ReportKind kind, uint service, ulong instance)
    {
        if (!environment.TryGet("CHAOS_FIFO"u8, out ReadOnlySpan<byte> pathZ))
        {
            return false;
        }
        Result<Fd> fifo = Kernel.Open(Fd.CurrentDirectory, pathZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
        if (!fifo.Ok)
        {
            return false;
        }
        Span<byte> report = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(report, ((ulong)kind << 32) | service);
        BinaryPrimitives.WriteUInt64BigEndian(report[8..], (instance << 32) | (uint)Kernel.CurrentProcess().Value);
        Result<int> written = Kernel.Write(fifo.Value, report);
        Kernel.Close(fifo.Value);
        return written.Ok && written.Value == Length;
    }
}
