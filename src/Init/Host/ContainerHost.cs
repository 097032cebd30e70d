using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>The hands of a ContainerLife: starts s6-svscan and the command, forwards signals, waits for all processes.</summary>
internal ref struct ContainerHost
{
    /// <summary>Where s6-svscan says that it listens.</summary>
    private const int ReadyNumber = 3;

    private readonly ContainerOptions _options;
    private readonly Arguments _words;
    private readonly EnvironmentBlock _environment;
    private readonly Fd _signals;
    private readonly bool _isFirst;
    private ContainerServices _services;
    private ContainerLife _life;
    private Pid _command;
    private Pid _scanner;
    private Instant _scannerRestart;
    private Instant _deadline;
    private bool _hasTold;

    public ContainerHost(
        in ContainerOptions options, Arguments words, EnvironmentBlock environment, Fd signals, in ContainerServices services)
    {
        this = default;
        _options = options;
        _words = words;
        _environment = environment;
        _signals = signals;
        _services = services;
        _isFirst = Kernel.CurrentProcess().Value == 1;
        _deadline = Instant.Infinite;
        _scannerRestart = Instant.Infinite;
        _life = new ContainerLife(words.Count > 0, options.HasServices);
    }

    /// <summary>What is forwarded, and SIGCHLD. SIGTTOU is kept from whoever hands a terminal on.</summary>
    public static SignalSet Signals => SignalSet.Empty
        .With(Signal.SIGCHLD).With(Signal.SIGTERM).With(Signal.SIGINT).With(Signal.SIGHUP).With(Signal.SIGQUIT)
        .With(Signal.SIGUSR1).With(Signal.SIGUSR2).With(Signal.SIGWINCH).With(Signal.SIGCONT).With(Signal.SIGTTOU);

    /// <summary>Runs until no process is left; the exit code.</summary>
    public int Run()
    {
        if (_options.HasServices)
        {
            StartServices();
        }
        if (_words.Count > 0)
        {
            StartCommand();
        }
        while (true)
        {
            bool none = Reap();
            Act();
            if (none && _life.EndsWithoutChildren)
            {
                return _life.ExitCode;
            }
            Wait();
        }
    }

    private void Wait()
    {
        Span<PollDescriptor> polls = [PollDescriptor.ForReading(_signals)];
        Instant until = Instant.Earliest(_deadline, _scannerRestart);
        Result<int> ready = Kernel.Poll(polls, until.IsInfinite ? -1 : until.Until(Kernel.Now()));
        if (!ready.Ok)
        {
            // It will pass; what has ended is looked for all the same.
            _ = Kernel.Poll(default, Limits.ContainerKillMs * 1_000_000L);
        }
        Span<SignalInfo> signals = stackalloc SignalInfo[4];
        Result<int> read = Kernel.ReadSignals(_signals, signals);
        for (int i = 0; read.Ok && i < read.Value; i++)
        {
            Take(signals[i].Signal);
        }
    }

    private void Take(Signal signal)
    {
        if (signal.Number == Signal.SIGCHLD.Number || signal.Number == Signal.SIGTTOU.Number)
        {
            return;
        }
        if (_life.CommandLives)
        {
            _ = Kernel.Kill(_command, signal);
        }
        else if (signal.Number == Signal.SIGTERM.Number || signal.Number == Signal.SIGINT.Number
            || signal.Number == Signal.SIGHUP.Number || signal.Number == Signal.SIGQUIT.Number)
        {
            ContainerPhase before = _life.Phase;
            _life.Asked();
            Enter(before);
        }
    }

    /// <summary>Whether no child is left.</summary>
    private bool Reap()
    {
        while (true)
        {
            Result<ChildExit> exit = Kernel.WaitForAny(wait: false);
            if (!exit.Ok || exit.Value.Pid.IsNone)
            {
                return exit.Error == Errno.ECHILD;
            }
            ContainerPhase before = _life.Phase;
            if (_life.CommandLives && exit.Value.Pid.Value == _command.Value)
            {
                _life.CommandEnded(exit.Value.Status);
            }
            else if (exit.Value.Pid.Value == _scanner.Value)
            {
                _scanner = Pid.None;
                _life.ServicesEnded();
            }
            Enter(before);
            if (_life.Phase == ContainerPhase.StopsRest && before == ContainerPhase.StopsRest && !_isFirst)
            {
                // Its children are this process's now.
                ContainerProcesses.SignalAll(Signal.SIGTERM, tells: false);
            }
        }
    }

    /// <summary>What is due by time.</summary>
    private void Act()
    {
        Instant now = Kernel.Now();
        if (_life.WantsServices)
        {
            if (!_scannerRestart.IsAfter(now))
            {
                StartServices();
            }
            return;
        }
        _scannerRestart = Instant.Infinite;
        if (_life.Phase == ContainerPhase.Runs || _deadline.IsAfter(now))
        {
            return;
        }
        ContainerPhase before = _life.Phase;
        _life.TimeIsOver();
        if (before == ContainerPhase.Kills)
        {
            Kill();
        }
        Enter(before);
    }

    private void Enter(ContainerPhase before)
    {
        if (_life.WantsServices && _scannerRestart.IsInfinite)
        {
            Diagnostics.Warn("s6-svscan has ended, and is started again"u8);
            _scannerRestart = Kernel.Now().PlusMilliseconds(Limits.ContainerRestartMs);
        }
        if (_life.Phase == before)
        {
            return;
        }
        _deadline = _options.GraceMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(_options.GraceMs);
        switch (_life.Phase)
        {
            case ContainerPhase.StopsServices:
                Assert.That(!_scanner.IsNone);
                _ = Kernel.Kill(_scanner, Signal.SIGTERM);
                break;
            case ContainerPhase.StopsRest:
                ContainerProcesses.SignalAll(Signal.SIGTERM, tells: false);
                ContainerProcesses.SignalAll(Signal.SIGCONT, tells: false);
                break;
            case ContainerPhase.Kills:
                // Supervisors end by themselves when their services have; then come the others.
                if (before == ContainerPhase.StopsServices)
                {
                    _services.KillBlocking();
                    _deadline = Kernel.Now().PlusMilliseconds(Limits.ContainerFinishMs);
                }
                else
                {
                    Kill();
                }
                break;
            case ContainerPhase.Runs:
            default:
                break;
        }
    }

    private void Kill()
    {
        ContainerProcesses.SignalAll(Signal.SIGKILL, tells: !_hasTold);
        _hasTold = true;
        _deadline = Kernel.Now().PlusMilliseconds(Limits.ContainerKillMs);
    }

    /// <summary>Starts s6-svscan, and waits until it obeys; where it cannot be started, that is tried again.</summary>
    private void StartServices()
    {
        Result<Pid> scanner = SpawnScanner();
        if (scanner.Ok)
        {
            _scanner = scanner.Value;
            _scannerRestart = Instant.Infinite;
            _life.ServicesBegan();
            return;
        }
        Diagnostics.WarnUnable(scanner.Error, "spawn s6-svscan"u8);
        _scannerRestart = Kernel.Now().PlusMilliseconds(Limits.ContainerRestartMs);
        _life.ServicesEnded();
    }

    private readonly Result<Pid> SpawnScanner()
    {
        Errno error = Kernel.Pipe(out Fd ready, out Fd told);
        if (error.Failed)
        {
            return new Result<Pid>(error);
        }
        PathBuffer program = new(stackalloc byte[Limits.PathLengthMax]);
        OwnBinary.FindCommand("s6-svscan"u8, ref program);
        ArgumentList words = new(stackalloc nint[5]);
        words.Add("s6-svscan\0"u8);
        words.Add("-d\0"u8);
        words.Add("3\0"u8);
        words.Add(_services.TextZ);
        SpawnRequest request = new()
        {
            PathZ = program.TextZ,
            Arguments = words.Arguments,
            Environment = _environment,
            Descriptors = [new DescriptorMove(told, ReadyNumber)],
        };
        Result<Pid> scanner = Kernel.Spawn(request);
        Kernel.Close(told);
        if (scanner.Ok)
        {
            // A newline, or its end.
            _ = Kernel.Read(ready, stackalloc byte[1]);
        }
        Kernel.Close(ready);
        return scanner;
    }

    /// <summary>The command has a process group of its own, and the terminal where there is one.</summary>
    private void StartCommand()
    {
        Result<Pid> child = ForkedChild.StartInForeground(_words, _environment);
        if (child.Ok)
        {
            _command = child.Value;
            return;
        }
        ContainerPhase before = _life.Phase;
        _life.CommandFailed(Diagnostics.Unable(ExitCode.System, child.Error, "fork"u8));
        Enter(before);
    }
}
