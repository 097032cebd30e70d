using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

/// <summary>There are no sockets on the simulated machine: its kernel was built without them.</summary>
internal static unsafe partial class Kernel
{
    private static readonly Errno s_noSockets = new(97);

    public static Result<Fd> BindDatagrams(ReadOnlySpan<byte> abstractName)
    {
        Assert.That(!abstractName.IsEmpty);
        _ = Enter(SystemCall.Own);
        return new Result<Fd>(s_noSockets);
    }

    public static Result<int> NameOfSocket(Fd fd, Span<byte> abstractName)
    {
        Assert.That(!abstractName.IsEmpty);
        Errno error = Enter(SystemCall.Own).Files.CheckOpen(fd);
        return new Result<int>(error.Failed ? error : s_noSockets);
    }

    public static Result<Datagram> Receive(Fd fd, Span<byte> buffer)
    {
        Assert.That(!buffer.IsEmpty);
        Errno error = Enter(SystemCall.Own).Files.CheckOpen(fd);
        return new Result<Datagram>(error.Failed ? error : s_noSockets);
    }
}
