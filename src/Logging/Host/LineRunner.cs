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
internal ref partial struct LineRunner
{
    public LogSinks Sinks;

    /// <summary>--keep: where the input goes through.</summary>
    public LogJournal Journal;

    private readonly LogScript _script;
    private LogInput _input;
    private LogHeaders _headers;
    private LineExpressions _expressions;
    private LineFraming _framing;
    private LineStretches _stretches;
    private readonly Span<bool> _acts;
    private readonly bool _warns;
    private readonly int _lineExtraMax;
    private readonly int _expansion;
    private readonly int _outputMax;
    private readonly int _pieceLengthMax;
    private int _chunkEnd;
    private int _stdoutActs;
    private bool _ended;
    private bool _unsettled;

    public LineRunner(
        LogScript script,
        LogInput input,
        LogSinks sinks,
        LogHeaders headers,
        LineExpressions expressions,
        LineStretches stretches,
        Span<bool> acts,
        int outputMax,
        uint lineLengthMax,
        bool warns)
    {
        _script = script;
        _input = input;
        _chunkEnd = input.FirstChunkEnd;
        Sinks = sinks;
        _headers = headers;
        _expressions = expressions;
        _framing = new LineFraming(lineLengthMax);
        _warns = warns;
        _stretches = stretches;
        _acts = acts;
        LogScriptOutline outline = script.Outline;
        _lineExtraMax = outline.HasHeaders ? LogHeaders.LengthMax(script.Steps) + JsonLine.End.Length : 0;
        _expansion = ExpansionOf(outline);
        _outputMax = outputMax;
        _pieceLengthMax = (outputMax - ExtraLengthMax(outline)) / _expansion;
        Assert.That(acts.Length == script.Steps.Length && _pieceLengthMax > 0);
    }

    /// <summary>An output has no room for the next line.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>There is a line whose end has not come.</summary>
    public readonly bool HasPart => !_input.IsEmpty || _framing.IsInside;

    /// <summary>What the end of all the lines dealt with is: where some are left, files go on.</summary>
    private readonly WriteEnd InputEnd => IsSuspended ? WriteEnd.Line : WriteEnd.Chunk;

    /// <summary>The input can take a read.</summary>
    public readonly bool CanRead =>
        !IsSuspended
        && (_input.HasRoomBehind || !Sinks.HoldInput)
        && (!Journal.IsOpen || (!_unsettled && Sinks.AreEmpty && Sinks.AreWritable));

    /// <summary>Bytes that one byte of a line can become in an output.</summary>
    public static int ExpansionOf(in LogScriptOutline outline) => outline.HasJson ? JsonText.Expansion : 1;

    /// <summary>Bytes that a line can have more in an output.</summary>
    public static int ExtraLengthMax(in LogScriptOutline outline) =>
        LogHeaders.StrideFor(outline) + JsonLine.End.Length + LineComposer.Slack;

    /// <summary>Reads once.</summary>
    public Result<int> Read()
    {
        Result<int> read = Journal.IsOpen ? ReadKept(oneByte: false) : _input.Read(Fd.StandardInput, Sinks.HoldInput);
        BeginRead();
        return read;
    }

    /// <summary>Reads one byte, and tells whether it ends the line, or makes it as long as it can be.</summary>
    public Result<int> ReadByte(out bool endsLine, out bool tooLong)
    {
        Result<int> read = Journal.IsOpen ? ReadKept(oneByte: true) : _input.ReadByte(Fd.StandardInput, Sinks.HoldInput);
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
        if (Journal.IsOpen && HasPart)
        {
            HoldRotations(true);
        }
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
        _stretches.Forget();
        _chunkEnd = _input.FirstChunkEnd;
    }

    /// <summary>The next piece to deal with by itself; false where the input is to be read first.</summary>
    private bool TryNext(out LinePiece piece)
    {
        piece = default;
        if (_stretches.AreUsed && !_framing.IsInside)
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
            piece = _framing.Part(_input.Length);
            return true;
        }
        _input.MarkSearched(_input.Length);
        return false;
    }

    /// <summary>
    /// Deals with all the lines within the limit that no pattern matches, many at once, chunk by chunk, up to the first line
    /// that is to be looked at by itself.
    /// </summary>
    private void TakeWholeLines()
    {
        while (true)
        {
            int stop = Math.Min(_chunkEnd - _input.FrontPosition, _input.Length);
            int whole = _framing.WholeLines(_input.Bytes, _input.Searched, stop);
            int stretch = _stretches.LengthOf(_input.Bytes[..whole], _input.FrontPosition, ref _expressions);
            int taken = TakeLines(stretch);
            if (taken < stretch)
            {
                if (taken == 0)
                {
                    return;
                }
                continue;
            }
            int rest = stop - whole;
            if (stretch < whole || rest == _input.Length || _framing.ReachesLimit(rest))
            {
                return;
            }
            _input.MarkSearched(rest);
            Sinks.EndChunk(_input);
            _chunkEnd += Limits.LogChunkLength;
        }
    }

    /// <summary>
    /// Gives whole lines, as many as there is room for, to the outputs of lines that no pattern matches; their length.
    /// </summary>
    private int TakeLines(int length)
    {
        int composed = length;
        if (_lineExtraMax > 0)
        {
            length = LengthThatFits(length, out composed);
        }
        if (length == 0)
        {
            return 0;
        }
        bool room = (_lineExtraMax == 0 || Sinks.HaveRoom(composed + LineComposer.Slack, 1, _input))
            && Sinks.CanAddRun(_input.FrontPosition, _input);
        if (!room)
        {
            IsSuspended = true;
            return 0;
        }
        ReadOnlySpan<LogStep> steps = _script.Steps;
        for (int i = 0; i < steps.Length; i++)
        {
            if (!_stretches.Acts[i])
            {
                continue;
            }
            if (steps[i].IsRaw)
            {
                Sinks.AddRun(steps[i].Sink, _input.FrontPosition, length, _input);
                continue;
            }
            ReadOnlySpan<byte> lines = _input.At(_input.FrontPosition, length);
            Sinks.AddLines(steps[i].Sink, _headers.For(i), lines, steps[i].IsJson, composed, _input);
        }
        _input.Take(length);
        return length;
    }

    /// <summary>
    /// The length of so many whole lines that every output can take them at once with headers; composed: what they come to.
    /// </summary>
    private readonly int LengthThatFits(int length, out int composed)
    {
        ReadOnlySpan<byte> lines = _input.At(_input.FrontPosition, length);
        composed = ComposedLengthMax(lines);
        while (composed > _outputMax - LineComposer.Slack)
        {
            lines = lines[..(lines[..(lines.Length / 2)].LastIndexOf((byte)'\n') + 1)];
            composed = ComposedLengthMax(lines);
        }
        return lines.Length;
    }

    private readonly int ComposedLengthMax(ReadOnlySpan<byte> lines) =>
        lines.Length * _expansion + lines.Count((byte)'\n') * _lineExtraMax;

    /// <summary>Deals with a piece, or with a part of it that all outputs can take.</summary>
    private void Deal(in LinePiece whole)
    {
        int length = Math.Min(whole.Length, _pieceLengthMax);
        if (!Sinks.HaveRoom(length * _expansion + ExtraLengthMax(_script.Outline), _script.Outline.StdoutSteps, _input))
        {
            IsSuspended = true;
            return;
        }
        // A line belongs to the chunk that its newline, or the first byte too many, is in; one without end to a later one.
        if (!whole.Ends || _input.FrontPosition + whole.Length >= _chunkEnd)
        {
            Sinks.EndChunk(_input);
            _chunkEnd = _input.ChunkEndAfter(_input.FrontPosition + whole.Length);
        }
        if (whole.Begins)
        {
            Begin(whole);
        }
        LinePiece piece = Cut(whole, length);
        ReadOnlySpan<LogStep> steps = _script.Steps;
        for (int i = 0; i < steps.Length; i++)
        {
            if (_acts[i] && steps[i].HasSink)
            {
                Write(steps[i], i, piece);
            }
        }
        _framing.Take(piece);
        _input.Take(piece.Taken);
    }

    /// <summary>
    /// The piece, or the part of that length. It is a line of its own where stdout gets it more than once, for the parts of
    /// two lines must not mix.
    /// </summary>
    private readonly LinePiece Cut(in LinePiece piece, int length)
    {
        if (piece.Ends && piece.Length == length)
        {
            return piece;
        }
        if (_script.Outline.HasJson)
        {
            // No character is cut in two; the part is long enough for that.
            length -= JsonText.PartAtEnd(_input.At(_input.FrontPosition, length));
        }
        return _stdoutActs > 1 ? _framing.Last(length) : _framing.Part(length);
    }

    /// <summary>Decides what happens to a line, by its start if it is long, and does what needs nothing more of it.</summary>
    private void Begin(in LinePiece piece)
    {
        int length = Math.Min(piece.Length, Limits.LogLineHeldMax);
        bool whole = piece.Ends && length == piece.Length;
        Selector selector = default;
        _stdoutActs = 0;
        Span<byte> lineAndOne = _input.FrontAndOne(length);
        ReadOnlySpan<LogStep> steps = _script.Steps;
        for (int i = 0; i < steps.Length; i++)
        {
            _acts[i] = selector.Step(steps[i], lineAndOne, whole, ref _expressions);
            _stdoutActs += _acts[i] && steps[i].Kind == LogStepKind.Stdout ? 1 : 0;
            if (_acts[i] && steps[i].Kind == LogStepKind.Alert)
            {
                Alert(steps[i], i, lineAndOne[..^1], whole);
            }
            if (_acts[i] && steps[i].Kind == LogStepKind.Status)
            {
                UpdateStatus(steps[i], i, lineAndOne[..^1]);
            }
        }
    }

    private void Write(in LogStep step, int index, in LinePiece piece)
    {
        int position = _input.FrontPosition;
        ReadOnlySpan<byte> header = piece.Begins && !step.IsRaw ? _headers.For(index) : default;
        if (step.IsJson)
        {
            ReadOnlySpan<byte> end = piece.Ends ? JsonLine.End : default;
            Sinks.AddJson(step.Sink, header, _input.At(position, piece.Length), end, _input);
            return;
        }
        if (!step.IsRaw)
        {
            Sinks.Add(step.Sink, header, _input.At(position, piece.Taken), piece.Ends && !piece.HasNewline, _input);
            return;
        }
        Sinks.AddRun(step.Sink, position, piece.Taken, _input);
        if (piece.Ends && !piece.HasNewline)
        {
            Sinks.Add(step.Sink, default, default, newline: true, _input);
        }
    }

    private void Alert(in LogStep step, int index, ReadOnlySpan<byte> line, bool whole)
    {
        Output output = new(Fd.StandardError, stackalloc byte[Limits.MessageBufferLength]);
        output.Write("s6-log: alert: "u8);
        output.Write(_headers.For(index));
        // No line is cut to become longer.
        bool cut = !whole || (step.LengthMax > 0 && step.LengthMax + 3L < line.Length);
        output.Write(cut && step.LengthMax > 0 ? line[..(int)Math.Min(step.LengthMax, line.Length)] : line);
        output.Write(cut ? "...\n"u8 : "\n"u8);
        // Where stderr does not work there is nobody to tell.
        output.Flush();
    }

    private void UpdateStatus(in LogStep step, int index, ReadOnlySpan<byte> line)
    {
        Errno error = StatusFile.Replace(step.FileZ.Text, _headers.For(index), line, step.LengthMax);
        if (error.Failed && _warns)
        {
            Diagnostics.WarnUnable(error, "write status file "u8, step.FileZ.Text[..^1]);
        }
    }
}
