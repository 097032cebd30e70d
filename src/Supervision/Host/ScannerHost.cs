using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// A Scanner in its process: s6-svscan, often process 1. It sleeps in one poll(2) on signals and control letters; from
/// the moment its loop begins it does not exit on an error.
/// </summary>
internal ref partial struct ScannerHost
{
    private const int SignalsRead = 4;
    private const long PollFailureDelayNs = 1_000_000_000;

    /// <summary>
    /// So many failures of poll(2) in a row, a second apart, mean that the kernel is broken: crash is executed.
    /// </summary>
    private const int PollFailuresMax = 10;

    private readonly ScanOptions _options;
    private readonly EnvironmentBlock _environment;
    private readonly ReadOnlySpan<byte> _superviseZ;
    private readonly Span<int> _pipesPlusOne;
    private readonly Fd _signals;
    private readonly Fd _control;
    private readonly Fd _lock;
    private readonly Arguments _arguments;
    private Scanner _core;
    private AdoptedSupervisors _adopted;
    private Instant _checkDeadline;
    private Pid _checker;
    private WaitStatus _answer;
    private bool _hasAnswer;
    private HostedServices _hosted;
    private bool _silent;
    private Instant _now;
    private Errno _pollError;
    private int _pollFailures;

    /// <summary>
    /// Works in the current directory; <paramref name="pipesPlusOne"/> has a zeroed slot for every service, where the
    /// host keeps its end of each pipe. The invocation is what a new program is executed with.
    /// </summary>
    public ScannerHost(
        in ScanOptions options,
        in Invocation invocation,
        ReadOnlySpan<byte> superviseZ,
        ScannerTable table,
        Span<int> pipesPlusOne,
        HostedServices hosted,
        AdoptedSupervisors adopted,
        in ScannerFiles files)
    {
        this = default;
        _hosted = hosted;
        _options = options;
        _environment = invocation.Environment;
        _arguments = invocation.Arguments;
        _superviseZ = superviseZ;
        _pipesPlusOne = pipesPlusOne;
        _adopted = adopted;
        _signals = files.Signals;
        _control = files.Control;
        _lock = files.Lock;
        _now = Kernel.Now();
        _core = new Scanner(table, _now, options.RescanMs);
        _checkDeadline = Instant.Infinite;
        if (files.Table.IsOpen && !_hosted.IsOn)
        {
            ScannerHandover.Read(files.Table, ref _core, _pipesPlusOne, ref _adopted);
            // The signal of a death in between was lost with the old program's descriptor.
            Reap();
            ScannerHandover.Pass(ref _core);
            _core.ComputeStartDeadline(_now);
        }
        else if (files.Follows)
        {
            // What is told next may be to stop everything: what runs has to be known by then.
            Scan();
            if (files.Table.IsOpen)
            {
                HostedHandover.Read(files.Table, ref _core, _pipesPlusOne);
            }
            while (_hosted.IsOn && !_core.StartDeadline.IsAfter(_now))
            {
                StartServices();
            }
        }
    }

    /// <summary>The signals it takes in (s6-svscan.html).</summary>
    public static SignalSet Signals => SignalSet.Empty.With(Signal.SIGCHLD).With(Signal.SIGALRM).With(Signal.SIGABRT)
        .With(Signal.SIGHUP).With(Signal.SIGINT).With(Signal.SIGTERM).With(Signal.SIGQUIT).With(Signal.SIGUSR1)
        .With(Signal.SIGUSR2).With(Signal.SIGPWR).With(Signal.SIGWINCH);

    /// <summary>
    /// Event loop, until it is to end; then executes finish, or crash. The exit code where that returns.
    /// </summary>
    public int Run()
    {
        while (_core.Phase == ScannerPhase.Running && _pollFailures < PollFailuresMax)
        {
            Turn();
        }
        if (_core.Phase != ScannerPhase.Running)
        {
            EndDeserted();
            ClosePipes();
            _core.CheckDrained();
        }
        while (_core.Phase == ScannerPhase.Draining && _pollFailures < PollFailuresMax)
        {
            Turn();
            _core.CheckDrained();
        }
        _hosted.End(_core);
        return _pollFailures < PollFailuresMax ? ScannerEnd.Finish() : ScannerEnd.Crash(_pollError, "poll"u8);
    }

    private void Turn()
    {
        Span<PollDescriptor> poll = _adopted.Count > 0
            ? _adopted.PreparePolls(_core.Table.End)
            : stackalloc PollDescriptor[AdoptedSupervisors.FirstPoll];
        poll[0] = PollDescriptor.ForReading(_signals);
        poll[1] = PollDescriptor.ForReading(_control);
        poll[2] = PollDescriptor.ForReading(_hosted.Watch);
        int count = _adopted.Count == 0 && !_hosted.IsOn ? 2 : poll.Length;
        Instant deadline = Instant.Earliest(_core.ScanDeadline, Instant.Earliest(_core.StartDeadline, _hosted.Deadline));
        deadline = Instant.Earliest(_checkDeadline, deadline);
        // What is due at once needs no wait, but commands that have come are read all the same.
        Result<int> ready = Kernel.Poll(poll[..count], deadline.Until(_now));
        _now = Kernel.Now();
        if (!ready.Ok)
        {
            Diagnostics.WarnUnable(ready.Error, "poll"u8);
            _pollError = ready.Error;
            _pollFailures++;
            _ = Kernel.Poll(default, PollFailureDelayNs);
            return;
        }
        _pollFailures = 0;
        // A death that came before a command is told before it, though poll(2) did not see it yet.
        bool died = ready.Value > 0 && poll[2].IsReadable && _hosted.Collect(ref _core, _now);
        _hosted.GoHome();
        if (died || (ready.Value > 0 && poll[0].IsReadable))
        {
            died = ReadSignals();
        }
        if (ready.Value > 0 && poll[1].IsReadable)
        {
            died |= ReadControl();
        }
        if (ready.Value > 0 && _adopted.Count > 0)
        {
            TakeInAdopted();
        }
        if (_core.Phase == ScannerPhase.Running && !_core.ScanDeadline.IsAfter(_now))
        {
            Scan();
        }
        if (_core.WantsKill)
        {
            KillServices();
        }
        if (died)
        {
            Reap();
        }
        if (_hosted.IsOn)
        {
            FinishHosted();
        }
        if (_core.Phase == ScannerPhase.Running && !_core.StartDeadline.IsAfter(_now))
        {
            StartServices();
        }
        if (_hasAnswer)
        {
            Upgrade(_answer);
        }
        if (_core.WantsUpgrade || !_checkDeadline.IsAfter(_now))
        {
            CheckUpgrade();
        }
    }

    private void Scan()
    {
        new ScanReader(_pipesPlusOne, (int)_options.NameLengthMax, _now).Scan(ref _core, ref _adopted);
        if (_hosted.IsOn)
        {
            _hosted.RecoverPipes(ref _core);
        }
        Forget();
    }

    // ----- what comes in

    /// <summary>True where children may have died.</summary>
    private bool ReadSignals()
    {
        Span<SignalInfo> signals = stackalloc SignalInfo[SignalsRead];
        Result<int> read = Kernel.ReadSignals(_signals, signals);
        if (!read.Ok)
        {
            Diagnostics.WarnUnable(read.Error, "read signals"u8);
            return true;
        }
        bool died = false;
        for (int i = 0; i < read.Value; i++)
        {
            Signal signal = signals[i].Signal;
            if (signal.Number == Signal.SIGCHLD.Number)
            {
                died = true;
            }
            else if (signal.Number == Signal.SIGALRM.Number || signal.Number == Signal.SIGABRT.Number || !TryDivert(signal))
            {
                _core.DefaultSignal(signal, _now);
            }
        }
        return died;
    }

    /// <summary>
    /// Starts .s6-svscan/SIGNAME in place of what the signal would do; false where that cannot be done.
    /// </summary>
    private readonly bool TryDivert(Signal signal)
    {
        PathBuffer program = new(stackalloc byte[Limits.NameLengthMax]);
        program.Append(ScanFile.SignalPrefix);
        program.Append(signal.Name);
        if (Kernel.Access(Fd.CurrentDirectory, program.TextZ, AccessMode.X_OK).Failed)
        {
            return false;
        }
        ArgumentList arguments = new(stackalloc nint[2]);
        arguments.Add(program.TextZ);
        SpawnRequest request = new()
        {
            PathZ = program.TextZ,
            Arguments = arguments.Arguments,
            Environment = _environment,
            Table = _hosted.Table,
        };
        Result<Pid> child = Kernel.Spawn(request);
        if (!child.Ok && child.Error != Errno.ENOENT)
        {
            Diagnostics.WarnUnable(child.Error, "spawn "u8, program.Text);
        }
        return child.Ok;
    }

    /// <summary>True where the reaper was asked for.</summary>
    private bool ReadControl()
    {
        Span<byte> letters = stackalloc byte[Limits.ControlReadLength];
        Result<int> read = Kernel.Read(_control, letters);
        if (!read.Ok)
        {
            if (read.Error != Errno.EAGAIN)
            {
                Diagnostics.WarnUnable(read.Error, "read "u8, ".s6-svscan/control"u8);
            }
            return false;
        }
        bool reap = false;
        for (int i = 0; i < read.Value; i++)
        {
            if (!_core.Command(letters[i], _now))
            {
                Diagnostics.Warn("received unknown control command: "u8, letters.Slice(i, 1));
            }
            reap |= letters[i] == 'z';
        }
        return reap;
    }
}
