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
internal ref struct ScannerHost
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
    private Scanner _core;
    private HostedServices _hosted;
    private bool _silent;
    private Instant _now;
    private Errno _pollError;
    private int _pollFailures;

    /// <summary>
    /// Works in the current directory; <paramref name="pipesPlusOne"/> has a zeroed slot for every service, where the
    /// host keeps its end of each pipe.
    /// </summary>
    public ScannerHost(
        in ScanOptions options,
        EnvironmentBlock environment,
        ReadOnlySpan<byte> superviseZ,
        ScannerTable table,
        Span<int> pipesPlusOne,
        HostedServices hosted,
        Fd signals,
        Fd control)
    {
        _hosted = hosted;
        _silent = false;
        _options = options;
        _environment = environment;
        _superviseZ = superviseZ;
        _pipesPlusOne = pipesPlusOne;
        _signals = signals;
        _control = control;
        _now = Kernel.Now();
        _core = new Scanner(table, _now, options.RescanMs);
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
            ClosePipes();
            _core.CheckDrained();
        }
        while (_core.Phase == ScannerPhase.Draining && _pollFailures < PollFailuresMax)
        {
            Turn();
        }
        _hosted.End(_core);
        return _pollFailures < PollFailuresMax ? ScannerEnd.Finish() : ScannerEnd.Crash(_pollError, "poll"u8);
    }

    private void Turn()
    {
        Span<PollDescriptor> poll = stackalloc PollDescriptor[3];
        poll[0] = PollDescriptor.ForReading(_signals);
        poll[1] = PollDescriptor.ForReading(_control);
        poll[2] = PollDescriptor.ForReading(_hosted.Watch);
        Instant deadline = Instant.Earliest(_core.ScanDeadline, Instant.Earliest(_core.StartDeadline, _hosted.Deadline));
        // What is due at once needs no wait, but commands that have come are read all the same.
        Result<int> ready = Kernel.Poll(poll[..(_hosted.IsOn ? 3 : 2)], deadline.Until(_now));
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
        if (_core.Phase == ScannerPhase.Running && !_core.ScanDeadline.IsAfter(_now))
        {
            new ScanReader(_pipesPlusOne, (int)_options.NameLengthMax, _now).Scan(ref _core);
            if (_hosted.IsOn)
            {
                _hosted.RecoverPipes(ref _core);
            }
            Forget();
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

    // ----- what goes out

    private void KillServices()
    {
        for (int i = 0; i < _core.Table.End; i++)
        {
            if (_core.TryGetKill(i, out Pid pid, out Signal signal))
            {
                if (_core.Table[i].Hosted)
                {
                    _hosted.Signal(ref _core, i, signal, _now);
                    continue;
                }
                _ = Kernel.Kill(pid, signal);
            }
        }
        _hosted.GoHome();
        _core.KillDone();
    }

    /// <summary>Takes in every dead child, also those that process 1 inherits.</summary>
    private void Reap()
    {
        bool forget = false;
        while (true)
        {
            Result<ChildExit> child = Kernel.WaitForAny(wait: false);
            if (!child.Ok || child.Value.Pid.IsNone)
            {
                break;
            }
            if (_hosted.TryEnd(ref _core, child.Value, _now))
            {
                continue;
            }
            int index = _core.Died(child.Value.Pid);
            forget |= index >= 0 && _core.IsForgettable(index);
        }
        if (forget)
        {
            Forget();
        }
    }

    /// <summary>The rest of the turn of hosted services.</summary>
    private void FinishHosted()
    {
        _hosted.Finish(ref _core, _now);
        if (_hosted.HasLeft)
        {
            Forget();
            _hosted.Forgotten();
        }
        if (_core.Phase != ScannerPhase.Running)
        {
            SilenceAtEnd();
        }
    }

    /// <summary>Lets go of what is neither wanted nor alive, with both ends of its pipe.</summary>
    private void Forget()
    {
        for (int i = 0; i < _core.Table.End; i++)
        {
            if (_core.IsForgettable(i))
            {
                int peer = _core.Table[i].Peer;
                _hosted.Forget(i);
                ClosePipe(i);
                // A hosted one has no other descriptor of it.
                if (peer != ScannedService.NoPeer && !_core.Table[peer].Hosted)
                {
                    ClosePipe(peer);
                }
                _core.Withdraw(i);
            }
        }
    }

    private readonly void ClosePipe(int index)
    {
        if (_pipesPlusOne[index] != 0)
        {
            Kernel.Close(new Fd(_pipesPlusOne[index] - 1));
            _pipesPlusOne[index] = 0;
        }
    }

    /// <summary>Lets loggers come to the end of what they read, the catch-all logger too.</summary>
    private void ClosePipes()
    {
        for (int i = 0; i < _core.Table.End; i++)
        {
            // A hosted service has no other descriptor of it: its own is closed when it leaves.
            if (!_core.Table[i].Hosted)
            {
                ClosePipe(i);
            }
        }
        SilenceAtEnd();
    }

    /// <summary>
    /// Lets the catch-all logger come to its end, once nobody but its own supervisor is left in this process.
    /// </summary>
    private void SilenceAtEnd()
    {
        int logger = _core.SpecialLogger;
        bool alone = !_hosted.IsOn || _core.AliveCount == (logger >= 0 && _core.Table[logger].IsAlive ? 1 : 0);
        if (logger < 0 || _silent || !alone)
        {
            return;
        }
        _silent = true;
        Errno error = StandardStreams.Silence(Fd.StandardOutput);
        if (error.IsNone)
        {
            error = StandardStreams.Silence(Fd.StandardError);
        }
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "open /dev/null"u8);
        }
    }

    private void StartServices()
    {
        int left = _hosted.IsOn ? HostedServices.StartsAtOnce : int.MaxValue;
        for (int i = 0; i < _core.Table.End && left > 0; i++)
        {
            if (_core.IsDue(i, _now))
            {
                left = TryStart(i) ? left - 1 : 0;
            }
        }
        _hosted.GoHome();
        _core.ComputeStartDeadline(_now);
    }

    private bool TryStart(int index)
    {
        if (_hosted.IsOn)
        {
            _hosted.Start(ref _core, index, _now);
            return true;
        }
        Span<DescriptorMove> moves = stackalloc DescriptorMove[2];
        int count = 0;
        if (_pipesPlusOne[index] != 0)
        {
            moves[count++] = new DescriptorMove(new Fd(_pipesPlusOne[index] - 1), _core.Table[index].IsLogger ? 0 : 1);
        }
        if (_options.Console.IsOpen && index == _core.SpecialLogger)
        {
            moves[count++] = new DescriptorMove(_options.Console, 2);
        }
        ArgumentList arguments = new(stackalloc nint[3]);
        arguments.Add("s6-supervise\0"u8);
        arguments.Add(_core.Table.NameZ(index));
        SpawnRequest request = new()
        {
            PathZ = _superviseZ,
            Arguments = arguments.Arguments,
            Environment = _environment,
            Descriptors = moves[..count],
        };
        Result<Pid> child = Kernel.Spawn(request);
        if (!child.Ok)
        {
            Diagnostics.WarnUnable(child.Error, "spawn s6-supervise for "u8, _core.Table.NameZ(index)[..^1]);
            _core.StartFailed(_now);
            return false;
        }
        _core.Started(index, child.Value, _now);
        return true;
    }
}
