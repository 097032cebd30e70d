using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>What s6-svscan does with services: starts them, takes in their ends, and lets go of them.</summary>
internal ref partial struct ScannerHost
{
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
                Fd process = _adopted.Process(i);
                _ = process.IsOpen ? Kernel.Kill(process, signal, KillTarget.Process) : Kernel.Kill(pid, signal);
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
            if (child.Value.Pid.Value == _checker.Value)
            {
                _answer = child.Value.Status;
                _hasAnswer = true;
            }
            int index = _core.Died(child.Value.Pid);
            if (index >= 0)
            {
                forget |= Lost(index, child.Value.Status);
            }
        }
        if (forget)
        {
            Forget();
        }
    }

    /// <summary>
    /// The supervisor of that index has ended: true where the service may be forgotten. One that says that there is another
    /// one is replaced by that.
    /// </summary>
    private bool Lost(int index, WaitStatus status)
    {
        _adopted.Release(index);
        if (_adopted.Follows && _core.Phase == ScannerPhase.Running && _core.Table[index].Active
            && status.IsExited && status.ExitCode == ExitCode.Usage)
        {
            // Where it cannot be seen now, another one is started, which says the same.
            _ = _adopted.Adopt(ref _core, index, _now);
        }
        EndDeserted(index);
        return _core.IsForgettable(index);
    }

    private void TakeInAdopted()
    {
        bool forget = false;
        int poll = AdoptedSupervisors.FirstPoll;
        int end = _core.Table.End;
        for (int i = _adopted.FindEnded(0, end, ref poll); i >= 0; i = _adopted.FindEnded(i + 1, end, ref poll))
        {
            int index = _core.Died(_core.Table[i].Pid);
            Assert.That(index == i);
            _adopted.Release(i);
            EndDeserted(i);
            forget |= _core.IsForgettable(i);
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
        _hosted.EndStarts();
        _core.ComputeStartDeadline(_now);
    }

    private bool TryStart(int index)
    {
        if (_hosted.IsOn)
        {
            _hosted.Start(ref _core, index, _now);
            return true;
        }
        Result<Pid> child = SpawnSupervisor(index, SignalSet.Empty);
        if (!child.Ok)
        {
            _core.StartFailed(_now);
            return false;
        }
        _core.Started(index, child.Value, _now);
        return true;
    }

    /// <summary>A supervisor that must not miss signals that come before it takes them in has them blocked.</summary>
    private readonly Result<Pid> SpawnSupervisor(int index, SignalSet blocked)
    {
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
            Blocked = blocked.Bits,
        };
        Result<Pid> child = Kernel.Spawn(request);
        if (!child.Ok)
        {
            Diagnostics.WarnUnable(child.Error, "spawn s6-supervise for "u8, _core.Table.NameZ(index)[..^1]);
        }
        return child;
    }

    /// <summary>Ends services whose supervisors were killed, and wait for another one that would not come any more.</summary>
    private void EndDeserted()
    {
        for (int i = 0; i < _core.Table.End; i++)
        {
            EndDeserted(i);
        }
    }

    /// <summary>
    /// The same for one, where its record says that it lives. It takes a supervisor to end a service as it wants to be
    /// ended; this one is told to before it has begun.
    /// </summary>
    private void EndDeserted(int index)
    {
        if (_hosted.IsOn || !_core.IsDesertedAtEnd(index) || !StateFile.TellsOfLife(_core.Table.NameZ(index)[..^1]))
        {
            return;
        }
        Result<Pid> child = SpawnSupervisor(index, SupervisorLoop.Signals);
        if (child.Ok)
        {
            Signal signal = _core.StartedLast(index, child.Value);
            _ = Kernel.Kill(child.Value, signal);
        }
    }
}
