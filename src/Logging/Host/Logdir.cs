using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>A logdir: its files, and the rotation that says what becomes of them.</summary>
internal struct Logdir
{
    public Rotation Rotation;

    private LogdirFiles _files;
    private bool _warns;
    private bool _toldBlocked;
    private bool _hasBacklog;

    /// <summary>The directory as the script names it.</summary>
    public readonly ReadOnlySpan<byte> Path => _files.Path;

    public readonly Fd Directory => _files.Directory;

    /// <summary>How long current is.</summary>
    public readonly LogMark Mark() => _files.Mark();

    /// <summary>Before Begin: takes back what of current is not settled by the header of a journal with so many marks.</summary>
    public readonly Errno CutBack(Span<byte> header, int marks) => _files.CutBack(header, marks);

    /// <summary>
    /// Makes or takes over the directory. mode: rights of its files, as the umask leaves them. warns: whether errors are
    /// told later on; those of the start are told here in any case, and give an exit code.
    /// </summary>
    public int Open(in LogdirSettings settings, EnvironmentBlock environment, uint mode, bool warns)
    {
        this = default;
        _warns = warns;
        return _files.Open(settings, environment, mode, warns);
    }

    /// <summary>Puts what the last s6-log left in order, and opens current; an exit code, 0 for success.</summary>
    public int Begin(in RotationSettings settings)
    {
        Errno error = _files.Look(LogdirFile.Current, out bool clean, out long size);
        bool processed = false;
        if (error.IsNone && !clean)
        {
            error = _files.Look(LogdirFile.Processed, out processed, out _);
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "stat the files of "u8, _files.Path);
        }
        _ = Drive(Rotation.Begin(settings, clean, processed, (ulong)size, Kernel.Now()));
        Assert.That(Rotation.IsWritable || Rotation.GivenUp);
        return Rotation.GivenUp ? ExitCode.System : ExitCode.Success;
    }

    /// <summary>
    /// Gives the rotation an event, carries out its actions, and so on; true where waiting lines are to be written now.
    /// </summary>
    public bool Step(RotationEvent e)
    {
        // Only what fails or waits needs to know the time.
        bool timed = e.Kind is RotationEventKind.WriteFailed or RotationEventKind.Timeout or RotationEventKind.ProcessorFailed;
        bool writes = Drive(Rotation.Step(e, timed ? Kernel.Now() : default));
        _hasBacklog |= !Rotation.IsWritable;
        return writes;
    }

    /// <summary>
    /// Appends to current, all or up to the first error; the bytes written. end: where in the lines the data ends. What was
    /// gathered while nothing could be written is cut at the first line end that makes a file big enough.
    /// </summary>
    public int Write(scoped ReadOnlySpan<byte> data, WriteEnd end)
    {
        Assert.That(Rotation.IsWritable);
        if (!_hasBacklog)
        {
            return WritePart(data, end);
        }
        int written = 0;
        while (written < data.Length && Rotation.IsWritable)
        {
            ReadOnlySpan<byte> part = Backlog(data[written..]);
            bool last = written + part.Length == data.Length;
            int done = WritePart(part, part[^1] != '\n' ? WriteEnd.Inside : last ? end : WriteEnd.Chunk);
            written += done;
        }
        return written;
    }

    /// <summary>All that was gathered is written.</summary>
    public void EndBacklog() => _hasBacklog = !Rotation.IsWritable;

    /// <summary>The data up to the end of the line with which current is big enough.</summary>
    private readonly ReadOnlySpan<byte> Backlog(ReadOnlySpan<byte> data)
    {
        long room = Rotation.Room;
        if (room >= data.Length)
        {
            return data;
        }
        int from = (int)Math.Max(room - 1, 0);
        int newline = data[from..].IndexOf((byte)'\n');
        return newline < 0 ? data : data[..(from + newline + 1)];
    }

    private int WritePart(scoped ReadOnlySpan<byte> data, WriteEnd end)
    {
        int written = 0;
        while (written < data.Length)
        {
            Result<int> result = _files.Write(data[written..]);
            if (!result.Ok || result.Value == 0)
            {
                FailWrite(result.Ok ? Errno.EIO : result.Error);
                return written;
            }
            _toldBlocked = false;
            written += result.Value;
            WriteEnd reached = written == data.Length ? end : data[written - 1] == '\n' ? WriteEnd.Line : WriteEnd.Inside;
            _ = Step(RotationEvent.Written(result.Value, reached));
        }
        return written;
    }

    /// <summary>Whether a child that has ended is the processor at work here.</summary>
    public readonly bool IsProcessor(Pid child) => Rotation.IsProcessing && _files.Processor.Pid.Value == child.Value;

    /// <summary>The processor has ended: what is to happen now.</summary>
    public RotationEvent EndProcessor(WaitStatus status)
    {
        Assert.That(Rotation.IsProcessing);
        _files.Processor.Forget();
        if (status.IsExited && status.ExitCode == 0)
        {
            return RotationEvent.Processed;
        }
        if (_warns)
        {
            Diagnostics.Warn(status.IsExited ? "processor failed in "u8 : "processor crashed in "u8, _files.Path);
        }
        return RotationEvent.ProcessorFailed;
    }

    /// <summary>What was written before was the end of a chunk.</summary>
    public void EndChunk()
    {
        if (Rotation.AwaitsChunkEnd)
        {
            _ = Step(RotationEvent.Written(0, WriteEnd.Chunk));
        }
    }

    /// <summary>It is told once, not with every try.</summary>
    private void FailWrite(Errno error)
    {
        if (_warns && !_toldBlocked)
        {
            Diagnostics.WarnUnable(error, "write to "u8, _files.Path, "/current"u8);
            _toldBlocked = true;
        }
        _ = Step(RotationEvent.WriteFailed);
    }

    private bool Drive(RotationAction action)
    {
        while (action.HasOutcome)
        {
            RotationEvent outcome = _files.Perform(action, out Errno error);
            bool starts = Rotation.State < RotationState.Writable;
            bool optional = Rotation.ActsOptionally;
            RotationAction next = Rotation.Step(outcome, error.Failed ? Kernel.Now() : default);
            if (error.Failed && starts && !optional)
            {
                Assert.That(Rotation.GivenUp);
                _files.Tell(action, error, fatal: true);
            }
            else if (error.Failed && !starts && _warns)
            {
                _files.Tell(action, error, fatal: false);
            }
            action = next;
        }
        return action.Kind == RotationActionKind.Write;
    }
}
