using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The pipe between a service and its logger, found again where the s6-svscan that made it is no more: it lives on in the
/// standard streams of the two supervisors, and of the service and the logger themselves.
/// </summary>
internal static class LoggerPipe
{
    /// <summary>The streams that may be its ends.</summary>
    public const int Input = 0;
    public const int Output = 1;

    /// <summary>
    /// Opens both ends once more. Processes: the adopted supervisors, or none. False where nobody has it; then it is
    /// empty too, but for what its reader has read.
    /// </summary>
    public static bool TryFind(
        Pid producer, Fd producerProcess, Pid logger, Fd loggerProcess, ReadOnlySpan<byte> name, out Fd readEnd, out Fd writeEnd)
    {
        readEnd = Fd.None;
        writeEnd = Fd.None;
        return (loggerProcess.IsOpen && TryOpen(logger, loggerProcess, Input, out readEnd, out writeEnd))
            || (producerProcess.IsOpen && TryOpen(producer, producerProcess, Output, out readEnd, out writeEnd))
            || TryOpenOfService(name, "/log"u8, Input, out readEnd, out writeEnd)
            || TryOpenOfService(name, ""u8, Output, out readEnd, out writeEnd);
    }

    private static bool TryOpenOfService(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix, int stream, out Fd readEnd, out Fd writeEnd)
    {
        readEnd = Fd.None;
        writeEnd = Fd.None;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(name);
        path.Append(suffix);
        path.Append("/"u8);
        path.Append(ServiceFile.StateZ[..^1]);
        if (path.Overflowed || !StateFile.TryPeek(path.TextZ, out SupervisorRecord record) || record.Status.Pid.IsNone)
        {
            return false;
        }
        Errno error = ForeignProcess.Find(record.Status.Pid, record.NotBefore, record.Born, out ProcessFate fate, out Fd process);
        if (error.Failed || fate != ProcessFate.Alive)
        {
            return false;
        }
        bool found = TryOpen(record.Status.Pid, process, stream, out readEnd, out writeEnd);
        Kernel.Close(process);
        return found;
    }

    /// <summary>Opens both ends of the pipe that a living process has as that stream; false where that is no such pipe.</summary>
    // By itself, for its buffer would lie below everything s6-svscan has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryOpen(Pid pid, Fd process, int stream, out Fd readEnd, out Fd writeEnd)
    {
        readEnd = Fd.None;
        writeEnd = Fd.None;
        PathBuffer path = new(stackalloc byte[Limits.ServiceFileLengthMax]);
        Span<byte> number = stackalloc byte[Limits.DecimalLengthMax];
        path.Append("/proc/"u8);
        path.Append(number[..Text.Format((ulong)pid.Value, number)]);
        path.Append(stream == Input ? "/fd/0"u8 : "/fd/1"u8);
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
        if (!status.Ok || !status.Value.IsFifo || status.Value.Device != DeviceOfPipes())
        {
            return false;
        }
        // The first one keeps the opening of the others from waiting.
        Result<Fd> both = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDWR);
        if (!both.Ok)
        {
            return false;
        }
        Result<Fd> reader = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY);
        Result<Fd> writer = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY);
        Kernel.Close(both.Value);
        readEnd = reader.Ok ? reader.Value : Fd.None;
        writeEnd = writer.Ok ? writer.Value : Fd.None;
        // That it lives still proves that the number was its own all the time.
        if (reader.Ok && writer.Ok && !ForeignProcess.HasEnded(process))
        {
            return true;
        }
        Close(ref readEnd);
        Close(ref writeEnd);
        return false;
    }

    private static void Close(ref Fd fd)
    {
        if (fd.IsOpen)
        {
            Kernel.Close(fd);
        }
        fd = Fd.None;
    }

    /// <summary>A FIFO with a name is no pipe of s6-svscan's; 0 where no pipe can be made.</summary>
    private static ulong DeviceOfPipes()
    {
        if (Kernel.Pipe(out Fd readEnd, out Fd writeEnd).Failed)
        {
            return 0;
        }
        Result<FileStatus> status = Kernel.Stat(readEnd);
        Kernel.Close(readEnd);
        Kernel.Close(writeEnd);
        return status.Ok ? status.Value.Device : 0;
    }
}
