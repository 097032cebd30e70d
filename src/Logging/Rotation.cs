using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// A logdir's current file from start to end, without any I/O: events go in, each gives one action, and the outcome of
/// an action is an event again.
///
/// The lines of a logdir are in current. When it is big enough it becomes previous, a new current takes its place, and
/// previous is archived: linked to the name @TIME.s, then removed. At every moment each line is so in exactly one file
/// of a known name, except between that link and that removal, where previous has two links, which is how the next
/// start knows. What a killed s6-log leaves is archived by the next one as @TIME.u before it begins.
///
/// An action that fails is tried again after the cooldown. At start it gives the logdir up instead. Only s6-log writes
/// these files; users may read them all, and remove archives.
/// </summary>
internal struct Rotation
{
    private RotationSettings _settings;
    private Instant _retry;
    private Instant _rotateNext;
    private ulong _size;
    private bool _insideLine;
    private bool _chunkOpen;
    private bool _rotateAsked;
    private bool _blockedBefore;
    private bool _processed;
    private bool _archiveSeen;

    public RotationState State { get; private set; }

    /// <summary>An action at start failed: there is no working with this logdir.</summary>
    public bool GivenUp { get; private set; }

    /// <summary>Lines can be written to current.</summary>
    public readonly bool IsWritable => State == RotationState.Writable;

    /// <summary>Bytes in current.</summary>
    public readonly ulong Size => _size;

    /// <summary>current is closed for good.</summary>
    public readonly bool HasEnded => State == RotationState.Ended;

    /// <summary>current is being closed for good.</summary>
    public readonly bool IsEnding => State is RotationState.SynchronizingLast or RotationState.MarkingLast;

    /// <summary>When Timeout is due.</summary>
    public readonly Instant Deadline => Instant.Earliest(_retry, _rotateNext);

    /// <summary>
    /// The first step. clean: current is there and was closed well. processed: there is a complete file of that name,
    /// made from previous. size: bytes of a clean current.
    /// </summary>
    public RotationAction Begin(in RotationSettings settings, bool clean, bool processed, ulong size, Instant now)
    {
        Assert.That(State == RotationState.New);
        this = default;
        _settings = settings;
        _size = clean ? size : 0;
        _retry = Instant.Infinite;
        _processed = processed;
        _rotateNext = NextPeriod(now);
        return Enter(clean ? RotationState.Adopting : RotationState.DroppingState);
    }

    /// <summary>Something was written, and whether current is big enough has not been looked at since.</summary>
    public readonly bool AwaitsChunkEnd => State == RotationState.Writable && _chunkOpen && !_insideLine;

    /// <summary>Whether that many bytes more make current big enough to be rotated.</summary>
    public readonly bool IsDue(long more) => _rotateAsked || _size + (ulong)more + _settings.Tolerance >= _settings.FileSize;

    /// <summary>One event. now is looked at for WriteFailed, Timeout and Failed only.</summary>
    public RotationAction Step(in RotationEvent e, Instant now)
    {
        switch (e.Kind)
        {
            case RotationEventKind.Written:
                return Written(e);
            case RotationEventKind.WriteFailed:
                Assert.That(State == RotationState.Writable);
                State = RotationState.Blocked;
                _retry = now.PlusMilliseconds(_settings.CooldownMs);
                return RotationAction.None;
            case RotationEventKind.RotateAsked:
                return RotateAsked();
            case RotationEventKind.Timeout:
                return TimedOut(now);
            case RotationEventKind.Ended:
                Assert.That(State is not RotationState.Blocked);
                return State == RotationState.Writable ? Enter(RotationState.SynchronizingLast) : RotationAction.None;
            case RotationEventKind.Done:
            case RotationEventKind.Absent:
                return Advance(e.Kind == RotationEventKind.Absent);
            case RotationEventKind.Failed:
            default:
                return ActionFailed(now);
        }
    }

    private RotationAction Written(in RotationEvent e)
    {
        Assert.That(State == RotationState.Writable);
        _size += (ulong)e.Length;
        _insideLine = e.End == WriteEnd.Inside;
        _chunkOpen = e.End != WriteEnd.Chunk;
        return e.End == WriteEnd.Chunk && IsDue(0) ? Enter(RotationState.Synchronizing) : RotationAction.None;
    }

    /// <summary>A line is never cut by a rotation: one that is asked for inside a line waits for its end.</summary>
    private RotationAction RotateAsked()
    {
        if (State is RotationState.SynchronizingLast or RotationState.MarkingLast or RotationState.Ended)
        {
            return RotationAction.None;
        }
        if (State is not (RotationState.Writable or RotationState.Blocked))
        {
            return RotationSteps.Action(State);
        }
        if (_insideLine)
        {
            _rotateAsked = true;
            return RotationAction.None;
        }
        _blockedBefore = State == RotationState.Blocked;
        return Enter(RotationState.Synchronizing);
    }

    private RotationAction TimedOut(Instant now)
    {
        if (!_retry.IsAfter(now))
        {
            _retry = Instant.Infinite;
            if (State == RotationState.Blocked)
            {
                State = RotationState.Writable;
                return new RotationAction(RotationActionKind.Write);
            }
            return RotationSteps.Action(State);
        }
        if (_rotateNext.IsAfter(now))
        {
            return RotationAction.None;
        }
        _rotateNext = NextPeriod(now);
        // A rotation that is going on is the one that was due.
        return State is RotationState.Writable or RotationState.Blocked ? RotateAsked() : RotationAction.None;
    }

    private RotationAction ActionFailed(Instant now)
    {
        if (RotationSteps.IsOptional(State))
        {
            return Advance(absent: true);
        }
        if (State < RotationState.Writable)
        {
            GivenUp = true;
            return RotationAction.None;
        }
        _retry = now.PlusMilliseconds(_settings.CooldownMs);
        return RotationAction.None;
    }

    /// <summary>From a state whose action is done to the next.</summary>
    private RotationAction Advance(bool absent)
    {
        RotationState next = RotationSteps.Next(State, absent, _processed);
        _retry = Instant.Infinite;
        _archiveSeen |= !absent && RotationSteps.Action(State).Kind == RotationActionKind.Archive;
        if (next == RotationState.TrimmingAtStart && !_archiveSeen)
        {
            next = RotationState.CreatingState;
        }
        if (State == RotationState.Opening)
        {
            _size = 0;
            _rotateAsked = false;
            _chunkOpen = false;
        }
        bool resumes = next == RotationState.Writable && _blockedBefore;
        RotationAction action = Enter(next);
        if (resumes)
        {
            // What kept the lines from the disk may be over with the archives that went.
            _blockedBefore = false;
            return new RotationAction(RotationActionKind.Write);
        }
        return action;
    }

    private RotationAction Enter(RotationState state)
    {
        State = state;
        return RotationSteps.Action(state);
    }

    private readonly Instant NextPeriod(Instant now) =>
        _settings.PeriodSeconds == 0 ? Instant.Infinite : now.PlusSeconds(_settings.PeriodSeconds);
}
