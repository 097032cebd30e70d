using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Ftrig.Host;

/// <summary>
/// A listener's FIFO in a fifodir, in this process: no helper stands between. The fifodir's path must stay in place as
/// long as the subscription (an argument of the program does).
/// </summary>
internal struct Subscription
{
    private const uint ModeFifo = 0x192; // 0622
    private const int RandomLength = 6;

    private TextReference _fifodir;
    private TextReference _suffix;
    private NameBytes _hiddenNameZ;

    [InlineArray(FifoName.Length + 2)]
    private struct NameBytes
    {
        private byte _first;
    }

    /// <summary>What events are read from, one byte each.</summary>
    public Fd Fifo { get; private set; }

    public readonly bool IsOpen => _fifodir.Text.Length > 0 && Fifo.IsOpen;

    /// <summary>
    /// Puts a FIFO into fifodir + suffix. It is made under a hidden name and shown to notifiers once it is read from, so
    /// that none takes it for a stale one.
    /// </summary>
    public static Errno TryOpen(ReadOnlySpan<byte> fifodir, ReadOnlySpan<byte> suffix, out Subscription subscription)
    {
        subscription = default;
        subscription._fifodir = new TextReference(fifodir);
        subscription._suffix = new TextReference(suffix);
        subscription.Fifo = Fd.None;
        Span<byte> random = stackalloc byte[RandomLength];
        Kernel.GetRandom(random);
        FifoName.FormatHiddenZ(subscription._hiddenNameZ, Kernel.WallClock(), random);
        PathBuffer hidden = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer shown = new(stackalloc byte[Limits.PathLengthMax]);
        subscription.PutPath(ref hidden, 0);
        subscription.PutPath(ref shown, 1);
        return hidden.Overflowed ? Errno.ENAMETOOLONG : subscription.Create(hidden.TextZ, shown.TextZ);
    }

    private Errno Create(ReadOnlySpan<byte> hiddenZ, ReadOnlySpan<byte> shownZ)
    {
        uint mask = Kernel.SetUmask(0);
        Errno error = Kernel.MakeFifo(Fd.CurrentDirectory, hiddenZ, ModeFifo);
        _ = Kernel.SetUmask(mask);
        if (error.Failed)
        {
            return error;
        }
        // Open for both directions, so that it does not end when a notifier closes it.
        Result<Fd> fifo = Kernel.Open(Fd.CurrentDirectory, hiddenZ, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK);
        error = fifo.Ok ? Kernel.Rename(Fd.CurrentDirectory, hiddenZ, shownZ) : fifo.Error;
        if (error.Failed)
        {
            _ = Kernel.Unlink(Fd.CurrentDirectory, hiddenZ);
            if (fifo.Ok)
            {
                Kernel.Close(fifo.Value);
            }
            return error;
        }
        Fifo = fifo.Value;
        return Errno.None;
    }

    /// <summary>Reads events that wait; 0 where there are none.</summary>
    public readonly Result<int> Read(Span<byte> events)
    {
        Result<int> read = Kernel.Read(Fifo, events);
        return read.Error == Errno.EAGAIN ? new Result<int>(0) : read;
    }

    /// <summary>Removes the FIFO. Its descriptor stays until the process ends, which it is about to.</summary>
    public readonly void Remove()
    {
        PathBuffer shown = new(stackalloc byte[Limits.PathLengthMax]);
        PutPath(ref shown, 1);
        _ = Kernel.Unlink(Fd.CurrentDirectory, shown.TextZ);
    }

    private readonly void PutPath(ref PathBuffer path, int nameStart)
    {
        ReadOnlySpan<byte> name = _hiddenNameZ;
        path.Append(_fifodir.Text);
        path.Append(_suffix.Text);
        path.Append("/"u8);
        path.Append(name[nameStart..^1]);
    }
}
