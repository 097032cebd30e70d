using System;
using Sestet.Base;

namespace Sestet.Linux;

// Descriptors that travel: there are no sockets on the simulated machine.
internal static unsafe partial class Kernel
{
    public static Errno SetSocketTimeout(Fd socket, long nanoseconds)
    {
        Assert.That(socket.IsOpen && nanoseconds > 0);
        return Missing<int>().Error;
    }

    public static Result<int> SendMessage(Fd connection, ReadOnlySpan<byte> data, ReadOnlySpan<Fd> attached, bool wait)
    {
        Assert.That(!data.IsEmpty && attached.Length <= Limits.DescriptorsPerMessage);
        return Missing<int>();
    }

    public static Result<int> ReceiveMessage(
        Fd connection, Span<byte> buffer, Span<Fd> descriptors, bool wait, out int descriptorCount, out bool lost)
    {
        Assert.That(!buffer.IsEmpty);
        descriptorCount = 0;
        lost = false;
        return Missing<int>();
    }
}
