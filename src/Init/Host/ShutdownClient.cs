using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>The way to s6-linux-init-shutdownd: its FIFO, which only root may write.</summary>
internal readonly struct ShutdownClient
{
    private readonly Fd _fifo;

    private ShutdownClient(Fd fifo)
    {
        Assert.That(fifo.IsOpen);
        _fifo = fifo;
    }

    /// <summary>ENXIO: the daemon does not run.</summary>
    public static Errno TryConnect(out ShutdownClient client)
    {
        client = default;
        Result<Fd> fifo = Kernel.Open(
            Fd.CurrentDirectory, InitPaths.ShutdownFifoZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
        if (fifo.Ok)
        {
            client = new ShutdownClient(fifo.Value);
        }
        return fifo.Error;
    }

    public Errno Send(in ShutdownMessage message)
    {
        Span<byte> bytes = stackalloc byte[ShutdownMessage.Length];
        message.Write(bytes);
        return Send(bytes);
    }

    public Errno Cancel() => Send(ShutdownMessage.Cancel);

    /// <summary>A message is far shorter than what a pipe takes as a whole, or not at all.</summary>
    private Errno Send(ReadOnlySpan<byte> bytes)
    {
        Result<int> written = Kernel.Write(_fifo, bytes);
        return written.Error;
    }
}
