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
    /// Opens both ends once more. Processes: the adopted supervisors, or none. Ends that are not open: nobody has it; then it
    /// is empty too, but for what its reader has read. An error is a shortage that will pass, and says nothing of it.
    /// </summary>
    public static Errno Find(
        Pid producer, Fd producerProcess, Pid logger, Fd loggerProcess, ReadOnlySpan<byte> name, out Fd readEnd, out Fd writeEnd)
    {
        readEnd = Fd.None;
        writeEnd = Fd.None;
        Errno error = loggerProcess.IsOpen ? Open(logger, loggerProcess, Input, out readEnd, out writeEnd) : Errno.None;
        if (error.IsNone && !readEnd.IsOpen && producerProcess.IsOpen)
        {
            error = Open(producer, producerProcess, Output, out readEnd, out writeEnd);
        }
        if (error.IsNone && !readEnd.IsOpen)
        {
            error = OpenOfService(name, "/log"u8, Input, out readEnd, out writeEnd);
        }
        return error.IsNone && !readEnd.IsOpen ? OpenOfService(name, ""u8, Output, out readEnd, out writeEnd) : error;
    }

    private static Errno OpenOfService(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix, int stream, out Fd readEnd, out Fd writeEnd)
    {
        readEnd = Fd.None;
        writeEnd = Fd.None;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(name);
        path.Append(suffix);
        path.Append("/"u8);
        path.Append(ServiceFile.StateZ[..^1]);
        if (path.Overflowed)
        {
            return Errno.None;
        }
        Errno error = StateFile.Peek(path.TextZ, out SupervisorRecord record, out bool found);
        if (error.Failed || !found || record.Status.Pid.IsNone)
        {
            return error;
        }
        error = ForeignProcess.Find(record.Status.Pid, record.NotBefore, record.Born, out ProcessFate fate, out Fd process);
        if (error.Failed || fate != ProcessFate.Alive)
        {
            return error;
        }
        error = Open(record.Status.Pid, process, stream, out readEnd, out writeEnd);
        Kernel.Close(process);
        return error;
    }

    /// <summary>
    /// Opens both ends of the pipe that a living process has as that stream; neither is open where that is no such pipe.
    /// Errors are as with Find.
    /// </summary>
    // By itself, for its buffer would lie below everything s6-svscan has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Errno Open(Pid pid, Fd process, int stream, out Fd readEnd, out Fd writeEnd)
    {
        readEnd = Fd.None;
        writeEnd = Fd.None;
        PathBuffer path = new(stackalloc byte[Limits.ServiceFileLengthMax]);
        Span<byte> number = stackalloc byte[Limits.DecimalLengthMax];
        path.Append("/proc/"u8);
        path.Append(number[..Text.Format((ulong)pid.Value, number)]);
        path.Append(stream == Input ? "/fd/0"u8 : "/fd/1"u8);
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
        if (!status.Ok || !status.Value.IsFifo)
        {
            return status.Error.IsShortage ? status.Error : Errno.None;
        }
        Errno error = FindDeviceOfPipes(out ulong device);
        if (error.Failed || status.Value.Device != device)
        {
            return error;
        }
        // The first one keeps the opening of the others from waiting.
        Result<Fd> both = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDWR);
        if (!both.Ok)
        {
            return both.Error.IsShortage ? both.Error : Errno.None;
        }
        Result<Fd> reader = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY);
        Result<Fd> writer = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY);
        Kernel.Close(both.Value);
        readEnd = reader.Ok ? reader.Value : Fd.None;
        writeEnd = writer.Ok ? writer.Value : Fd.None;
        // That it lives still proves that the number was its own all the time.
        error = ForeignProcess.HasEnded(process, out bool ended);
        if (reader.Ok && writer.Ok && error.IsNone && !ended)
        {
            return Errno.None;
        }
        Close(ref readEnd);
        Close(ref writeEnd);
        return error.Failed ? error
            : reader.Error.IsShortage ? reader.Error
            : writer.Error.IsShortage ? writer.Error
            : Errno.None;
    }

    private static void Close(ref Fd fd)
    {
        if (fd.IsOpen)
        {
            Kernel.Close(fd);
        }
        fd = Fd.None;
    }

    /// <summary>The device of pipes without names: a FIFO with a name is none of s6-svscan's.</summary>
    private static Errno FindDeviceOfPipes(out ulong device)
    {
        device = 0;
        Errno error = Kernel.Pipe(out Fd readEnd, out Fd writeEnd);
        if (error.Failed)
        {
            return error;
        }
        Result<FileStatus> status = Kernel.Stat(readEnd);
        Kernel.Close(readEnd);
        Kernel.Close(writeEnd);
        device = status.Value.Device;
        return status.Error;
    }
}
