using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>Oneshots: their runner is asked.</content>
internal ref partial struct TransitionRunner
{
    private const uint StartTimeoutMs = 30000;

    private static ReadOnlySpan<byte> RunnerSocketZ => "s6rc-oneshot-runner/s\0"u8;

    private readonly ReadOnlySpan<byte> Verb =>
        _goal == PlanGoal.Reload ? "reload"u8 : _goal == PlanGoal.Up ? "up"u8 : "down"u8;

    private void BeginOneshot(int service)
    {
        OneshotCall call = default;
        Errno error = call.Open(RunnerSocketZ);
        if (error == Errno.EAGAIN || error == Errno.EMFILE || error == Errno.ENFILE)
        {
            PostponeFor(service, error);
            return;
        }
        if (error.Failed)
        {
            FailToBegin(service, error);
            return;
        }
        int place = Take(TransitionKind.Oneshot, service);
        _transitions[place].Call = call;
        TellBegun(service);
        error = Kernel.Watch(_watch, call.Socket, (ulong)place);
        if (error.Failed)
        {
            FailOneshot(place, error);
            return;
        }
        if (_goal != PlanGoal.Reload)
        {
            Write(_stored.Begin(service));
            Note(service, _goal == PlanGoal.Up ? "start"u8 : "stop"u8);
        }
        _deadlines.Set(place, Kernel.Now().PlusMilliseconds(StartTimeoutMs));
    }

    private void AdvanceOneshot(int place)
    {
        ref Transition transition = ref _transitions[place];
        switch (transition.Call.Advance(Verb, transition.Service))
        {
            case OneshotProgress.Waiting:
                break;
            case OneshotProgress.Started:
                _deadlines.Set(place, DeadlineOf(transition.Service));
                break;
            case OneshotProgress.Ended:
                EndOneshot(place);
                break;
            case OneshotProgress.Failed:
            default:
                FailOneshot(place, transition.Call.Error);
                break;
        }
    }

    private void EndOneshot(int place)
    {
        WaitStatus status = _transitions[place].Call.Status;
        int service = Release(place);
        if (status.IsExited && status.ExitCode == 0)
        {
            Succeed(service);
            return;
        }
        // A script that fails leaves all as it was (s6-rc.html).
        Fail(service, certain: true);
        TellFailed(service, status.IsExited ? status.ExitCode : -status.SignalNumber);
    }

    /// <summary>
    /// The runner has not run the script; or it has taken too long, and is killed when the connection is closed, if it has not
    /// just come to its end.
    /// </summary>
    private void FailOneshot(int place, Errno error)
    {
        if (_options.Verbosity > 0)
        {
            Diagnostics.Warn(error, "service "u8, _database.Name(_transitions[place].Service));
        }
        bool mayHaveRun = _transitions[place].Call.MayHaveRun;
        int service = Release(place);
        Fail(service, certain: !mayHaveRun);
        TellFailed(service, ExitCode.System);
    }

    /// <summary>Nothing has been done.</summary>
    private void FailToBegin(int service, Errno error)
    {
        if (_options.Verbosity > 0)
        {
            Diagnostics.Warn(error, "service "u8, _database.Name(service));
        }
        Fail(service, certain: true);
        TellFailed(service, ExitCode.System);
    }
}
