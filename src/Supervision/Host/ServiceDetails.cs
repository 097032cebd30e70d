using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// What supervise/ and the service's cgroup tell beyond supervise/status (docs/SERVICE-DIRECTORY.md). What is not known,
/// or not to be read by this user, is -1 or NA.
/// </summary>
internal readonly ref struct ServiceDetails(ReadOnlySpan<byte> directory)
{
    private const ulong MicrosecondsPerMillisecond = 1000;

    private readonly ReadOnlySpan<byte> _directory = directory;

    public static bool Has(StatusField field) => field is >= StatusField.Memory and < StatusField.Count;

    // By itself, for the other fields need none of its buffers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Print(ref Output output, StatusField field)
    {
        Assert.That(Has(field));
        switch (field)
        {
            case StatusField.Failure:
                PrintText(ref output, ServiceFile.FailureZ);
                break;
            case StatusField.StatusText:
                PrintText(ref output, ServiceFile.StatusTextZ);
                break;
            case StatusField.Restarts:
                PrintRestarts(ref output);
                break;
            default:
                PrintUsage(ref output, field);
                break;
        }
    }

    private Result<int> Read(ReadOnlySpan<byte> nameZ, Span<byte> buffer)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(_directory);
        path.Append("/"u8);
        path.Append(nameZ[..^1]);
        return path.Overflowed
            ? new Result<int>(Errno.ENAMETOOLONG)
            : SmallFile.Read(Fd.CurrentDirectory, path.TextZ, buffer);
    }

    private void PrintText(ref Output output, ReadOnlySpan<byte> nameZ)
    {
        Span<byte> text = stackalloc byte[Limits.StatusTextLengthMax + 1];
        Result<int> read = Read(nameZ, text);
        output.Write(read.Ok ? SmallFile.FirstLine(text[..read.Value]) : "NA"u8);
    }

    private void PrintRestarts(ref Output output)
    {
        Span<byte> bytes = stackalloc byte[SupervisorRecord.Length];
        Result<int> read = Read(ServiceFile.StateZ, bytes);
        SupervisorRecord record = default;
        bool known = read.Ok && SupervisorRecord.TryUnpack(bytes[..read.Value], out record);
        Print(ref output, known, record.History.Restarts);
    }

    private void PrintUsage(ref Output output, StatusField field)
    {
        Span<byte> text = stackalloc byte[Limits.PathLengthMax + Limits.DecimalLengthMax + 3];
        PathBuffer leaf = new(stackalloc byte[Limits.PathLengthMax]);
        Result<int> read = Read(ServiceFile.CgroupZ, text);
        if (!read.Ok || !ServiceLeaf.TryParseRecord(text[..read.Value], ref leaf, out ulong killsBefore))
        {
            Print(ref output, known: false, 0);
            return;
        }
        ulong value;
        bool known = field switch
        {
            StatusField.Memory => TryReadNumber(ref leaf, "/memory.current"u8, out value),
            StatusField.MemoryPeak => TryReadNumber(ref leaf, "/memory.peak"u8, out value),
            StatusField.Tasks => TryReadNumber(ref leaf, "/pids.current"u8, out value),
            StatusField.Cpu => CgroupFile.TryReadNamed(ref leaf, "/cpu.stat"u8, "usage_usec"u8, out value),
            _ => CgroupFile.TryReadNamed(ref leaf, "/memory.events"u8, "oom_kill"u8, out value),
        };
        if (field == StatusField.OutOfMemory)
        {
            // Those of runs before are known though the cgroup be gone.
            value = known ? value + killsBefore : killsBefore;
            known = true;
        }
        Print(ref output, known, field == StatusField.Cpu ? value / MicrosecondsPerMillisecond : value);
    }

    private static bool TryReadNumber(ref PathBuffer leaf, ReadOnlySpan<byte> name, out ulong value)
    {
        Span<byte> text = stackalloc byte[Limits.ServiceFileLengthMax];
        Result<int> read = CgroupFile.Read(ref leaf, name, text);
        value = 0;
        return read.Ok && Text.TryParse(SmallFile.FirstLine(text[..read.Value]), out value);
    }

    private static void Print(ref Output output, bool known, ulong number)
    {
        if (known)
        {
            output.Write(number);
        }
        else
        {
            output.Write("-1"u8);
        }
    }
}
