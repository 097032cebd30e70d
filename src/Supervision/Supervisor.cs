using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>
/// The life of one service, without any I/O: events go in, actions come out.
///
/// A service is down, up (./run lives) or finishing (./finish lives). A supervisor that was told to exit lets the
/// service end first: its last run, its last finish. Each turn of the host gives the events of that turn one by one,
/// Timeout if Deadline has come, and Settle at the end: only then are the status file written and the letters sent,
/// once for all that the turn has changed, in the order it happened.
///
/// Who writes what: only this program writes supervise/ and sends to event/; users write the other files of the service
/// directory, and control letters.
/// </summary>
internal partial struct Supervisor
{
    private const uint RestartDelaySeconds = 1;
    private const uint KillAgainSeconds = 5;
    private const int PermanentFailureExitCode = 125;

    public ServiceStatus Status;

    private SupervisorHistory _history;
    private Instant _nextStart;
    private Instant _startedAt;
    private uint _finishMs;
    private EventLetters _letters;
    private Awaiting _awaiting;
    private bool _statusChanged;
    private bool _dying;

    private enum Awaiting : byte
    {
        Nothing,
        Run,
        Finish,
    }

    /// <summary>The letters s6-svc sends, in the order of SupervisorCommand from SendAlrm on.</summary>
    public static ReadOnlySpan<byte> CommandLetters => "abqhkti12pcyrlPCKoduDUxOQ"u8;

    public SupervisorState State { get; private set; }

    /// <summary>When Timeout is due.</summary>
    public Instant Deadline { get; private set; }

    /// <summary>When WatchdogMissed is due.</summary>
    public Instant WatchdogDeadline { get; private set; }

    /// <summary>It was told to leave: the host's loop ends with this turn.</summary>
    public bool Leaving { get; private set; }

    /// <summary>A start was asked for and its outcome has not come yet.</summary>
    public readonly bool AwaitsSpawn => _awaiting != Awaiting.Nothing;

    /// <summary>The command a control letter means.</summary>
    public static bool TryGetCommand(byte letter, out SupervisorCommand command)
    {
        Assert.That(CommandLetters.Length == SupervisorCommand.Count - SupervisorCommand.SendAlrm);
        int index = CommandLetters.IndexOf(letter);
        command = index < 0 ? default : SupervisorCommand.SendAlrm + (byte)index;
        return index >= 0;
    }

    /// <summary>
    /// The beginning of the first turn. The host writes Status at once, for ./run may ask for it, and Timeout follows. The
    /// service is not started yet, which status says by "paused" without a pid until it is.
    /// </summary>
    public void Begin(bool wantedUp, Instant now, Tai wall)
    {
        Status = new ServiceStatus { Stamp = wall, ReadyStamp = wall, WantedUp = wantedUp, Ready = true, Paused = true };
        State = SupervisorState.Down;
        Deadline = now;
        _nextStart = default;
        _letters = default(EventLetters).With((byte)'s');
        _statusChanged = false;
        ForgetHistory();
        CheckInvariants();
    }

    /// <summary>
    /// One event. <paramref name="wall"/> is looked at for Exited, Spawned and SpawnFailed, Ready and Timeout only.
    /// </summary>
    public void Step<TConfig>(in SupervisorEvent e, Instant now, Tai wall, ref TConfig config, ref SupervisorActions actions)
        where TConfig : struct, IServiceConfig, allows ref struct
    {
        switch (e.Kind)
        {
            case SupervisorEventKind.Timeout:
            case SupervisorEventKind.Exited:
            case SupervisorEventKind.Command:
                Assert.That(!AwaitsSpawn);
                React(SupervisorTable.Lookup(e, State), e, now, wall, ref config, ref actions);
                break;
            case SupervisorEventKind.Ready:
                BecomeReady(now, wall, ref actions);
                break;
            case SupervisorEventKind.NotificationClosed:
                actions.Add(SupervisorActionKind.CloseNotification);
                break;
            case SupervisorEventKind.Alive:
                ArmWatchdog(now);
                break;
            case SupervisorEventKind.WatchdogSet:
                SetWatchdog(e.WatchdogMs, now);
                break;
            case SupervisorEventKind.Stopping:
                AnnounceEnd();
                break;
            case SupervisorEventKind.WatchdogMissed:
                MissWatchdog(now, ref config, ref actions);
                break;
            case SupervisorEventKind.Spawned:
                Spawned(e.Pid, e.WatchdogMs, now, wall);
                break;
            case SupervisorEventKind.SpawnFailed:
                SpawnFailed(e.RetrySeconds, now, wall, ref actions);
                break;
            default:
                Assert.That(false);
                break;
        }
        CheckInvariants();
    }

    /// <summary>The end of a turn: what it changed is written and told.</summary>
    public void Settle(ref SupervisorActions actions)
    {
        Assert.That(!AwaitsSpawn);
        if (_statusChanged)
        {
            actions.Add(SupervisorActionKind.WriteStatus);
            _statusChanged = false;
        }
        if (_letters.Count > 0)
        {
            actions.Add(SupervisorActionKind.Notify, Pid.None, default, _letters);
            _letters = default;
        }
        if (Leaving)
        {
            actions.Add(SupervisorActionKind.Exit);
        }
    }

    private void React<TConfig>(
        SupervisorReaction reaction,
        in SupervisorEvent e,
        Instant now,
        Tai wall,
        ref TConfig config,
        ref SupervisorActions actions)
        where TConfig : struct, IServiceConfig, allows ref struct
    {
        switch (reaction)
        {
            case SupervisorReaction.Ignore:
                break;
            case SupervisorReaction.Leave:
                Leave();
                break;
            case SupervisorReaction.InterruptAndLeave:
                Kill(SupervisorActionKind.KillGroup, Signal.SIGINT, ref actions);
                Leave();
                break;
            case SupervisorReaction.StartIfWanted:
                StartIfWanted(ref actions);
                break;
            case SupervisorReaction.Escalate:
                Escalate(now, ref config, ref actions);
                break;
            case SupervisorReaction.KillFinish:
                actions.Add(SupervisorActionKind.WarnFinishTimeout);
                Kill(SupervisorActionKind.Kill, Signal.SIGCONT, ref actions);
                Kill(SupervisorActionKind.Kill, Signal.SIGKILL, ref actions);
                Deadline = now.PlusSeconds(KillAgainSeconds);
                break;
            case SupervisorReaction.RunEnded:
                RunEnded(e.WaitStatus, now, wall, ref config, ref actions);
                break;
            case SupervisorReaction.FinishEnded:
                FinishEnded(e.WaitStatus, now, wall, ref actions);
                break;
            case SupervisorReaction.Send:
                Kill(SupervisorActionKind.Kill, SupervisorTable.SignalOf(e.Command), ref actions);
                break;
            case SupervisorReaction.Pause:
                Pause(e.Command == SupervisorCommand.SendStop, ref actions);
                break;
            case SupervisorReaction.Continue:
                Continue(e.Command == SupervisorCommand.SendCont, ref actions);
                ArmWatchdog(now);
                break;
            case SupervisorReaction.KillGroup:
                Kill(SupervisorActionKind.KillGroup, Signal.SIGKILL, ref actions);
                break;
            case SupervisorReaction.SendDownSignal:
                ExpectEnd();
                Kill(SupervisorActionKind.Kill, config.DownSignal(), ref actions);
                break;
            case SupervisorReaction.SendReloadSignal:
                Kill(SupervisorActionKind.Kill, config.ReloadSignal(), ref actions);
                break;
            case SupervisorReaction.BringDown:
                BringDown(now, ref config, ref actions);
                break;
            case SupervisorReaction.BringDownFile:
                actions.Add(SupervisorActionKind.CreateDown);
                BringDown(now, ref config, ref actions);
                break;
            case SupervisorReaction.BringDownForLast:
                State = SupervisorState.LastUp;
                BringDown(now, ref config, ref actions);
                break;
            case SupervisorReaction.WantDown:
                Want(false);
                break;
            case SupervisorReaction.WantDownFile:
                actions.Add(SupervisorActionKind.CreateDown);
                Want(false);
                break;
            case SupervisorReaction.WantUp:
                ForgetDeaths();
                Want(true);
                break;
            case SupervisorReaction.WantUpFile:
                ForgetDeaths();
                actions.Add(SupervisorActionKind.RemoveDown);
                Want(true);
                break;
            case SupervisorReaction.StartOnce:
                ForgetDeaths();
                Want(false);
                Start(ref actions);
                break;
            case SupervisorReaction.StartUp:
                ForgetDeaths();
                Want(true);
                Start(ref actions);
                break;
            case SupervisorReaction.StartUpFile:
                ForgetDeaths();
                actions.Add(SupervisorActionKind.RemoveDown);
                Want(true);
                Start(ref actions);
                break;
            case SupervisorReaction.BecomeLast:
                State = State == SupervisorState.Up ? SupervisorState.LastUp : SupervisorState.LastFinish;
                actions.Add(SupervisorActionKind.CloseStandardStreams);
                break;
            case SupervisorReaction.CloseStreams:
                actions.Add(SupervisorActionKind.CloseStandardStreams);
                break;
            default:
                Assert.That(false);
                break;
        }
    }

    private void Want(bool up)
    {
        _statusChanged |= Status.WantedUp != up;
        Status.WantedUp = up;
    }

    private void Leave()
    {
        Leaving = true;
        _letters = _letters.With((byte)'x');
    }

    private void StartIfWanted(ref SupervisorActions actions)
    {
        Deadline = Instant.Infinite;
        if (Status.WantedUp)
        {
            Start(ref actions);
        }
    }

    private void Start(ref SupervisorActions actions)
    {
        Assert.That(State == SupervisorState.Down);
        _awaiting = Awaiting.Run;
        RemoveFailure(ref actions);
        actions.Add(SupervisorActionKind.SpawnRun);
    }

    private void Spawned(Pid pid, uint watchdogMs, Instant now, Tai wall)
    {
        Assert.That(AwaitsSpawn && pid.Value > 0);
        Status.Pid = pid;
        Status.Paused = false;
        _statusChanged = true;
        if (_awaiting == Awaiting.Run)
        {
            State = SupervisorState.Up;
            Deadline = Instant.Infinite;
            _nextStart = default;
            BeginRun(watchdogMs, now);
            Status.Ready = false;
            Status.Stamp = wall;
            _letters = _letters.With((byte)'u');
        }
        else
        {
            State = State == SupervisorState.Up ? SupervisorState.Finish : SupervisorState.LastFinish;
            Deadline = _finishMs == 0 ? Instant.Infinite : now.PlusMilliseconds(_finishMs);
            Status.Finishing = true;
            _letters = _letters.With((byte)'d');
        }
        _awaiting = Awaiting.Nothing;
    }

    private void SpawnFailed(uint retrySeconds, Instant now, Tai wall, ref SupervisorActions actions)
    {
        Assert.That(AwaitsSpawn);
        if (_awaiting == Awaiting.Run)
        {
            Deadline = retrySeconds == SupervisorEvent.NoRetry ? Instant.Infinite : now.PlusSeconds(retrySeconds);
            _awaiting = Awaiting.Nothing;
            return;
        }
        _awaiting = Awaiting.Nothing;
        _letters = _letters.With((byte)'d');
        BecomeDown(now, wall, ref actions);
    }

    private void BecomeReady(Instant now, Tai wall, ref SupervisorActions actions)
    {
        Assert.That(State is SupervisorState.Up or SupervisorState.LastUp);
        _nextStart = now.PlusSeconds(RestartDelaySeconds);
        Status.ReadyStamp = wall;
        Status.Ready = true;
        _statusChanged = true;
        ArmWatchdog(now);
        _letters = _letters.With((byte)'U');
        actions.Add(SupervisorActionKind.CloseNotification);
    }

    private void RunEnded<TConfig>(WaitStatus status, Instant now, Tai wall, ref TConfig config, ref SupervisorActions actions)
        where TConfig : struct, IServiceConfig, allows ref struct
    {
        Pid dead = Status.Pid;
        CountDeath(now, ref config);
        Status.WaitStatus = status;
        Status.Pid = Pid.None;
        Status.Paused = false;
        Status.Ready = false;
        Status.Stamp = wall;
        _statusChanged = true;
        _dying = false;
        actions.Add(SupervisorActionKind.CloseNotification);
        actions.Add(SupervisorActionKind.AppendTally);
        actions.Add(SupervisorActionKind.EndTree, dead, default);
        if (config.HasFinish())
        {
            _awaiting = Awaiting.Finish;
            _finishMs = config.TimeoutFinishMs();
            actions.Add(SupervisorActionKind.SpawnFinish, dead, default);
            return;
        }
        _letters = _letters.With((byte)'d');
        BecomeDown(now, wall, ref actions);
    }

    private void FinishEnded(WaitStatus status, Instant now, Tai wall, ref SupervisorActions actions)
    {
        Status.Pid = Pid.None;
        Status.Finishing = false;
        if (status.IsExited && status.ExitCode == PermanentFailureExitCode)
        {
            Status.WantedUp = false;
            _letters = _letters.With((byte)'O');
        }
        BecomeDown(now, wall, ref actions);
    }

    /// <summary>The service is wholly down: another start may follow.</summary>
    private void BecomeDown(Instant now, Tai wall, ref SupervisorActions actions)
    {
        bool last = State is SupervisorState.LastUp or SupervisorState.LastFinish;
        FailAtLimit(ref actions);
        State = SupervisorState.Down;
        Status.Ready = true;
        Status.ReadyStamp = wall;
        _statusChanged = true;
        _letters = _letters.With((byte)'D');
        Deadline = NextStart(now);
        if (last)
        {
            Leave();
        }
    }

    private readonly void CheckInvariants()
    {
        if (AwaitsSpawn)
        {
            return;
        }
        Assert.That(IsConsistent(State, Status, _dying, Deadline));
    }
}
