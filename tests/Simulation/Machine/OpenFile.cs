using System.Collections.Generic;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>An open file description: what descriptors that were duplicated or inherited share.</summary>
internal sealed class OpenFile
{
    public Node? Node { get; init; }

    /// <summary>Of a pipe's end or a FIFO.</summary>
    public PipeBuffer? Pipe { get; init; }

    public bool CanRead { get; init; }

    public bool CanWrite { get; init; }

    public bool Append { get; init; }

    public bool NonBlocking { get; set; }

    public long Position { get; set; }

    public int References { get; set; }

    /// <summary>Of a descriptor for signals: their set.</summary>
    public ulong SignalSet { get; init; }

    /// <summary>Of a directory that is being read: the names that are left.</summary>
    public Queue<(string Name, Node Node)>? Names { get; set; }

    /// <summary>Of a descriptor of a process.</summary>
    public Process? Process { get; init; }

    public int SeenWriterGeneration { get; init; }

    public void Retain() => References++;

    /// <summary>One descriptor fewer; the last one closes the ends of a pipe.</summary>
    public void Release()
    {
        References--;
        if (References == 0 && Node?.Holder == this)
        {
            Node.Holder = null;
        }
        if (References == 0 && Pipe is { } pipe)
        {
            pipe.Readers -= CanRead ? 1 : 0;
            pipe.Writers -= CanWrite ? 1 : 0;
            if (pipe.Readers + pipe.Writers == 0)
            {
                pipe.Clear();
            }
        }
    }

    /// <summary>The events of poll(2) that are there.</summary>
    public short Poll(Process process)
    {
        if (SignalSet != 0)
        {
            return (process.Signals.Pending & SignalSet) != 0 ? PollDescriptor.POLLIN : (short)0;
        }
        if (Process is { } target)
        {
            int ended = target.IsAlive ? 0 : PollDescriptor.POLLIN;
            return (short)(ended | (target.IsReaped ? PollDescriptor.POLLHUP : 0));
        }
        if (Pipe is not { } pipe)
        {
            return PollDescriptor.POLLIN | PollDescriptor.POLLOUT;
        }
        int events = 0;
        if (CanRead)
        {
            events |= pipe.Length > 0 ? PollDescriptor.POLLIN : 0;
            events |= pipe.Writers == 0 && SeenWriterGeneration != pipe.WriterGeneration ? PollDescriptor.POLLHUP : 0;
        }
        if (CanWrite)
        {
            events |= pipe.Room >= PipeBuffer.AtomicLength ? PollDescriptor.POLLOUT : 0;
            events |= pipe.Readers == 0 ? PollDescriptor.POLLERR : 0;
        }
        return (short)events;
    }
}
