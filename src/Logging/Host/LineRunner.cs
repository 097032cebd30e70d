using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// Runs lines through the script: takes them from the input one by one, or as many as there are where the script wants
/// them all as they are, and gives them to the outputs. Where an output has no room for the next line it stops, to go on
/// later.
/// </summary>
internal ref struct LineRunner
{
    public LogSinks Sinks;

    private readonly LogScript _script;
    private LogInput _input;
    private LogHeaders _headers;
    private LineExpressions _expressions;
    private LineFraming _framing;
    private readonly bool _warns;
    private readonly int _headerLengthMax;
    private readonly int _blockLength;
    private int _chunkEnd;
    private bool _ended;

    public LineRunner(
        LogScript script,
        LogInput input,
        LogSinks sinks,
        LogHeaders headers,
        LineExpressions expressions,
        uint lineLengthMax,
        bool warns)
    {
        _script = script;
        _input = input;
        Sinks = sinks;
        _headers = headers;
        _expressions = expressions;
        _framing = new LineFraming(lineLengthMax);
        _warns = warns;
        // Lines dealt with at once: what comes of them fits behind output that is not worth a write yet.
        _headerLengthMax = script.Outline.HasHeaders ? LogHeaders.LengthMax(script.Steps) : 0;
        _blockLength = (Limits.LogBacklogLength - Limits.LogOutputLength) / (1 + _headerLengthMax);
    }

    /// <summary>An output has no room for the next line.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>There is a line whose end has not come.</summary>
    public readonly bool HasPart => !_input.IsEmpty || _framing.IsInside;

    /// <summary>What the end of all the lines dealt with is: where some are left, files go on.</summary>
    private readonly WriteEnd InputEnd => IsSuspended ? WriteEnd.Line : WriteEnd.Chunk;

    /// <summary>Bytes that a line of that length can come to in one output.</summary>
    public static int RoomFor(in LogScriptOutline outline, int lineLength) =>
        (lineLength + LogHeaders.StrideFor(outline.PrefixLengthMax) + 1) * Math.Max(1, outline.StdoutSteps);

    /// <summary>Reads once.</summary>
    public Result<int> Read()
    {
        Result<int> read = _input.Read(Fd.StandardInput);
        BeginRead();
        return read;
    }

    /// <summary>Reads one byte, and tells whether it ends the line, or makes it as long as it can be.</summary>
    public Result<int> ReadByte(out bool endsLine, out bool tooLong)
    {
        Result<int> read = _input.ReadByte(Fd.StandardInput);
        BeginRead();
        bool got = read.Ok && read.Value > 0;
        endsLine = got && _input.Bytes[^1] == '\n';
        tooLong = got && _framing.ReachesLimit(_input.Length);
        return read;
    }

    /// <summary>No input will follow: what there is of the last line is a line.</summary>
    public void End()
    {
        _ended = true;
        Run();
    }

    /// <summary>Deals with the lines that are in the input, and writes what comes of them.</summary>
    public void Run()
    {
        IsSuspended = false;
        while (!IsSuspended && TryNext(out LinePiece piece))
        {
            Deal(piece);
        }
        Sinks.FlushAll(_input, InputEnd);
    }

    /// <summary>SIGALRM.</summary>
    public void RotateAll()
    {
        for (int i = 0; i < Sinks.Logdirs.Length; i++)
        {
            StepLogdir(i, RotationEvent.RotateAsked);
        }
    }

    /// <summary>SIGCHLD: the processors that have ended.</summary>
    public void ReapProcessors()
    {
        while (Processors.TryReap(Sinks.Logdirs, out int logdir, out RotationEvent e))
        {
            StepLogdir(logdir, e);
        }
    }

    public void HandleTimeouts(Instant now)
    {
        for (int i = 0; i < Sinks.Logdirs.Length; i++)
        {
            if (!Sinks.Logdirs[i].Rotation.Deadline.IsAfter(now))
            {
                StepLogdir(i, RotationEvent.Timeout);
            }
        }
    }

    /// <summary>stdout takes something again.</summary>
    public void UnblockStdout()
    {
        Sinks.Stdout.Unblock();
        Sinks.Flush(Sinks.Count - 1, _input, InputEnd);
    }

    private void StepLogdir(int index, RotationEvent e)
    {
        bool wasWritable = Sinks.Logdirs[index].Rotation.IsWritable;
        bool writes = Sinks.Logdirs[index].Step(e);
        if (writes || (!wasWritable && Sinks.Logdirs[index].Rotation.IsWritable))
        {
            Sinks.Flush(index, _input, InputEnd);
        }
    }

    private void BeginRead()
    {
        _headers.Expire();
        _chunkEnd = _input.FirstChunkEnd;
    }

    /// <summary>The next piece to deal with by itself; false where the input is to be read first.</summary>
    private bool TryNext(out LinePiece piece)
    {
        piece = default;
        if (_script.Outline.IsUniform && !_framing.IsInside)
        {
            TakeWholeLines();
            if (IsSuspended)
            {
                return false;
            }
        }
        if (_framing.TryNext(_input.Bytes, _input.Searched, out piece))
        {
            return true;
        }
        if (_ended && HasPart)
        {
            piece = _framing.Last(_input.Length);
            return true;
        }
        if (_input.IsFull)
        {
            // Only scripts that need not see a line whole let it become longer than the memory for one.
            Assert.That(!_script.Outline.HoldsLines);
            piece = _framing.Part(_input.Length);
            return true;
        }
        _input.MarkSearched(_input.Length);
        return false;
    }

    /// <summary>Gives all the lines within the limit to all the outputs, chunk by chunk.</summary>
    private void TakeWholeLines()
    {
        while (true)
        {
            int chunk = Math.Min(_chunkEnd - _input.FrontPosition, _input.Length);
            int stop = Math.Min(chunk, _blockLength);
            int length = _framing.WholeLines(_input.Bytes, _input.Searched, stop);
            if (length > 0)
            {
                // A line has a byte at least, and so has a header at most each byte.
                if (!Sinks.HaveRoom(length * (1 + _headerLengthMax), _input))
                {
                    IsSuspended = true;
                    return;
                }
                TakeLines(length);
            }
            int rest = stop - length;
            if (rest == _input.Length || (length == 0 && stop < chunk) || _framing.ReachesLimit(rest))
            {
                return;
            }
            if (stop == chunk)
            {
                _input.MarkSearched(rest);
                Sinks.EndChunk(_input);
                _chunkEnd += Limits.LogChunkLength;
            }
        }
    }

    private void TakeLines(int length)
    {
        ReadOnlySpan<LogStep> steps = _script.Steps;
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i].IsRaw)
            {
                Sinks.AddRun(steps[i].Sink, _input.FrontPosition, length, _input);
                continue;
            }
            ReadOnlySpan<byte> lines = _input.At(_input.FrontPosition, length);
            Sinks.AddLines(steps[i].Sink, _headers.For(i), lines, length * (1 + _headerLengthMax), _input);
        }
        _input.Take(length);
    }

    private void Deal(in LinePiece piece)
    {
        if (!Sinks.HaveRoom(RoomFor(_script.Outline, piece.Length), _input))
        {
            IsSuspended = true;
            return;
        }
        // A line belongs to the chunk that its newline, or the first byte too many, is in; one without end to a later one.
        if (!piece.Ends || _input.FrontPosition + piece.Length >= _chunkEnd)
        {
            Sinks.EndChunk(_input);
            _chunkEnd = _input.ChunkEndAfter(_input.FrontPosition + piece.Length);
        }
        Selector selector = default;
        Span<byte> lineAndOne = _input.FrontAndOne(piece.Length);
        ReadOnlySpan<LogStep> steps = _script.Steps;
        for (int i = 0; i < steps.Length; i++)
        {
            if (selector.Step(steps[i], lineAndOne, ref _expressions))
            {
                Act(steps[i], i, piece);
            }
        }
        _framing.Take(piece);
        _input.Take(piece.Taken);
    }

    private void Act(in LogStep step, int index, in LinePiece piece)
    {
        switch (step.Kind)
        {
            case LogStepKind.Stdout:
            case LogStepKind.Logdir:
                Write(step, index, piece);
                break;
            case LogStepKind.Alert:
                Alert(step, index, piece);
                break;
            case LogStepKind.Status:
                UpdateStatus(step, index, piece);
                break;
            case LogStepKind.Select:
            case LogStepKind.Deselect:
            case LogStepKind.SelectUntouched:
            default:
                Assert.That(false);
                break;
        }
    }

    private void Write(in LogStep step, int index, in LinePiece piece)
    {
        int position = _input.FrontPosition;
        if (!step.IsRaw)
        {
            ReadOnlySpan<byte> header = piece.Begins ? _headers.For(index) : default;
            Sinks.Add(step.Sink, header, _input.At(position, piece.Taken), piece.Ends && !piece.HasNewline, _input);
            return;
        }
        Sinks.AddRun(step.Sink, position, piece.Taken, _input);
        if (piece.Ends && !piece.HasNewline)
        {
            Sinks.Add(step.Sink, default, default, newline: true, _input);
        }
    }

    private void Alert(in LogStep step, int index, in LinePiece piece)
    {
        Assert.That(piece.Begins && piece.Ends);
        ReadOnlySpan<byte> line = _input.At(_input.FrontPosition, piece.Length);
        Output output = new(Fd.StandardError, stackalloc byte[Limits.MessageBufferLength]);
        output.Write("s6-log: alert: "u8);
        output.Write(_headers.For(index));
        // No line is cut to become longer.
        bool cut = step.LengthMax > 0 && step.LengthMax + 3L < line.Length;
        output.Write(cut ? line[..(int)step.LengthMax] : line);
        output.Write(cut ? "...\n"u8 : "\n"u8);
        // Where stderr does not work there is nobody to tell.
        output.Flush();
    }

    private void UpdateStatus(in LogStep step, int index, in LinePiece piece)
    {
        Assert.That(piece.Begins && piece.Ends);
        ReadOnlySpan<byte> line = _input.At(_input.FrontPosition, piece.Length);
        Errno error = StatusFile.Replace(step.FileZ.Text, _headers.For(index), line, step.LengthMax);
        if (error.Failed && _warns)
        {
            Diagnostics.WarnUnable(error, "write status file "u8, step.FileZ.Text[..^1]);
        }
    }
}
