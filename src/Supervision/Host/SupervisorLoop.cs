using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// s6-supervise: one service in a process of its own. It sleeps in one poll(2) on signals, control letters, the service's
/// readiness and other messages, and its end where it was adopted.
/// </summary>
internal ref struct SupervisorLoop
{
    private const int PollCountMax = 5;
    private const long PollFailureDelayNs = 1_000_000_000;

    /// <summary>
    /// Descriptors that the next program gets: lock, control, notification FIFO or pipe, adopted process, socket,
    /// and the other end of a logger's input.
    /// </summary>
    public const int HandedOver = 7;

    private readonly ReadOnlySpan<byte> _nameZ;
    private readonly EnvironmentBlock _environment;
    private readonly ref SupervisedService _service;
    private SupervisorHost _host;
    private Fd _signals;
    private bool _wantsUpgrade;

    /// <summary>A supervisor for the service that users know by that name, which ends in a NUL.</summary>
    public SupervisorLoop(ref SupervisedService service, ReadOnlySpan<byte> nameZ, EnvironmentBlock environment)
    {
        this = default;
        _service = ref service;
        _host = new SupervisorHost(ref service, nameZ, environment);
        _nameZ = nameZ;
        _environment = environment;
        _signals = Fd.None;
    }

    /// <summary>The signals it takes in (s6-supervise.html).</summary>
    public static SignalSet Signals => SignalSet.Empty.With(Signal.SIGCHLD).With(Signal.SIGTERM).With(Signal.SIGHUP)
        .With(Signal.SIGQUIT).With(Signal.SIGINT);

    /// <summary>
    /// Whether this process was a supervisor already, and goes on in a new program: it is in its directory then, and has
    /// these descriptors.
    /// </summary>
    public static bool TryTakeOver(EnvironmentBlock environment, Span<Fd> descriptors) =>
        Handover.TryTake(environment, descriptors);

    /// <summary>From the first file to the last event; the exit code. Descriptors: what was handed over, or none.</summary>
    public int Run(scoped ReadOnlySpan<Fd> descriptors)
    {
        int code = descriptors.IsEmpty ? Start() : GoOn(descriptors);
        while (code == ExitCode.Success && !_service.Core.Leaving)
        {
            Turn();
            if (_wantsUpgrade && !_service.Core.Leaving)
            {
                Upgrade();
            }
        }
        return code;
    }

    private int Start()
    {
        Errno error = StandardStreams.Ensure();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "sanitize stdin and stdout"u8);
        }
        int code = SuperviseDirectory.Prepare(out _service.Lock, out _service.Control, out _service.IsNew);
        if (code != ExitCode.Success)
        {
            return code;
        }
        error = OpenSignals();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "trap signals"u8);
        }
        _service.LoggerInput = LoggerInput.Hold(_nameZ[..^1]);
        _host.BeginTurn(Kernel.Now());
        error = _host.Begin(out ReadOnlySpan<byte> failedAt);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, failedAt) : ExitCode.Success;
    }

    private Errno OpenSignals()
    {
        Result<Fd> signals = Kernel.OpenSignals(Signals.Bits);
        _signals = signals.Ok ? signals.Value : Fd.None;
        return signals.Error;
    }

    // ----- going on in another program

    private int GoOn(scoped ReadOnlySpan<Fd> descriptors)
    {
        Assert.That(descriptors.Length == HandedOver);
        _service.Lock = descriptors[0];
        _service.Control = descriptors[1];
        _service.NotificationIsPipe = descriptors[3].IsOpen;
        _service.Notification = _service.NotificationIsPipe ? descriptors[3] : descriptors[2];
        _service.Process = descriptors[4];
        _service.Socket = descriptors[5];
        _service.LoggerInput = descriptors[6];
        Errno error = OpenSignals();
        while (error.Failed)
        {
            // Descriptors are short. The service must not lose its supervisor for that.
            Diagnostics.WarnUnable(error, "trap signals"u8);
            _ = Kernel.Poll(default, PollFailureDelayNs);
            error = OpenSignals();
        }
        _host.BeginTurn(Kernel.Now());
        _host.Continue();
        // The signal of a death in between was lost with the old program's descriptor.
        _host.BeginTurn(Kernel.Now());
        Reap(Pid.None);
        _host.EndTurn();
        return ExitCode.Success;
    }

    private void Upgrade()
    {
        _wantsUpgrade = false;
        if (!_host.TryPrepareUpgrade())
        {
            Diagnostics.Warn("supervise/state is not written: no other program is executed - going on"u8);
            return;
        }
        PathBuffer program = new(stackalloc byte[Limits.PathLengthMax]);
        OwnBinary.FindCommand("s6-supervise"u8, ref program);
        ArgumentList arguments = new(stackalloc nint[3]);
        arguments.Add("s6-supervise\0"u8);
        arguments.Add(_nameZ);
        Errno error = Handover.Execute(
            program.TextZ,
            arguments.Arguments,
            _environment,
            [
                _service.Lock,
                _service.Control,
                _service.NotificationIsPipe ? Fd.None : _service.Notification,
                _service.NotificationIsPipe ? _service.Notification : Fd.None,
                _service.Process,
                _service.Socket,
                _service.LoggerInput,
            ]);
        Diagnostics.WarnUnable(error, "execute into "u8, program.Text, " - going on"u8);
    }

    // ----- the loop

    /// <summary>
    /// Waits, then handles what there is: readiness before deaths, deaths before commands, timeouts last.
    /// </summary>
    private void Turn()
    {
        Span<PollDescriptor> poll = stackalloc PollDescriptor[PollCountMax];
        poll[0] = PollDescriptor.ForReading(_signals);
        poll[1] = PollDescriptor.ForReading(_service.Control);
        // A negative number is passed over.
        poll[2] = PollDescriptor.ForReading(_service.AwaitsReadiness ? _service.Notification : Fd.None);
        poll[3] = PollDescriptor.ForReading(_service.Process);
        poll[4] = PollDescriptor.ForReading(_service.Socket);
        if (!_service.ExitStatusDeadline.IsInfinite)
        {
            // That it has ended is known; that its parent has waited for it comes as a hang-up.
            poll[3].Events = 0;
        }
        int count = _service.Socket.IsOpen ? 5 : _service.Process.IsOpen ? 4 : _service.AwaitsReadiness ? 3 : 2;
        Instant deadline = _service.Deadline;
        // While nothing is due, no clock is needed to say so.
        long timeout = deadline.IsInfinite ? -1 : deadline.Until(Kernel.Now());
        Result<int> ready = Kernel.Poll(poll[..count], timeout);
        _host.BeginTurn(Kernel.Now());
        if (!ready.Ok)
        {
            Diagnostics.WarnUnable(ready.Error, "poll"u8);
            _ = Kernel.Poll(default, PollFailureDelayNs);
            return;
        }
        Dispatch(poll);
        _host.EndTurn();
        _wantsUpgrade |= _host.WantsUpgrade;
    }

    private void Dispatch(scoped ReadOnlySpan<PollDescriptor> poll)
    {
        if (_service.AwaitsReadiness && poll[2].IsReadable)
        {
            _host.HearNotification(spoke: (poll[2].Returned & PollDescriptor.POLLIN) != 0);
        }
        if (_service.Socket.IsOpen && poll[4].IsReadable)
        {
            _host.ReadMessages();
        }
        if (poll[0].IsReadable)
        {
            ReadSignals();
        }
        // Who has been told to leave at once hears of no more deaths: it would start a finish that it does not wait for.
        if (!_service.Core.Leaving && _service.Process.IsOpen && (poll[3].IsReadable || !_service.ExitStatusDeadline.IsInfinite))
        {
            _host.CheckProcess();
        }
        if (poll[1].IsReadable && !_service.Core.Leaving)
        {
            _host.ReadControl();
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
        for (int i = 0; i < read.Value && !_service.Core.Leaving; i++)
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
            _host.Ask(SupervisorCommand.SignalTerm);
        }
        else if (info.Signal.Number == Signal.SIGHUP.Number)
        {
            _host.Ask(SupervisorCommand.SignalHup);
        }
        else if (info.Signal.Number == Signal.SIGQUIT.Number)
        {
            _host.Ask(SupervisorCommand.SignalQuit);
        }
        else
        {
            Assert.That(info.Signal.Number == Signal.SIGINT.Number);
            _host.Ask(SupervisorCommand.SignalInt);
        }
    }

    /// <summary>
    /// Takes in the dead. Mostly the signal tells who: then one call does. Children this process had before it became a
    /// supervisor, or that a second signal at the same time hid, are found by asking for any.
    /// </summary>
    private void Reap(Pid sender)
    {
        Pid own = _service.Process.IsOpen ? Pid.None : _service.Core.Status.Pid;
        if (!own.IsNone && sender.Value == own.Value)
        {
            Result<ChildExit> child = Kernel.WaitFor(own, wait: false);
            if (child.Ok && !child.Value.Pid.IsNone)
            {
                _host.Ended(child.Value.Status);
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
                _host.Ended(child.Value.Status);
                return;
            }
        }
    }
}
