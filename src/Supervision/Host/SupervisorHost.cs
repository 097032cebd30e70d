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

    // ----- the first turn

    /// <summary>
    /// The first turn, in a directory that is prepared and locked: a service that a killed supervisor has left is taken
    /// over, else one begins. An exit code, 0 for success.
    /// </summary>
    public Errno Begin(out ReadOnlySpan<byte> failedAt)
    {
        failedAt = default;
        bool resumes = _service.State.TryOpen(out SupervisorRecord record) && Adoption.TryReconcile(ref record);
        if (!resumes || !TryAdopt(record))
        {
            Errno error = _service.IsNew ? Errno.None
                : _isHosted ? DeathTallyFile.Remove() : DeathTallyFile.Clear();
            if (error.Failed)
            {
                failedAt = "truncate supervise/death_tally"u8;
                return error;
            }
            _service.DeathsMost = 0;
            error = ServiceConfig.CheckDown();
            if (error.Failed && error != Errno.ENOENT)
            {
                failedAt = "access ./down"u8;
                return error;
            }
            _service.Core.Begin(wantedUp: error == Errno.ENOENT, _now, Wall());
            // It starts in this very turn: nobody is the worse for having no status until it does.
            _service.OwesStatus = _isHosted && error == Errno.ENOENT;
        }
        if (!_service.OwesStatus)
        {
            WriteStatus();
        }
        EndTurn();
        return Errno.None;
    }

    /// <summary>The first turn of the program that this process went on in: the service is its child still.</summary>
    public void Continue()
    {
        if (!_service.State.TryOpen(out SupervisorRecord record) || !Adoption.TryReconcile(ref record))
        {
            // It was written by the program before, a moment ago: somebody else has written to it.
            Diagnostics.Warn("supervise/state is lost: the service is looked after as a new one"u8);
            _service.Core.Begin(wantedUp: ServiceConfig.CheckDown() == Errno.ENOENT, _now, Wall());
            EndTurn();
            return;
        }
        _service.State.Adopt(record);
        _service.Core.Resume(record, announce: false);
        _service.AwaitsReadiness = record.AwaitsReadiness && _service.Notification.IsOpen;
        EndTurn();
    }

    /// <summary>Goes on where a killed supervisor was; false where there is nothing to go on with.</summary>
    private bool TryAdopt(in SupervisorRecord record)
    {
        Pid pid = record.Status.Pid;
        if (pid.IsNone)
        {
            if (!record.Left)
            {
                _service.Core.Resume(record, announce: true);
            }
            return !record.Left;
        }
        ProcessFate fate = ForeignProcess.Find(pid, record.Born, out _service.Process);
        if (fate == ProcessFate.Unproven)
        {
            Diagnostics.Warn("the service of an earlier supervisor may still run: nothing proves that it is that process"u8);
        }
        if (fate == ProcessFate.Unproven || (fate == ProcessFate.Gone && record.Left))
        {
            return false;
        }
        _service.State.Adopt(record);
        _service.Core.Resume(record, announce: true);
        if (fate == ProcessFate.Gone)
        {
            Step(SupervisorEvent.Exited(WaitStatus.Unknown));
        }
        else if (record.AwaitsReadiness)
        {
            ReopenNotification(record);
        }
        return true;
    }

    /// <summary>
    /// Hears of readiness again. A supervisor that was killed when it had read of it, or was about to, has said so.
    /// </summary>
    private void ReopenNotification(in SupervisorRecord record)
    {
        Result<Fd> reader = NotificationFifo.Reopen();
        if (reader.Ok)
        {
            _service.Notification = reader.Value;
            _service.AwaitsReadiness = true;
        }
        else
        {
            Diagnostics.WarnUnable(reader.Error, "open "u8, ServiceFile.NotificationZ[..^1]);
        }
        if (record.HeardReadiness)
        {
            _heard = true;
            Step(SupervisorEvent.Ready);
        }
    }

    // ----- what comes in

    /// <summary>What is due is done, and what the turn has changed is recorded, written and told.</summary>
    public void EndTurn()
    {
        if (!_service.Core.Leaving && !_service.Core.Deadline.IsAfter(_now))
        {
            Step(SupervisorEvent.Timeout);
        }
        if (_service.OwesStatus)
        {
            WriteStatus();
        }
        // What was heard is recorded already, and when, supervise/status will say.
        if (!_heard || !_service.Core.Status.Ready)
        {
            Record(heardReadiness: false);
        }
        _actions.Clear();
        _service.Core.Settle(ref _actions);
        bool spawned = Perform(out _);
        Assert.That(!spawned);
        RetryStatus();
    }

    private readonly void Record(bool heardReadiness)
    {
        SupervisorRecord record = _service.Core.ToRecord();
        record.AwaitsReadiness = _service.AwaitsReadiness;
        record.HeardReadiness = heardReadiness;
        _service.State.Write(record);
    }

    /// <summary>
    /// The service spoke on its notification descriptor, or has closed it. It speaks once: that it did is recorded
    /// before it is read, for what is read is gone.
    /// </summary>
    public void ReadNotification(bool spoke)
    {
        _heard = spoke;
        if (spoke)
        {
            Record(heardReadiness: true);
        }
        Span<byte> buffer = stackalloc byte[NotificationReadLength];
        Result<int> read = Kernel.Read(_service.Notification, buffer);
        if (read.Error == Errno.EAGAIN)
        {
            return;
        }
        if (!read.Ok || read.Value == 0)
        {
            Step(SupervisorEvent.NotificationClosed);
        }
        else if (((ReadOnlySpan<byte>)buffer[..read.Value]).Contains((byte)'\n'))
        {
            Step(SupervisorEvent.Ready);
        }
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
                    outcome = FinishStarter.Start(
                        _nameZ,
                        _environment,
                        _service.Core.RecordOfBirth(_now, Wall()),
                        action.Pid,
                        _streams,
                        ref _service.State);
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
                // The descriptor stays open: its end tells whether anybody has the other one when the service starts again.
                _service.AwaitsReadiness = false;
                break;
            case SupervisorActionKind.CloseStandardStreams:
                if (_isHosted)
                {
                    _service.StreamsClosed = true;
                    break;
                }
                SupervisorOutlet.CloseStandardStreams();
                break;
            case SupervisorActionKind.WarnFinishTimeout:
                Diagnostics.Warn("finish script lifetime reached maximum value - sending it a SIGKILL"u8);
                break;
            case SupervisorActionKind.Exit:
                break;
            case SupervisorActionKind.SpawnRun:
            case SupervisorActionKind.SpawnFinish:
            default:
                Assert.That(false);
                break;
        }
    }

    private SupervisorEvent StartRun()
    {
        RunStarter starter = new(_nameZ, _environment, _service.Core.RecordOfBirth(_now, Wall()), _streams);
        return starter.Start(ref _service);
    }

    /// <summary>
    /// A process that is dead already is found so later. The number of an adopted one may be another's by now, its
    /// descriptor is not.
    /// </summary>
    private readonly void Kill(Pid pid, Signal signal, KillTarget target)
    {
        if (_service.Process.IsOpen)
        {
            Errno error = Kernel.Kill(_service.Process, signal, target);
            if (error != Errno.EINVAL)
            {
                return;
            }
        }
        _ = Kernel.Kill(pid, signal, target);
    }

    private void AppendTally()
    {
        int recordsMax = _service.Config.DeathTallyLength();
        Errno error = recordsMax == 0
            ? Errno.None
            : DeathTallyFile.Append(
                DeathRecord.From(_service.Core.Status.Stamp, _service.Core.Status.WaitStatus),
                recordsMax,
                ref _service.DeathsMost);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write "u8, "supervise/death_tally"u8);
        }
    }
}
