using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>How s6-svscan goes on in another program: it asks that one first.</summary>
internal ref partial struct ScannerHost
{
    /// <summary>
    /// Asks the program that is installed now whether it takes over (`sestet --takes-over`), which shows that it runs at
    /// all: for process 1 there is no way back.
    /// </summary>
    private void CheckUpgrade()
    {
        _core.WantsUpgrade = false;
        bool asked = !_checker.IsNone;
        if (asked && !_checkDeadline.IsAfter(_now))
        {
            Diagnostics.Warn("the new program does not answer - going on in the old one"u8);
            _ = Kernel.Kill(_checker, Signal.SIGKILL);
            _checkDeadline = Instant.Infinite;
        }
        if (asked || _core.Phase != ScannerPhase.Running)
        {
            return;
        }
        PathBuffer program = new(stackalloc byte[Limits.PathLengthMax]);
        OwnBinary.FindCommand("s6-svscan"u8, ref program);
        ArgumentList arguments = new(stackalloc nint[3]);
        arguments.Add("sestet\0"u8);
        arguments.Add("--takes-over=1\0"u8);
        SpawnRequest request = new()
        {
            PathZ = program.TextZ,
            Arguments = arguments.Arguments,
            Environment = _environment,
        };
        Result<Pid> child = Kernel.Spawn(request);
        if (!child.Ok)
        {
            Diagnostics.WarnUnable(child.Error, "execute "u8, program.Text, " - going on in the old program"u8);
            return;
        }
        _checker = child.Value;
        _checkDeadline = _now.PlusMilliseconds(Limits.UpgradeCheckMs);
    }

    /// <summary>
    /// The new program has answered. This is the end of a turn: what the turn has brought to hosted services is recorded,
    /// and their directories are left.
    /// </summary>
    private void Upgrade(WaitStatus answer)
    {
        _hosted.GoHome();
        _hasAnswer = false;
        _checker = Pid.None;
        bool inTime = !_checkDeadline.IsInfinite;
        _checkDeadline = Instant.Infinite;
        if (!inTime || _core.Phase != ScannerPhase.Running)
        {
            return;
        }
        if (!answer.IsExited || answer.ExitCode != ExitCode.Success)
        {
            Diagnostics.Warn("the new program does not take over - going on in the old one"u8);
            return;
        }
        PathBuffer program = new(stackalloc byte[Limits.PathLengthMax]);
        OwnBinary.FindCommand("s6-svscan"u8, ref program);
        ArgumentList arguments = new(stackalloc nint[_arguments.Count + 2]);
        arguments.Add("s6-svscan\0"u8);
        arguments.Add(_arguments);
        Span<Fd> descriptors = [_lock, _control, Fd.None, _options.Console];
        Errno error;
        if (_hosted.IsOn)
        {
            // The next program adopts hosted services as if this one had been killed; but they stay its children.
            _hosted.RestoreLimit();
            error = HostedHandover.Execute(
                program.TextZ, arguments.Arguments, _environment, descriptors, ref _core, _pipesPlusOne);
            _hosted.RaiseLimit();
        }
        else
        {
            error = ScannerHandover.Execute(
                program.TextZ, arguments.Arguments, _environment, descriptors, ref _core, _pipesPlusOne, ref _adopted);
        }
        Diagnostics.WarnUnable(error, "go on in "u8, program.Text);
    }
}
