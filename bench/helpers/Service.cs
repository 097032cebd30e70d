using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Bench.Helpers;

/// <summary>
/// A service that starts, says so and sleeps. `pause` only sleeps. `stamp` first writes a record into the FIFO that
/// BENCH_FIFO names; `ready` does so too, and before that tells its readiness by a newline on descriptor 3. It makes as
/// few system calls as that takes, and leaves the two descriptors open, for its calls are counted with the suite's.
/// <code>
/// offset  size  field of the record, big-endian
///      0     8  monotonic clock at its start, nanoseconds
///      8     8  process id
/// </code>
/// </summary>
internal static class Service
{
    private const int RecordLength = 16;
    private const int ReadinessDescriptor = 3;

    public static int Run(ReadOnlySpan<byte> kind, EnvironmentBlock environment)
    {
        Instant start = Kernel.Now();
        bool ready = kind.SequenceEqual("ready"u8);
        if (ready || kind.SequenceEqual("stamp"u8))
        {
            // `s6-svc -a` is measured on a service that stays.
            Kernel.Ignore(Signal.SIGALRM);
            if (ready)
            {
                _ = Kernel.Write(new Fd(ReadinessDescriptor), "\n"u8);
            }
            if (!TryStamp(start, environment))
            {
                return Program.ExitSystem;
            }
        }
        else if (!kind.SequenceEqual("pause"u8))
        {
            return Program.ExitUsage;
        }
        while (true)
        {
            // Endless: a signal ends it.
            _ = Kernel.Poll(default, -1);
        }
    }

    private static bool TryStamp(Instant start, EnvironmentBlock environment)
    {
        if (!environment.TryGet("BENCH_FIFO"u8, out ReadOnlySpan<byte> pathZ))
        {
            return false;
        }
        Span<byte> record = stackalloc byte[RecordLength];
        BinaryPrimitives.WriteUInt64BigEndian(record, (ulong)start.Nanoseconds);
        BinaryPrimitives.WriteUInt64BigEndian(record[8..], (ulong)Kernel.CurrentProcess().Value);
        Result<Fd> fifo = Kernel.Open(Fd.CurrentDirectory, pathZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
        if (!fifo.Ok)
        {
            return false;
        }
        Result<int> written = Kernel.Write(fifo.Value, record);
        return written.Ok && written.Value == RecordLength;
    }
}
