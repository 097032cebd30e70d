using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision.Host;

/// <summary>
/// What a service tells its readiness by: supervise/notification. The service's own descriptor is open in both directions,
/// so that the service can write though its supervisor be killed at this moment, and the next supervisor still finds what
/// it has written.
/// </summary>
internal static class NotificationFifo
{
    private const uint ModeOwner = 0x180;   // 0600

    /// <summary>
    /// Makes it ready for a new instance, with the supervisor's end, which may be open from the instance before: the new
    /// process opens the FIFO itself. Where none can be made, the other end of a pipe is given, which does the same, but
    /// that a killed supervisor is missed.
    /// </summary>
    public static Errno Prepare(ref SupervisedService service, out Fd pipe)
    {
        pipe = Fd.None;
        if (service.Notification.IsOpen)
        {
            if (!service.NotificationIsPipe && IsForsaken(service.Notification))
            {
                return Errno.None;
            }
            Kernel.Close(service.Notification);
        }
        service.NotificationIsPipe = false;
        Result<Fd> end = MakeFifo();
        service.Notification = end.Ok ? end.Value : Fd.None;
        if (end.Ok)
        {
            return Errno.None;
        }
        Errno error = Kernel.Pipe(out service.Notification, out pipe);
        service.NotificationIsPipe = error.IsNone;
        return error;
    }

    /// <summary>The supervisor's end of the FIFO that a living service has.</summary>
    public static Result<Fd> Reopen() =>
        Kernel.Open(Fd.CurrentDirectory, ServiceFile.NotificationZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);

    /// <summary>
    /// Whether nobody has the other end. A process left over from the instance before must not speak for the new one;
    /// nor may what it has said last.
    /// </summary>
    private static bool IsForsaken(Fd reader)
    {
        Span<byte> rest = stackalloc byte[8];
        Result<int> read = Kernel.Read(reader, rest);
        return read.Ok && read.Value == 0;
    }

    /// <summary>A FIFO that nobody has open, in place of what is there.</summary>
    private static Result<Fd> MakeFifo()
    {
        _ = Kernel.Unlink(Fd.CurrentDirectory, ServiceFile.NotificationZ);
        Errno error = Kernel.MakeFifo(Fd.CurrentDirectory, ServiceFile.NotificationZ, ModeOwner);
        return error.Failed ? new Result<Fd>(error) : Reopen();
    }
}
