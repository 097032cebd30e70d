using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The hands of a Supervisor for the length of a turn: carries out its actions in the service directory, which is the
/// current directory, and gives it its events. Who waits for them is SupervisorLoop.
/// </summary>
internal ref partial struct SupervisorHost
{
    private const int NotificationReadLength = 512;
    private const long ShortageDelayNs = 1_000_000_000;

    /// <summary>On supervise/control: go on in the program that is installed now.</summary>
    public const byte UpgradeLetter = (byte)'E';

    private readonly ReadOnlySpan<byte> _nameZ;
    private readonly EnvironmentBlock _environment;
    private readonly ref SupervisedService _service;
    private readonly ServiceStreams _streams;
    private readonly bool _isHosted;
    private SupervisorActions _actions;
    private Instant _now;
    private Tai _wall;
    private bool _wallKnown;
    private bool _heard;

    /// <summary>A turn of the service that users know by that name, which ends in a NUL.</summary>
    public SupervisorHost(ref SupervisedService service, ReadOnlySpan<byte> nameZ, EnvironmentBlock environment)
    {
        this = default;
        _service = ref service;
        _nameZ = nameZ;
        _environment = environment;
    }

    /// <summary>The same for one service of many in a process, which has streams of its own.</summary>
    public SupervisorHost(
        ref SupervisedService service, ReadOnlySpan<byte> nameZ, EnvironmentBlock environment, scoped in ServiceStreams streams)
        : this(ref service, nameZ, environment)
    {
        _streams = streams;
        _isHosted = true;
    }

    /// <summary>A program to go on in was asked for.</summary>
    public bool WantsUpgrade { get; private set; }

    /// <summary>A change of the status can wait for a moment.</summary>
    public bool DelaysStatus { get; set; }

    /// <summary>A new turn begins at that time.</summary>
    public void BeginTurn(Instant now)
    {
        _now = now;
        _wallKnown = false;
        _heard = false;
        WantsUpgrade = false;
        _service.Config.NextTurn();
    }

    // ----- what comes in

    /// <summary>What is due is done, and what the turn has changed is recorded, written and told.</summary>
    public void EndTurn()
    {
        if (!_service.Core.Leaving && !_service.Core.Deadline.IsAfter(_now))
        {
            Step(SupervisorEvent.Timeout);
        }
        if (!_service.Core.Leaving && !_service.Core.WatchdogDeadline.IsAfter(_now))
        {
            Step(SupervisorEvent.WatchdogMissed);
        }
        RecordTurn();
        if (_service.OwesStatus)
        {
            WriteStatus();
        }
        _actions.Clear();
        _service.Core.Settle(ref _actions);
        bool spawned = Perform(out _);
        Assert.That(!spawned);
        RetryStatus();
    }

    /// <summary>
    /// The service spoke on its notification descriptor, or has closed it. It speaks once: that it did is recorded
    /// before it is read, for what is read is gone.
    /// </summary>
    public void HearNotification(bool spoke)
    {
        if (spoke)
        {
            _heard = true;
            Record(heardReadiness: true);
        }
        if (TryReadNotification(out bool ready))
        {
            Step(ready ? SupervisorEvent.Ready : SupervisorEvent.NotificationClosed);
        }
    }

    /// <summary>False where there is nothing that matters; else it told its readiness, or the descriptor is closed.</summary>
    private readonly bool TryReadNotification(out bool ready)
    {
        Span<byte> buffer = stackalloc byte[NotificationReadLength];
        Result<int> read = Kernel.Read(_service.Notification, buffer);
        ready = read.Ok && ((ReadOnlySpan<byte>)buffer[..read.Value]).Contains((byte)'\n');
        return ready || (read.Ok ? read.Value == 0 : read.Error != Errno.EAGAIN);
    }

    /// <summary>A child has ended.</summary>
    public void Ended(WaitStatus status) => Step(SupervisorEvent.Exited(status));

    /// <summary>A command came as a signal.</summary>
    public void Ask(SupervisorCommand command) => Step(SupervisorEvent.Asked(command));

    /// <summary>
    /// The adopted process has ended, or the wait for how it ended may be over. The kernel tells it once the process's
    /// parent has waited for it.
    /// </summary>
    public void CheckProcess()
    {
        Result<WaitStatus> status = Kernel.ExitStatus(_service.Process);
        if (status.Error == Errno.ENODATA && _service.ExitStatusDeadline.IsInfinite)
        {
            _service.ExitStatusDeadline = _now.PlusMilliseconds(Limits.ExitStatusWaitMs);
        }
        if (status.Error == Errno.ENODATA && _service.ExitStatusDeadline.IsAfter(_now))
        {
            return;
        }
        Kernel.Close(_service.Process);
        _service.Process = Fd.None;
        _service.ExitStatusDeadline = Instant.Infinite;
        Step(SupervisorEvent.Exited(status.Ok ? status.Value : WaitStatus.Unknown));
    }

    /// <summary>What came on supervise/control.</summary>
    public void ReadControl()
    {
        Span<byte> letters = stackalloc byte[Limits.ControlReadLength];
        Result<int> read = Kernel.Read(_service.Control, letters);
        if (!read.Ok)
        {
            if (read.Error != Errno.EAGAIN)
            {
                Diagnostics.WarnUnable(read.Error, "read "u8, "supervise/control"u8);
            }
            return;
        }
        for (int i = 0; i < read.Value && !_service.Core.Leaving; i++)
        {
            if (Supervisor.TryGetCommand(letters[i], out SupervisorCommand command))
            {
                Step(SupervisorEvent.Asked(command));
            }
            WantsUpgrade |= letters[i] == UpgradeLetter;
        }
    }

    /// <summary>Gives an event and carries out what comes of it, up to the outcome of every start.</summary>
    private void Step(SupervisorEvent e)
    {
        bool more = true;
        while (more)
        {
            _actions.Clear();
            Tai wall = e.Kind == SupervisorEventKind.Command ? default : Wall();
            _service.Core.Step(e, _now, wall, ref _service.Config, ref _actions);
            more = Perform(out e);
        }
    }

    private Tai Wall()
    {
        if (!_wallKnown)
        {
            _wall = Kernel.WallClock();
            _wallKnown = true;
        }
        return _wall;
    }

    /// <summary>Carries out the actions; true with the outcome of a start, which is always the last of them.</summary>
    private bool Perform(out SupervisorEvent outcome)
    {
        outcome = default;
        for (int i = 0; i < _actions.Count; i++)
        {
            SupervisorAction action = _actions[i];
            switch (action.Kind)
            {
                case SupervisorActionKind.SpawnRun:
                    Assert.That(i == _actions.Count - 1);
                    outcome = StartRun();
                    return true;
                case SupervisorActionKind.SpawnFinish:
                    Assert.That(i == _actions.Count - 1);
                    outcome = StartFinish(action.Pid);
                    return true;
                default:
                    Perform(action);
                    break;
            }
        }
        return false;
    }

    private void Perform(in SupervisorAction action)
    {
        switch (action.Kind)
        {
            case SupervisorActionKind.Kill:
                Kill(action.Pid, action.Signal, KillTarget.Process);
                break;
            case SupervisorActionKind.KillGroup:
                Kill(action.Pid, action.Signal, KillTarget.ProcessGroup);
                break;
            case SupervisorActionKind.WriteStatus:
                WriteStatusSoon();
                _service.HasBornStatus = false;
                break;
            case SupervisorActionKind.Notify:
                // Also where event/ was made in this very turn: somebody may listen there already.
                SupervisorOutlet.Notify(action.Letters);
                break;
            case SupervisorActionKind.AppendTally:
                AppendTally();
                break;
            case SupervisorActionKind.CreateDown:
                DownFile.Create();
                break;
            case SupervisorActionKind.RemoveDown:
                DownFile.Remove();
                break;
            case SupervisorActionKind.CloseNotification:
                CloseNotification();
                break;
            case SupervisorActionKind.CloseStandardStreams:
                if (_isHosted)
                {
                    _service.StreamsClosed = true;
                    break;
                }
                ReleaseLoggerInput();
                SupervisorOutlet.CloseStandardStreams();
                break;
            case SupervisorActionKind.WarnFinishTimeout:
                Diagnostics.Warn("finish script lifetime reached maximum value - sending it a SIGKILL"u8);
                break;
            case SupervisorActionKind.EndTree:
                EndTree(action.Pid);
                break;
            case SupervisorActionKind.WriteFailure:
                FailureFile.Write(_service.Core.Deaths, _service.Core.Status.WaitStatus, _service.RanOutOfMemory);
                break;
            case SupervisorActionKind.RemoveFailure:
                FailureFile.Remove();
                break;
            case SupervisorActionKind.WarnWatchdog:
                Diagnostics.Warn("watchdog time is over - sending the service a SIGABRT"u8);
                break;
            case SupervisorActionKind.Exit:
                if (_service.Core.HasCgroup && _service.Core.State == SupervisorState.Down)
                {
                    ServiceLeaf.Remove();
                }
                break;
            case SupervisorActionKind.SpawnRun:
            case SupervisorActionKind.SpawnFinish:
            default:
                Assert.That(false);
                break;
        }
    }

    /// <summary>
    /// Readiness is not waited for any more. The FIFO stays open, for its end tells whether anybody has the other one when the
    /// service starts again. A service that goes on writing gets EAGAIN when it is full.
    /// </summary>
    private readonly void CloseNotification()
    {
        _service.AwaitsReadiness = false;
        if (_service.NotificationIsPipe)
        {
            Kernel.Close(_service.Notification);
            _service.Notification = Fd.None;
            _service.NotificationIsPipe = false;
        }
    }
}
