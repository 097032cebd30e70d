using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>How one supervisor goes on where another was cut short.</summary>
internal partial struct Supervisor
{
    /// <summary>
    /// The beginning of the first turn where another supervisor was cut short: everything goes on as it says. Listeners
    /// that may have missed the last change are told of the state once more, behind the 's' of a new supervisor, unless
    /// it is the same supervisor that goes on in another program.
    /// </summary>
    public void Resume(in SupervisorRecord record, bool announce)
    {
        Assert.That(CanResume(record));
        Status = record.Status;
        State = record.State switch
        {
            SupervisorState.LastUp when record.Left => SupervisorState.Up,
            SupervisorState.LastFinish when record.Left => SupervisorState.Finish,
            _ => record.State,
        };
        Deadline = record.Deadline;
        _nextStart = record.NextStart;
        _dying = record.Dying;
        _letters = announce ? LettersOfState() : default;
        _statusChanged = announce;
        CheckInvariants();
    }

    private readonly EventLetters LettersOfState()
    {
        EventLetters letters = default(EventLetters).With((byte)'s');
        if (Status.NotStartedYet)
        {
            return letters;
        }
        if (Status.Pid.IsNone)
        {
            return letters.With((byte)'D');
        }
        letters = letters.With(Status.Finishing ? (byte)'d' : (byte)'u');
        return Status.Ready ? letters.With((byte)'U') : letters;
    }

    /// <summary>What the next supervisor needs; the host adds what it alone knows.</summary>
    public readonly SupervisorRecord ToRecord() => new()
    {
        Status = Status,
        State = State,
        Dying = _dying,
        Deadline = Deadline,
        NextStart = _nextStart,
        Left = Leaving,
    };

    /// <summary>The record as it will be if the start that is awaited now succeeds; it has no pid yet.</summary>
    public readonly SupervisorRecord RecordOfBirth(Instant now, Tai wall)
    {
        Supervisor child = this;
        child.Spawned(new Pid(1), now, wall);
        SupervisorRecord record = child.ToRecord();
        record.NotBefore = now.Nanoseconds;
        return record;
    }

    /// <summary>Whether a record says what this program could have written.</summary>
    public static bool CanResume(in SupervisorRecord record) =>
        IsConsistent(record.State, record.Status, record.Dying, record.Deadline);

    private static bool IsConsistent(SupervisorState state, in ServiceStatus status, bool dying, Instant deadline)
    {
        bool up = state is SupervisorState.Up or SupervisorState.LastUp;
        bool finishing = state is SupervisorState.Finish or SupervisorState.LastFinish;
        return status.Finishing == finishing
            && status.Pid.IsNone == (state == SupervisorState.Down)
            && (!status.Paused || up || status.NotStartedYet)
            && (!status.Ready || !finishing)
            && (!dying || up)
            && (!up || dying || deadline.IsInfinite);
    }
}
