using System;
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
/// Where there is a processor, previous is not archived, but what the processor makes of it: processed, which counts from
/// the moment it is executable. Until it is archived and previous is gone, no other rotation begins; lines are written to
/// current meanwhile, until that is big enough.
///
/// An action that fails is tried again after the cooldown. At start it gives the logdir up instead. Only s6-log writes
/// these files; users may read them all, and remove archives.
/// </summary>
internal struct Rotation
{
    private RotationSettings _settings;
    private RotationState _acting;
    private RotationState _processing;
    private Instant _retry;
    private Instant _processorRetry;
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

    /// <summary>
    /// What is in current may have to be taken back, so that no rotation begins, but for one that has begun already.
    /// </summary>
    public bool IsHeld;

    /// <summary>Lines can be written to current.</summary>
    public readonly bool IsWritable => State == RotationState.Writable;

    /// <summary>Bytes in current.</summary>
    public readonly ulong Size => _size;

    /// <summary>current is closed for good.</summary>
    public readonly bool HasEnded => State == RotationState.Ended;

    /// <summary>current is being closed for good.</summary>
    public readonly bool IsEnding => State is RotationState.SynchronizingLast or RotationState.MarkingLast;

    /// <summary>The processor's end is waited for.</summary>
    public readonly bool IsProcessing => _processing == RotationState.Processing;

    /// <summary>It does not matter whether the last action succeeds.</summary>
    public readonly bool ActsOptionally => RotationSteps.IsOptional(_acting);

    /// <summary>No file of a rotation is there.</summary>
    public readonly bool IsAtRest => IsWritable && _processing == RotationState.New;

    /// <summary>When Timeout is due.</summary>
    public readonly Instant Deadline => Instant.Earliest(Instant.Earliest(_retry, _processorRetry), _rotateNext);

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
        _processorRetry = Instant.Infinite;
        _processed = processed;
        _rotateNext = NextPeriod(now);
        return Enter(clean ? RotationState.Adopting : RotationState.DroppingState);
    }

    /// <summary>Something was written, and whether current is big enough has not been looked at since.</summary>
    public readonly bool AwaitsChunkEnd => State == RotationState.Writable && (_chunkOpen || _rotateAsked) && !_insideLine;

    /// <summary>Whether that many bytes more make current big enough to be rotated.</summary>
    public readonly bool IsDue(long more) => _rotateAsked || IsFull(more);

    /// <summary>Bytes that make current big enough.</summary>
    public readonly long Room => Math.Max((long)_settings.FileSize - _settings.Tolerance - (long)_size, 0);

    private readonly bool IsFull(long more) => _size + (ulong)more + _settings.Tolerance >= _settings.FileSize;

    /// <summary>One event. now is looked at for WriteFailed, Timeout, ProcessorFailed and Failed only.</summary>
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
            case RotationEventKind.Hurry:
                return Hurry();
            case RotationEventKind.Ended:
                Assert.That(State is not RotationState.Blocked);
                return IsAtRest ? Enter(RotationState.SynchronizingLast) : RotationAction.None;
            case RotationEventKind.Processed:
                Assert.That(_processing == RotationState.Processing);
                return AdvanceProcessing(absent: false);
            case RotationEventKind.ProcessorFailed:
                Assert.That(_processing == RotationState.Processing);
                return ProcessAgain(now);
            case RotationEventKind.Done:
            case RotationEventKind.Absent:
            case RotationEventKind.Failed:
            default:
                return Acted(e.Kind, now);
        }
    }

    /// <summary>The outcome of the last action.</summary>
    private RotationAction Acted(RotationEventKind outcome, Instant now)
    {
        bool absent = outcome == RotationEventKind.Absent;
        bool failed = outcome == RotationEventKind.Failed && !RotationSteps.IsOptional(_acting);
        if (_acting < RotationState.StartingProcessor)
        {
            Assert.That(_acting == State);
            return failed ? ActionFailed(now) : Advance(absent);
        }
        Assert.That(_acting == _processing);
        if (absent && _processing == RotationState.MarkingProcessed)
        {
            // The processor has removed it. What it was made of is still there.
            return ProcessAgain(now);
        }
        if (failed)
        {
            _processorRetry = now.PlusMilliseconds(_settings.CooldownMs);
            return RotationAction.None;
        }
        return AdvanceProcessing(absent);
    }

    private RotationAction ProcessAgain(Instant now)
    {
        _processing = RotationState.StartingProcessor;
        _processorRetry = now.PlusMilliseconds(_settings.CooldownMs);
        return RotationAction.None;
    }

    /// <summary>From a state of the processor to the next; behind the last one the rotation that waits for it begins.</summary>
    private RotationAction AdvanceProcessing(bool absent)
    {
        _processing = RotationSteps.Next(_processing, absent, processed: false);
        _processorRetry = Instant.Infinite;
        if (_processing != RotationState.New)
        {
            return Act(_processing);
        }
        bool due = State == RotationState.AwaitingProcessor || (IsWritable && _rotateAsked && !_insideLine && !IsHeld);
        return due ? Enter(RotationState.Synchronizing) : RotationAction.None;
    }

    private RotationAction Written(in RotationEvent e)
    {
        Assert.That(State == RotationState.Writable);
        _size += (ulong)e.Length;
        _insideLine = e.End == WriteEnd.Inside;
        _chunkOpen = e.End != WriteEnd.Chunk || IsHeld;
        if (_chunkOpen || !IsDue(0))
        {
            return RotationAction.None;
        }
        if (_processing == RotationState.New)
        {
            return Enter(RotationState.Synchronizing);
        }
        // One that was only asked for can wait while there is room.
        return IsFull(0) ? Enter(RotationState.AwaitingProcessor) : RotationAction.None;
    }

    /// <summary>A line is never cut by a rotation: one that is asked for inside a line waits for its end.</summary>
    private RotationAction RotateAsked()
    {
        if (State is RotationState.SynchronizingLast or RotationState.MarkingLast or RotationState.Ended)
        {
            return RotationAction.None;
        }
        if (State is not (RotationState.Writable or RotationState.Blocked or RotationState.AwaitingProcessor))
        {
            return Hurry();
        }
        if (_processing != RotationState.New || _insideLine || IsHeld)
        {
            _rotateAsked = true;
            return Hurry();
        }
        _blockedBefore = State == RotationState.Blocked;
        return Enter(RotationState.Synchronizing);
    }

    private RotationAction Hurry()
    {
        if (!_processorRetry.IsInfinite)
        {
            _processorRetry = Instant.Infinite;
            return Act(_processing);
        }
        if (!_retry.IsInfinite && State != RotationState.Blocked)
        {
            _retry = Instant.Infinite;
            return Act(State);
        }
        return RotationAction.None;
    }

    private RotationAction TimedOut(Instant now)
    {
        if (!_processorRetry.IsAfter(now))
        {
            _processorRetry = Instant.Infinite;
            return Act(_processing);
        }
        if (!_retry.IsAfter(now))
        {
            _retry = Instant.Infinite;
            if (State == RotationState.Blocked)
            {
                State = RotationState.Writable;
                return new RotationAction(RotationActionKind.Write);
            }
            return Act(State);
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
        if (State == RotationState.MarkingPrevious && _settings.HasProcessor)
        {
            _blockedBefore = false;
            _processing = RotationState.StartingProcessor;
            State = RotationState.Writable;
            return Act(_processing);
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
        return Act(state);
    }

    private RotationAction Act(RotationState state)
    {
        _acting = state;
        return RotationSteps.Action(state);
    }

    private readonly Instant NextPeriod(Instant now) =>
        _settings.PeriodSeconds == 0 ? Instant.Infinite : now.PlusSeconds(_settings.PeriodSeconds);
}
