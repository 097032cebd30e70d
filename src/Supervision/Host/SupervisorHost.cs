using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// One Supervisor in a process of its own: carries out its actions in the service directory, which is the current
/// directory, and gives it its events. It sleeps in one poll(2) on signals, control letters and the service's readiness.
/// </summary>
internal ref struct SupervisorHost
{
    private const int PollCountMax = 3;
    private const int NotificationReadLength = 512;
    private const uint StatusRetrySeconds = 5;
    private const long PollFailureDelayNs = 1_000_000_000;

    private readonly ReadOnlySpan<byte> _nameZ;
    private readonly EnvironmentBlock _environment;
    private Supervisor _core;
    private ServiceConfig _config;
    private SupervisorActions _actions;
    private Fd _signals;
    private Fd _control;
    private Fd _notification;
    private Instant _now;
    private Instant _statusRetry;
    private Tai _wall;
    private bool _wallKnown;

    /// <summary>A supervisor for the service that users know by that name, which ends in a NUL.</summary>
    public SupervisorHost(ReadOnlySpan<byte> nameZ, EnvironmentBlock environment)
    {
        this = default;
        _nameZ = nameZ;
        _environment = environment;
        _signals = Fd.None;
        _control = Fd.None;
        _notification = Fd.None;
        _statusRetry = Instant.Infinite;
    }

    /// <summary>From the first file to the last event; the exit code.</summary>
    public int Run()
    {
        int code = Start();
        if (code != ExitCode.Success)
        {
            return code;
        }
        while (!_core.Leaving)
        {
            Turn();
        }
        return ExitCode.Success;
    }

    private int Start()
    {
        Errno error = StandardStreams.Ensure();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "sanitize stdin and stdout"u8);
        }
        int code = SuperviseDirectory.Prepare(out _control);
        if (code != ExitCode.Success)
        {
            return code;
        }
        SignalSet set = SignalSet.Empty.With(Signal.SIGCHLD).With(Signal.SIGTERM).With(Signal.SIGHUP).With(Signal.SIGQUIT)
            .With(Signal.SIGINT);
        Result<Fd> signals = Kernel.OpenSignals(set.Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap signals"u8);
        }
        _signals = signals.Value;
        return Begin();
    }

    private int Begin()
    {
        Errno error = DeathTallyFile.Clear();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "truncate "u8, "supervise/death_tally"u8);
        }
        error = Kernel.Access(Fd.CurrentDirectory, ServiceFile.DownZ, AccessMode.F_OK);
        if (error.Failed && error != Errno.ENOENT)
        {
            return Diagnostics.Unable(ExitCode.System, error, "access ./down"u8);
        }
        _now = Kernel.Now();
        _core.Begin(wantedUp: error == Errno.ENOENT, _now, Wall());
        WriteStatus();
        EndTurn();
        return ExitCode.Success;
    }

    /// <summary>
    /// Waits, then handles what there is: readiness before deaths, deaths before commands, timeouts last.
    /// </summary>
    private void Turn()
    {
        Span<PollDescriptor> poll = stackalloc PollDescriptor[PollCountMax];
        poll[0] = PollDescriptor.ForReading(_signals);
        poll[1] = PollDescriptor.ForReading(_control);
        poll[2] = PollDescriptor.ForReading(_notification);
        Instant deadline = Instant.Earliest(_core.Deadline, _statusRetry);
        // While nothing is due, no clock is needed to say so.
        long timeout = deadline.IsInfinite ? -1 : deadline.Until(Kernel.Now());
        Result<int> ready = Kernel.Poll(poll[..(_notification.IsOpen ? 3 : 2)], timeout);
        _now = Kernel.Now();
        _wallKnown = false;
        if (!ready.Ok)
        {
            Diagnostics.WarnUnable(ready.Error, "poll"u8);
            _ = Kernel.Poll(default, PollFailureDelayNs);
            return;
        }
        if (ready.Value > 0)
        {
            Dispatch(poll);
        }
        EndTurn();
        RetryStatus();
    }

    /// <summary>What is due is done, and what the turn has changed is written and told.</summary>
    private void EndTurn()
    {
        if (!_core.Leaving && !_core.Deadline.IsAfter(_now))
        {
            Step(SupervisorEvent.Timeout);
        }
        _actions.Clear();
        _core.Settle(ref _actions);
        bool spawned = Perform(out _);
        Assert.That(!spawned);
    }

    private void Dispatch(scoped ReadOnlySpan<PollDescriptor> poll)
    {
        if (_notification.IsOpen && poll[2].IsReadable)
        {
            ReadNotification();
        }
        if (poll[0].IsReadable)
        {
            ReadSignals();
        }
        if (poll[1].IsReadable && !_core.Leaving)
        {
            ReadControl();
        }
    }

    /// <summary>
    /// One read for each time there is something: the pipe blocks, for its other end is the service's.
    /// </summary>
    private void ReadNotification()
    {
        Span<byte> buffer = stackalloc byte[NotificationReadLength];
        Result<int> read = Kernel.Read(_notification, buffer);
        if (!read.Ok || read.Value == 0)
        {
            Step(SupervisorEvent.NotificationClosed);
        }
        else if (((ReadOnlySpan<byte>)buffer[..read.Value]).Contains((byte)'\n'))
        {
            Step(SupervisorEvent.Ready);
        }
    }

    private void ReadSignals()
    {
        Span<SignalInfo> signals = stackalloc SignalInfo[4];
        Result<int> read = Kernel.ReadSignals(_signals, signals);
        if (!read.Ok)
        {
            Diagnostics.WarnUnable(read.Error, "read signals"u8);
            return;
        }
        for (int i = 0; i < read.Value && !_core.Leaving; i++)
        {
            HandleSignal(signals[i]);
        }
    }

    private void HandleSignal(in SignalInfo info)
    {
        if (info.Signal.Number == Signal.SIGCHLD.Number)
        {
            Reap(info.Sender);
        }
        else if (info.Signal.Number == Signal.SIGTERM.Number)
        {
            Step(SupervisorEvent.Asked(SupervisorCommand.SignalTerm));
        }
        else if (info.Signal.Number == Signal.SIGHUP.Number)
        {
            Step(SupervisorEvent.Asked(SupervisorCommand.SignalHup));
        }
        else if (info.Signal.Number == Signal.SIGQUIT.Number)
        {
            Step(SupervisorEvent.Asked(SupervisorCommand.SignalQuit));
        }
        else
        {
            Assert.That(info.Signal.Number == Signal.SIGINT.Number);
            Step(SupervisorEvent.Asked(SupervisorCommand.SignalInt));
        }
    }

    /// <summary>
    /// Takes in the dead. Mostly the signal tells who: then one call does. Children this process had before it became a
    /// supervisor, or that a second signal at the same time hid, are found by asking for any.
    /// </summary>
    private void Reap(Pid sender)
    {
        Pid own = _core.Status.Pid;
        if (!own.IsNone && sender.Value == own.Value)
        {
            Result<ChildExit> child = Kernel.WaitFor(own, wait: false);
            if (child.Ok && !child.Value.Pid.IsNone)
            {
                Step(SupervisorEvent.Exited(child.Value.Status));
            }
            return;
        }
        while (true)
        {
            Result<ChildExit> child = Kernel.WaitForAny(wait: false);
            if (!child.Ok || child.Value.Pid.IsNone)
            {
                return;
            }
            if (!own.IsNone && child.Value.Pid.Value == own.Value)
            {
                Step(SupervisorEvent.Exited(child.Value.Status));
                return;
            }
        }
    }

    private void ReadControl()
    {
        Span<byte> letters = stackalloc byte[Limits.ControlReadLength];
        Result<int> read = Kernel.Read(_control, letters);
        if (!read.Ok)
        {
            if (read.Error != Errno.EAGAIN)
            {
                Diagnostics.WarnUnable(read.Error, "read "u8, "supervise/control"u8);
            }
            return;
        }
        for (int i = 0; i < read.Value && !_core.Leaving; i++)
        {
            if (Supervisor.TryGetCommand(letters[i], out SupervisorCommand command))
            {
                Step(SupervisorEvent.Asked(command));
            }
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
            _core.Step(e, _now, wall, ref _config, ref _actions);
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
                    outcome = new RunStarter(_nameZ, _environment).Start(ref _config, out _notification);
                    return true;
                case SupervisorActionKind.SpawnFinish:
                    Assert.That(i == _actions.Count - 1);
                    outcome = FinishStarter.Start(_nameZ, _environment, _core.Status.WaitStatus, action.Pid);
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
                // A process that is dead already is found so by its SIGCHLD.
                _ = Kernel.Kill(action.Pid, action.Signal);
                break;
            case SupervisorActionKind.KillGroup:
                _ = Kernel.Kill(action.Pid, action.Signal, KillTarget.ProcessGroup);
                break;
            case SupervisorActionKind.WriteStatus:
                WriteStatus();
                break;
            case SupervisorActionKind.Notify:
                Notify(action.Letters);
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
                CloseStandardStreams();
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

    private void WriteStatus()
    {
        Span<byte> bytes = stackalloc byte[ServiceStatus.Length];
        _core.Status.Pack(bytes);
        Errno error = AtomicFile.Replace(Fd.CurrentDirectory, ServiceFile.StatusZ, ServiceFile.StatusTemporaryZ, bytes);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write status file"u8);
            _statusRetry = _now.PlusSeconds(StatusRetrySeconds);
            return;
        }
        _statusRetry = Instant.Infinite;
    }

    /// <summary>
    /// A status that could not be written (a full disk) is written when that has passed, not at the next change.
    /// </summary>
    private void RetryStatus()
    {
        if (!_statusRetry.IsAfter(_now))
        {
            WriteStatus();
        }
    }

    private static void Notify(EventLetters letters)
    {
        Span<byte> events = stackalloc byte[EventLetters.CountMax];
        for (int i = 0; i < letters.Count; i++)
        {
            events[i] = letters[i];
        }
        Errno error = Fifodir.Notify(Fd.CurrentDirectory, ServiceFile.EventZ, events[..letters.Count]);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "notify "u8, "event"u8);
        }
    }

    private readonly void AppendTally()
    {
        int recordsMax = _config.DeathTallyLength();
        Errno error = recordsMax == 0
            ? Errno.None
            : DeathTallyFile.Append(DeathRecord.From(_core.Status.Stamp, _core.Status.WaitStatus), recordsMax);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write "u8, "supervise/death_tally"u8);
        }
    }

    private void CloseNotification()
    {
        if (_notification.IsOpen)
        {
            Kernel.Close(_notification);
            _notification = Fd.None;
        }
    }

    private static void CloseStandardStreams()
    {
        Errno error = StandardStreams.Silence(Fd.StandardInput);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "open /dev/null for "u8, "reading"u8);
        }
        error = StandardStreams.Silence(Fd.StandardOutput);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "open /dev/null for "u8, "writing"u8);
        }
    }
}
