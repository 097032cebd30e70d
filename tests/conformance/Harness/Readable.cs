using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Sestet.Conformance.Harness;

/// <summary>The reading end of a pipe or FIFO, read without blocking; keeps everything it has read.</summary>
public sealed class Readable : IDisposable
{
    private readonly StringBuilder _text = new();
    private readonly byte[] _buffer = new byte[65536];

    /// <summary>Owns the descriptor, which does not block.</summary>
    public Readable(int descriptor)
    {
        Descriptor = descriptor;
    }

    /// <summary>-1 after Dispose.</summary>
    public int Descriptor { get; private set; }

    /// <summary>No writer is left.</summary>
    public bool Ended { get; private set; }

    /// <summary>All that was read, one char a byte.</summary>
    public string Text => _text.ToString();

    /// <summary>Reads what is there now; false where nothing was.</summary>
    public bool Drain()
    {
        bool any = false;
        while (Descriptor >= 0 && !Ended)
        {
            nint count = Native.Read(Descriptor, _buffer, _buffer.Length);
            if (count > 0)
            {
                _text.Append(Encoding.Latin1.GetString(_buffer, 0, (int)count));
                any = true;
            }
            else if (count == 0)
            {
                Ended = true;
            }
            else if (Marshal.GetLastPInvokeError() != Native.EINTR)
            {
                break;
            }
        }
        return any;
    }

    /// <summary>Waits until there is something to read, or an end, or patience is over; then reads.</summary>
    public void Wait(Patience patience)
    {
        Span<Native.PollDescriptor> poll = [new() { Descriptor = Descriptor, Wanted = Native.PollIn }];
        _ = Native.Poll(poll, 1, patience.LeftMs);
        Drain();
    }

    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            Native.Close(Descriptor);
            Descriptor = -1;
        }
    }
}
