using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Carries out what the planner says, all transitions beside each other in this process: it listens in the event directories
/// of longruns and talks to the runner of oneshots itself. The current directory is the live one's servicedirs.
/// </summary>
internal ref partial struct TransitionRunner
{
    private const int SignalsRead = 4;
    private const int EventsRead = 16;
    private const int Nothing = -1;

    private readonly CompiledDatabase _database;
    private readonly ChangeOptions _options;
    private readonly Span<byte> _states;
    private readonly Span<Transition> _transitions;
    private readonly Span<int> _postponed;
    private Planner _planner;
    private StoredStates _stored;
    private readonly Fd _file;
    private LiveDiary _diary;
    private DeadlineHeap _deadlines;
    private Fd _signals;
    private Fd _watch;
    private PlanGoal _goal;
    private int _free;
    private int _oneshots;
    private int _underWay;
    private int _postponedFirst;
    private int _postponedCount;
    private Instant _pausedUntil;
    private Instant _stalledUntil;
    private bool _halted;
    private int _code;

    /// <summary>
    /// The states are the planner's, the file is the live state, open for writing. There is room in transitions and deadlines
    /// for as many as may be under way at a time, and in postponed for every service.
    /// </summary>
    public TransitionRunner(
        CompiledDatabase database,
        in ChangeOptions options,
        Planner planner,
        Fd file,
        StoredStates stored,
        Span<byte> states,
        Span<Transition> transitions,
        DeadlineHeap deadlines,
        Span<int> postponed)
    {
        this = default;
        Assert.That(states.Length == database.Count && postponed.Length == database.Count);
        _database = database;
        _options = options;
        _planner = planner;
        _file = file;
        _stored = stored;
        _states = states;
        _transitions = transitions;
        _deadlines = deadlines;
        _postponed = postponed;
        _free = Nothing;
        for (int i = transitions.Length - 1; i >= 0; i--)
        {
            transitions[i].NextFree = _free;
            _free = i;
        }
        _stalledUntil = Instant.Infinite;
    }

    /// <summary>To be called once, before all else: 0, or an exit code, printed.</summary>
    public int Begin()
    {
        Result<Fd> signals = Kernel.OpenSignals(SignalSet.Empty.With(Signal.SIGTERM).With(Signal.SIGINT).Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap signals"u8);
        }
        Result<Fd> watch = Kernel.OpenWatch();
        if (!watch.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, watch.Error, "create an epoll set"u8);
        }
        _signals = signals.Value;
        _watch = watch.Value;
        return _options.IsDryRun ? ExitCode.Success : SettleUncertain();
    }

    /// <summary>Brings the selection there, as far as it can be: an exit code.</summary>
    public int Run(PlanGoal goal)
    {
        _goal = goal;
        if (_options.Verbosity >= 3 && goal != PlanGoal.Reload)
        {
            Diagnostics.Info("bringing selected services "u8, goal == PlanGoal.Up ? "up"u8 : "down"u8);
        }
        _planner.Begin(goal, _options.StopsEssential);
        _code = ExitCode.Success;
        while (true)
        {
            BeginWhatCan();
            if (_code != ExitCode.Success || (_planner.IsDone && _postponedCount == 0))
            {
                break;
            }
            Wait();
        }
        Abandon();
        return _code != ExitCode.Success ? _code : _halted || _planner.Failures > 0 ? ChangeExit.Failed : ExitCode.Success;
    }

    /// <summary>Those that were postponed come first; then whatever the planner has.</summary>
    private void BeginWhatCan()
    {
        if (_pausedUntil.Nanoseconds != 0 && Kernel.Now().IsAfter(_pausedUntil))
        {
            _pausedUntil = default;
        }
        for (int left = _postponedCount; left > 0 && _code == ExitCode.Success; left--)
        {
            BeginTransition(TakePostponed());
        }
        while (_code == ExitCode.Success && _planner.TryNext(out PlanStep step))
        {
            switch (step.Kind)
            {
                case PlanStepKind.Begin:
                    BeginTransition(step.Service);
                    break;
                case PlanStepKind.AlreadyThere:
                    TellAlready(step.Service);
                    break;
                case PlanStepKind.KeptEssential:
                default:
                    TellKept(step.Service);
                    break;
            }
        }
    }

    /// <summary>Begins it, or finds that it must wait for others to end.</summary>
    private void BeginTransition(int service)
    {
        bool isLongrun = _database.IsLongrun(service);
        if (_halted)
        {
            _planner.Fail(service, certain: true);
        }
        else if (_free == Nothing || _pausedUntil.Nanoseconds != 0)
        {
            Postpone(service);
        }
        else if (_options.IsDryRun)
        {
            BeginPretended(service);
        }
        else if (isLongrun)
        {
            BeginLongrun(service);
        }
        else if (_oneshots >= Limits.OneshotsAtOnce)
        {
            Postpone(service);
        }
        else
        {
            BeginOneshot(service);
        }
    }

    /// <summary>
    /// There are no descriptors, or the runner's queue is full: what is under way may end, and then it is tried again. Where
    /// nothing is, it is for so long as the reference waits for the runner.
    /// </summary>
    private void PostponeFor(int service, Errno error)
    {
        const uint waitForRunnerMs = 30000;
        if (_underWay > 0)
        {
            _stalledUntil = Instant.Infinite;
        }
        else if (_stalledUntil.IsInfinite)
        {
            _stalledUntil = Kernel.Now().PlusMilliseconds(waitForRunnerMs);
        }
        else if (Kernel.Now().IsAfter(_stalledUntil))
        {
            FailToBegin(service, error);
            return;
        }
        _pausedUntil = Kernel.Now().PlusMilliseconds(Limits.TransitionPauseMs);
        Postpone(service);
    }

    private void Postpone(int service)
    {
        Assert.That(_postponedCount < _postponed.Length);
        _postponed[(int)(((uint)_postponedFirst + (uint)_postponedCount) % (uint)_postponed.Length)] = service;
        _postponedCount++;
    }

    private int TakePostponed()
    {
        Assert.That(_postponedCount > 0);
        int service = _postponed[_postponedFirst];
        _postponedFirst = (_postponedFirst + 1) % _postponed.Length;
        _postponedCount--;
        return service;
    }

    private void Wait()
    {
        Span<PollDescriptor> polls = [PollDescriptor.ForReading(_signals), PollDescriptor.ForReading(_watch)];
        Instant next = Instant.Earliest(_options.Deadline, _deadlines.First);
        if (_pausedUntil.Nanoseconds != 0)
        {
            next = Instant.Earliest(next, _pausedUntil);
        }
        Result<int> ready = Kernel.Poll(polls, next.IsInfinite ? -1 : next.Until(Kernel.Now()));
        if (!ready.Ok)
        {
            _code = Diagnostics.Unable(ExitCode.System, ready.Error, "poll"u8);
            return;
        }
        if (polls[0].IsReadable)
        {
            TakeSignals();
        }
        if (polls[1].IsReadable)
        {
            TakeEvents();
        }
        if (!next.IsInfinite)
        {
            TakeTime(Kernel.Now());
        }
    }

    private void TakeEvents()
    {
        Span<WatchEvent> events = stackalloc WatchEvent[EventsRead];
        Result<int> count = Kernel.ReadWatch(_watch, events);
        if (!count.Ok)
        {
            _code = Diagnostics.Unable(ExitCode.System, count.Error, "read an epoll set"u8);
            return;
        }
        for (int i = 0; i < count.Value; i++)
        {
            // A descriptor is closed when its transition ends, so that each in the list is of one that has not ended.
            int place = (int)events[i].Data;
            Assert.That(_transitions[place].IsTaken);
            if (_transitions[place].Kind == TransitionKind.Longrun)
            {
                TakeLetters(place);
            }
            else
            {
                AdvanceOneshot(place);
            }
        }
    }

    private void TakeTime(Instant now)
    {
        if (!_options.Deadline.IsAfter(now))
        {
            _code = Diagnostics.Fatal(ChangeExit.TimedOut, "timed out"u8);
            return;
        }
        while (!_deadlines.First.IsAfter(now))
        {
            int place = _deadlines.FirstIndex;
            switch (_transitions[place].Kind)
            {
                case TransitionKind.Longrun:
                    FailLongrun(place, "timed out"u8, ExitCode.TimedOut);
                    break;
                case TransitionKind.Oneshot:
                    FailOneshot(place, Errno.ETIMEDOUT);
                    break;
                case TransitionKind.Pretended:
                default:
                    int service = Release(place);
                    Succeed(service);
                    break;
            }
        }
    }

    /// <summary>Longruns are no more waited for; oneshots are, but for a reload: nobody knows where a killed one is.</summary>
    private void TakeSignals()
    {
        Span<SignalInfo> infos = stackalloc SignalInfo[SignalsRead];
        Result<int> read = Kernel.ReadSignals(_signals, infos);
        if (!read.Ok || read.Value == 0)
        {
            return;
        }
        if (_options.Verbosity >= 2)
        {
            Diagnostics.Warn(
                "received "u8,
                infos[0].Signal.Number == Signal.SIGINT.Number ? "INT"u8 : "TERM"u8,
                ", aborting pending processes and exiting asap"u8);
        }
        _halted = true;
        _planner.Halt();
        for (int place = 0; place < _transitions.Length && _underWay > 0; place++)
        {
            if (_transitions[place].IsTaken && _transitions[place].Kind == TransitionKind.Longrun)
            {
                FailLongrun(place, "aborted"u8, -Signal.SIGTERM.Number);
            }
            else if (_transitions[place].IsTaken && _goal == PlanGoal.Reload)
            {
                FailOneshot(place, Errno.EINTR);
            }
        }
    }

    /// <summary>Gives a free place to the transition.</summary>
    private int Take(TransitionKind kind, int service)
    {
        int place = _free;
        Assert.That(place != Nothing);
        ref Transition transition = ref _transitions[place];
        _free = transition.NextFree;
        transition = default;
        transition.Kind = kind;
        transition.IsTaken = true;
        transition.Service = service;
        _underWay++;
        _oneshots += kind == TransitionKind.Oneshot ? 1 : 0;
        return place;
    }

    /// <summary>Ends the waiting for a transition: which service it is.</summary>
    private int Release(int place)
    {
        ref Transition transition = ref _transitions[place];
        Assert.That(transition.IsTaken);
        switch (transition.Kind)
        {
            case TransitionKind.Longrun:
                transition.Watched.Subscription.Remove();
                Kernel.Close(transition.Watched.Subscription.Fifo);
                break;
            case TransitionKind.Oneshot:
                transition.Call.Close();
                _oneshots--;
                break;
            case TransitionKind.Pretended:
            default:
                break;
        }
        _deadlines.Set(place, Instant.Infinite);
        transition.IsTaken = false;
        transition.NextFree = _free;
        _free = place;
        _underWay--;
        return transition.Service;
    }

    /// <summary>All is given up: no FIFO may stay behind. What was under way stays uncertain.</summary>
    private void Abandon()
    {
        for (int place = 0; place < _transitions.Length && _underWay > 0; place++)
        {
            if (_transitions[place].IsTaken)
            {
                _ = Release(place);
            }
        }
    }

    /// <summary>When a transition that begins now has taken too long.</summary>
    private readonly Instant DeadlineOf(int service)
    {
        uint milliseconds = _database.TimeoutMs(service, _goal != PlanGoal.Down);
        return milliseconds == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(milliseconds);
    }

    private void Succeed(int service)
    {
        _planner.Succeed(service);
        if (_goal != PlanGoal.Reload)
        {
            Write(_stored.Succeed(service, _states));
            Note(service, _goal == PlanGoal.Up ? "up"u8 : "down"u8);
        }
        TellDone(service);
    }

    private void Fail(int service, bool certain)
    {
        _planner.Fail(service, certain);
        if (_goal != PlanGoal.Reload)
        {
            Write(_stored.Correct(service, _states[service]));
            Note(service, _goal == PlanGoal.Up ? "fail"u8 : "stuck"u8);
        }
    }

    /// <summary>Writes an event into the diary; it is no error where that fails.</summary>
    private void Note(int service, ReadOnlySpan<byte> what)
    {
        if (!_options.IsDryRun)
        {
            _diary.Write(what, _database.Name(service));
        }
    }

    private void Write(StoredStates.ByteRange range)
    {
        if (_options.IsDryRun)
        {
            return;
        }
        Result<int> written = Kernel.WriteAt(_file, _stored.Bytes.Slice(range.First, range.Count), range.First);
        Errno error = !written.Ok ? written.Error : written.Value == range.Count ? Errno.None : Errno.ENOSPC;
        if (error.Failed && _code == ExitCode.Success)
        {
            _code = Diagnostics.Unable(ExitCode.System, error, "write "u8, _options.Live, "/state"u8);
        }
    }
}
