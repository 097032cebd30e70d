using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>Longruns: their supervisors are told, and their events listened to.</content>
internal ref partial struct TransitionRunner
{
    private const int LettersRead = 64;

    /// <summary>
    /// Where an s6-rc has died in the midst of a transition of a longrun, its supervisor knows whether that has come to its
    /// end, and then the state is that. (That it has not does not mean that it will not.)
    /// </summary>
    private int SettleUncertain()
    {
        for (int service = 0; service < _database.LongrunCount && _code == ExitCode.Success; service++)
        {
            if ((_states[service] & ServiceState.Uncertain) == 0
                || ServiceDirectory.ReadStatus(_database.Name(service), out ServiceStatus status).Failed)
            {
                continue;
            }
            bool up = (_states[service] & ServiceState.Up) == 0;
            bool isThere = status.WantedUp == up && status.IsUp == up;
            if (isThere && (status.Ready || (up && !ReportsReadiness(service))))
            {
                PutDownFile(service, up);
                _planner.Settle(service, up);
                Write(_stored.Succeed(service, _states));
            }
        }
        return _code;
    }

    /// <summary>
    /// Subscribes first, then looks, then tells the supervisor: no change between is missed. The down file is there exactly
    /// where the state says so, and so it changes with it.
    /// </summary>
    private void BeginLongrun(int service)
    {
        ReadOnlySpan<byte> name = _database.Name(service);
        if (_goal == PlanGoal.Reload)
        {
            Reload(service, name);
            return;
        }
        Errno error = Subscription.TryOpen(name, "/event"u8, out Subscription subscription);
        if (error == Errno.EMFILE || error == Errno.ENFILE)
        {
            PostponeFor(service, error);
            return;
        }
        if (error.Failed)
        {
            FailToBegin(service, error);
            return;
        }
        int place = Take(TransitionKind.Longrun, service);
        ref Transition transition = ref _transitions[place];
        transition.Watched.Subscription = subscription;
        TellBegun(service);
        bool up = _goal == PlanGoal.Up;
        bool wasUp = (_states[service] & ServiceState.Up) != 0;
        if (_stored.IsUncertain(service) && (wasUp || !up))
        {
            AwaitSupervisor(name);
        }
        error = ServiceDirectory.ReadStatus(name, out ServiceStatus status);
        if (error.Failed)
        {
            FailLongrun(place, error, ExitCode.System);
            return;
        }
        // One that was told to go down before (by an s6-rc that died) is on its way: it is up when it has come back.
        bool isLeaving = up && _stored.IsUncertain(service) && !status.WantedUp;
        transition.Watched.Begin(isLeaving ? default : status);
        transition.Watched.ReportsNoReadiness = up && !ReportsReadiness(service);
        Write(_stored.Begin(service));
        Note(service, up ? "start"u8 : "stop"u8);
        if (_code != ExitCode.Success)
        {
            return;
        }
        ControlOutcome outcome = Control(name, up ? "u"u8 : "d"u8, out error);
        if (outcome != ControlOutcome.Sent)
        {
            FailLongrun(
                place, error, outcome == ControlOutcome.NotListening ? ExitCode.NotSupervised : ExitCode.System);
            return;
        }
        if (transition.Watched.IsSettled(up, ready: true))
        {
            EndLongrun(place);
            return;
        }
        error = Kernel.Watch(_watch, subscription.Fifo, (ulong)place);
        if (error.Failed)
        {
            FailLongrun(place, error, ExitCode.System);
            return;
        }
        _deadlines.Set(place, DeadlineOf(service));
    }

    /// <summary>
    /// What an s6-rc that died has told the supervisor last may not have been read yet, and then its status is not to be
    /// believed. It is told to have the service down, and to create the file down, which shows that it has come so far; and
    /// once more, for it writes its status behind all that it has read at once.
    /// </summary>
    private static void AwaitSupervisor(ReadOnlySpan<byte> name)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(name);
        path.Append("/down"u8);
        bool answers = !path.Overflowed;
        for (int times = 0; times < 2 && answers; times++)
        {
            _ = Kernel.Unlink(Fd.CurrentDirectory, path.TextZ);
            answers = Control(name, "D"u8, out _) == ControlOutcome.Sent && AwaitFile(path.TextZ);
        }
    }

    private static bool AwaitFile(ReadOnlySpan<byte> pathZ)
    {
        for (int waits = 0; waits < Limits.SupervisorAnswerWaitsMax; waits++)
        {
            if (Kernel.Access(Fd.CurrentDirectory, pathZ, AccessMode.F_OK).IsNone)
            {
                return true;
            }
            _ = Kernel.Poll(default, Limits.SupervisorAnswerWaitNanoseconds);
        }
        return false;
    }

    /// <summary>Takes in the letters up to the one that completes the transition.</summary>
    private void TakeLetters(int place)
    {
        bool up = _goal == PlanGoal.Up;
        ref WatchedService watched = ref _transitions[place].Watched;
        Span<byte> letters = stackalloc byte[LettersRead];
        Result<int> read = watched.Subscription.Read(letters);
        for (int i = 0; read.Ok && i < read.Value; i++)
        {
            watched.Apply(letters[i], up, waitsForReady: true);
            if (watched.IsSettled(up, ready: true))
            {
                EndLongrun(place);
                return;
            }
        }
    }

    private void EndLongrun(int place)
    {
        WatchedService watched = _transitions[place].Watched;
        if (watched.Abandoned)
        {
            FailLongrun(place, "its supervisor has exited"u8, ExitCode.NotSupervised);
            return;
        }
        if (watched.Failed)
        {
            FailLongrun(place, "it has failed for good"u8, ExitCode.Failure);
            return;
        }
        int service = Release(place);
        PutDownFile(service, _goal == PlanGoal.Up);
        Succeed(service);
    }

    private void FailLongrun(int place, Errno error, int code)
    {
        if (_options.Verbosity > 0)
        {
            Diagnostics.Warn(error, "service "u8, _database.Name(_transitions[place].Service));
        }
        EndFailed(place, code);
    }

    private void FailLongrun(int place, ReadOnlySpan<byte> why, int code)
    {
        if (_options.Verbosity > 0)
        {
            TellWhy(_transitions[place].Service, why);
        }
        EndFailed(place, code);
    }

    /// <summary>
    /// A service that does not come up is told to go down, so as not to be left in between; and one that does not go down is
    /// told once more. Where it is then nobody knows before the next change looks.
    /// </summary>
    private void EndFailed(int place, int code)
    {
        int service = Release(place);
        _ = Control(_database.Name(service), "d"u8, out _);
        Fail(service, certain: false);
        TellFailed(service, code);
    }

    private void Reload(int service, ReadOnlySpan<byte> name)
    {
        ControlOutcome outcome = Control(name, "l"u8, out Errno error);
        if (outcome == ControlOutcome.Sent)
        {
            Succeed(service);
            return;
        }
        if (_options.Verbosity > 0)
        {
            Diagnostics.Warn(error, "service "u8, name);
        }
        Fail(service, certain: true);
        TellFailed(service, outcome == ControlOutcome.NotListening ? ExitCode.NotSupervised : ExitCode.System);
    }

    private static ControlOutcome Control(ReadOnlySpan<byte> name, ReadOnlySpan<byte> letter, out Errno error) =>
        ServiceDirectory.Control(name, "/supervise/control"u8, letter, out error);

    /// <summary>A service that cannot say when it is ready is when it is up.</summary>
    private readonly bool ReportsReadiness(int service) =>
        HasFile(service, ServiceOption.NotificationFd) || HasFile(service, ServiceOption.FlagNotifySocket);

    private readonly bool HasFile(int service, ServiceOption option)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(_database.Name(service));
        path.Append("/"u8);
        path.Append(ServiceOptions.NameZ(option)[..^1]);
        Errno error = path.Overflowed
            ? Errno.ENAMETOOLONG
            : Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.F_OK);
        if (error.Failed && error != Errno.ENOENT && _options.Verbosity >= 2)
        {
            Diagnostics.WarnUnable(error, "access "u8, _options.Live, "/servicedirs/"u8, path.Text);
        }
        return error.IsNone;
    }

    /// <summary>
    /// A longrun that is down has the file down, for an s6-supervise that is started anew; one that is up has not.
    /// </summary>
    private readonly void PutDownFile(int service, bool up)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(_database.Name(service));
        path.Append("/down"u8);
        Errno error = Errno.ENAMETOOLONG;
        if (!path.Overflowed)
        {
            error = up ? Kernel.Unlink(Fd.CurrentDirectory, path.TextZ) : Create(path.TextZ);
            error = up && error == Errno.ENOENT ? Errno.None : error;
        }
        if (error.Failed && _options.Verbosity > 0)
        {
            Diagnostics.WarnUnable(error, up ? "unlink "u8 : "touch "u8, _options.Live, "/servicedirs/"u8, path.Text);
        }
    }

    private static Errno Create(ReadOnlySpan<byte> pathZ)
    {
        const uint mode = 0x1b6;
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory,
            pathZ,
            OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NONBLOCK,
            mode);
        if (file.Ok)
        {
            Kernel.Close(file.Value);
        }
        return file.Error;
    }
}
