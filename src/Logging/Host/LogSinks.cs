using System;
using Sestet.Base;

namespace Sestet.Logging.Host;

/// <summary>
/// The outputs: the logdirs in the order of the script, then stdout if it is used. Lines that leave as they came are
/// written from where they were read; the others, and those that an output does not take now, are gathered in the
/// output's buffer, or stay where they were read while that has no room for them. An output that is blocked keeps no other
/// from writing, until its buffer is full and no more can be read behind what stays.
/// </summary>
internal ref struct LogSinks
{
    /// <summary>
    /// Runs from this length on are written by themselves; shorter ones are copied, to be written with others.
    /// </summary>
    private const int RunWrittenMin = 4096;

    /// <summary>Of a cache line.</summary>
    private const ulong Alignment = 64;

    public readonly Span<Logdir> Logdirs;
    public LogStdout Stdout;

    private readonly Span<LogSink> _sinks;
    private readonly Span<byte> _memory;

    /// <summary>The capacities make up the memory: that of a logdir, and that of stdout where it is used.</summary>
    public LogSinks(Span<Logdir> logdirs, Span<LogSink> sinks, Span<byte> memory, int logdirCapacity, int stdoutCapacity)
    {
        Assert.That(sinks.Length >= logdirs.Length && sinks.Length <= logdirs.Length + 1);
        Logdirs = logdirs;
        Stdout = default;
        _sinks = sinks;
        _memory = memory;
        int at = 0;
        for (int i = 0; i < sinks.Length; i++)
        {
            _sinks[i].Base = at;
            _sinks[i].Capacity = i < logdirs.Length ? logdirCapacity : stdoutCapacity;
            at += _sinks[i].Capacity;
        }
        Assert.That(at == memory.Length);
    }

    public readonly int Count => _sinks.Length;

    /// <summary>Nothing waits for any output.</summary>
    public readonly bool AreEmpty
    {
        get
        {
            foreach (ref readonly LogSink sink in _sinks)
            {
                if (!sink.IsEmpty)
                {
                    return false;
                }
            }
            return true;
        }
    }

    /// <summary>No logdir is kept from writing.</summary>
    public readonly bool AreWritable
    {
        get
        {
            foreach (ref readonly Logdir logdir in Logdirs)
            {
                if (!logdir.Rotation.IsWritable)
                {
                    return false;
                }
            }
            return true;
        }
    }

    /// <summary>Something that waits for an output lies in the input, and must stay there.</summary>
    public readonly bool HoldInput
    {
        get
        {
            foreach (ref readonly LogSink sink in _sinks)
            {
                if (sink.RunLength > 0)
                {
                    return true;
                }
            }
            return false;
        }
    }

    /// <summary>
    /// Whether every output can take that many bytes more, and stdout as often; one that is not blocked makes room for them.
    /// </summary>
    public bool HaveRoom(int length, int stdoutTimes, in LogInput input)
    {
        for (int i = 0; i < _sinks.Length; i++)
        {
            int more = i < Logdirs.Length ? length : length * stdoutTimes;
            Assert.That(more <= _sinks[i].Capacity);
            if (!_sinks[i].HasRoom(more))
            {
                Flush(i, input, WriteEnd.Line);
                if (!_sinks[i].HasRoom(more))
                {
                    return false;
                }
            }
        }
        return true;
    }

    /// <summary>
    /// Whether a run that begins at that place can be added to every output: the one before goes on to there, or has been
    /// written, or can be copied.
    /// </summary>
    public bool CanAddRun(int position, in LogInput input)
    {
        for (int i = 0; i < _sinks.Length; i++)
        {
            ref LogSink sink = ref _sinks[i];
            bool goesOn = sink.RunLength == 0 || sink.RunPosition + sink.RunLength == position;
            if (!goesOn && (sink.RunLength >= RunWrittenMin || !sink.HasRoom(0)))
            {
                Flush(i, input, WriteEnd.Line);
                if (sink.RunLength > 0)
                {
                    return false;
                }
            }
        }
        return true;
    }

    /// <summary>Adds whole lines that lie in the input.</summary>
    public void AddRun(int index, int position, int length, in LogInput input)
    {
        ref LogSink sink = ref _sinks[index];
        if (sink.RunLength > 0 && sink.RunPosition + sink.RunLength != position)
        {
            CloseRun(index, input);
        }
        if (sink.RunLength == 0)
        {
            sink.RunPosition = position;
        }
        sink.RunLength += length;
    }

    /// <summary>Adds bytes put together of up to three parts.</summary>
    public void Add(int index, ReadOnlySpan<byte> header, ReadOnlySpan<byte> text, bool newline, in LogInput input)
    {
        ref LogSink sink = ref _sinks[index];
        if (sink.RunLength > 0)
        {
            CloseRun(index, input);
        }
        int length = header.Length + text.Length + (newline ? 1 : 0);
        Span<byte> free = Reserve(ref sink, length);
        header.CopyTo(free);
        text.CopyTo(free[header.Length..]);
        if (newline)
        {
            free[length - 1] = (byte)'\n';
        }
        sink.End += length;
        if (sink.IsWorthWriting)
        {
            WriteBuffer(index, WriteEnd.Line);
        }
    }

    /// <summary>Adds text escaped for JSON, with what stands before and behind the text of a whole line.</summary>
    public void AddJson(
        int index, ReadOnlySpan<byte> header, ReadOnlySpan<byte> text, ReadOnlySpan<byte> end, in LogInput input)
    {
        ref LogSink sink = ref _sinks[index];
        if (sink.RunLength > 0)
        {
            CloseRun(index, input);
        }
        Span<byte> free = Reserve(ref sink, header.Length + text.Length * JsonText.Expansion + end.Length);
        header.CopyTo(free);
        int length = header.Length;
        length += JsonText.Escape(text, free[length..]);
        end.CopyTo(free[length..]);
        sink.End += length + end.Length;
        if (sink.IsWorthWriting)
        {
            WriteBuffer(index, WriteEnd.Line);
        }
    }

    /// <summary>
    /// Adds whole lines, each behind the header, as JSON or as they are. The caller has made sure that there is room for
    /// them with it.
    /// </summary>
    public void AddLines(
        int index, ReadOnlySpan<byte> header, ReadOnlySpan<byte> lines, bool asJson, int composedLength, in LogInput input)
    {
        ref LogSink sink = ref _sinks[index];
        if (sink.RunLength > 0)
        {
            CloseRun(index, input);
        }
        // Making room moves what is in the buffer, so the end is asked for afterwards.
        Span<byte> free = Reserve(ref sink, composedLength + LineComposer.Slack);
        int length = asJson ? JsonLine.Compose(lines, header, free) : LineComposer.Compose(lines, header, free);
        Assert.That(length <= composedLength);
        sink.End += length;
        if (sink.IsWorthWriting)
        {
            WriteBuffer(index, WriteEnd.Line);
        }
    }

    /// <summary>The input has come to the end of a chunk: files that are big enough by now end here.</summary>
    public void EndChunk(in LogInput input)
    {
        for (int i = 0; i < Logdirs.Length; i++)
        {
            if (Logdirs[i].Rotation.IsWritable && Logdirs[i].Rotation.IsDue(_sinks[i].Length))
            {
                Flush(i, input, WriteEnd.Chunk);
            }
        }
    }

    /// <summary>Writes all that waits, as far as it is taken. Nothing lies in the input any more.</summary>
    public void FlushAll(in LogInput input, WriteEnd end)
    {
        for (int i = 0; i < _sinks.Length; i++)
        {
            Flush(i, input, end);
        }
    }

    /// <summary>Writes what waits for an output; end: what the end of it is, where that is the end of a line.</summary>
    public void Flush(int index, in LogInput input, WriteEnd end)
    {
        ref LogSink sink = ref _sinks[index];
        WriteBuffer(index, sink.RunLength == 0 ? end : WriteEnd.Line);
        if (sink.RunLength > 0)
        {
            int written = sink.End == sink.Start ? Write(index, input.At(sink.RunPosition, sink.RunLength), end) : 0;
            KeepRun(ref sink, written, input);
        }
        if (index < Logdirs.Length && sink.IsEmpty)
        {
            Logdirs[index].EndBacklog();
        }
    }

    /// <summary>Makes way for bytes that do not follow the run in the input.</summary>
    private void CloseRun(int index, in LogInput input)
    {
        ref LogSink sink = ref _sinks[index];
        if (sink.RunLength >= RunWrittenMin)
        {
            Flush(index, input, WriteEnd.Line);
            return;
        }
        KeepRun(ref sink, 0, input);
        if (sink.IsWorthWriting)
        {
            WriteBuffer(index, WriteEnd.Line);
        }
    }

    /// <summary>Copies what of the run is not written into the buffer; what has no room there stays a run.</summary>
    private readonly void KeepRun(ref LogSink sink, int written, in LogInput input)
    {
        sink.RunPosition += written;
        sink.RunLength -= written;
        if (sink.RunLength > 0 && sink.HasRoom(0))
        {
            input.At(sink.RunPosition, sink.RunLength).CopyTo(Reserve(ref sink, sink.RunLength));
            sink.End += sink.RunLength;
            sink.RunLength = 0;
        }
    }

    private void WriteBuffer(int index, WriteEnd end)
    {
        ref LogSink sink = ref _sinks[index];
        sink.Start += Write(index, _memory.Slice(sink.Base + sink.Start, sink.End - sink.Start), end);
        if (sink.Start == sink.End)
        {
            // The kernel copies fastest where the bytes stand as they do in the file's pages.
            int place = index < Logdirs.Length ? (int)(Logdirs[index].Rotation.Size & (Alignment - 1)) : 0;
            sink.Start = place;
            sink.End = place;
        }
    }

    /// <summary>Gives the data to the output, unless it is blocked; the bytes dealt with.</summary>
    private int Write(int index, ReadOnlySpan<byte> data, WriteEnd end)
    {
        if (index == Logdirs.Length)
        {
            return Stdout.IsBlocked ? 0 : Stdout.Write(data);
        }
        ref Logdir logdir = ref Logdirs[index];
        if (!logdir.Rotation.IsWritable)
        {
            return 0;
        }
        if (data.IsEmpty)
        {
            if (end == WriteEnd.Chunk)
            {
                logdir.EndChunk();
            }
            return 0;
        }
        return logdir.Write(data, data[^1] == '\n' ? end : WriteEnd.Inside);
    }

    /// <summary>Room behind what is in the buffer, which moves to its start where that is needed.</summary>
    private readonly Span<byte> Reserve(ref LogSink sink, int length)
    {
        Span<byte> buffer = _memory.Slice(sink.Base, sink.Capacity);
        if (sink.End + length > sink.Capacity)
        {
            Assert.That(sink.End - sink.Start + length <= sink.Capacity);
            buffer[sink.Start..sink.End].CopyTo(buffer);
            sink.End -= sink.Start;
            sink.Start = 0;
        }
        return buffer[sink.End..];
    }
}
