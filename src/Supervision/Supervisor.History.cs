using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>What follows from how often a service has died, and from its silence (docs/SERVICE-DIRECTORY.md).</summary>
internal partial struct Supervisor
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Deaths that nobody asked for, one after another without a stable time.</summary>
    public readonly uint Deaths => _history.Policy.Deaths;

    /// <summary>The run that is up was given NOTIFY_SOCKET.</summary>
    public readonly bool HasSocket => _history.HasSocket;

    /// <summary>The last run was started in a cgroup of its own.</summary>
    public readonly bool HasCgroup => _history.HasCgroup;

    /// <summary>./run lives.</summary>
    public readonly bool IsUp => State is SupervisorState.Up or SupervisorState.LastUp;

    /// <summary>The run that is up has said that it is ready.</summary>
    public readonly bool HasBeenReady => IsUp && _nextStart.Nanoseconds != 0;

    /// <summary>The host's part of what is remembered: what a run that is being started was given.</summary>
    public void NoteSurroundings(bool hasSocket, bool hasCgroup)
    {
        _history.HasSocket = hasSocket;
        _history.HasCgroup = hasCgroup;
    }

    private void ForgetHistory()
    {
        _history = default;
        WatchdogDeadline = Instant.Infinite;
    }

    /// <summary>The service's watchdog begins anew when the host says that it is alive.</summary>
    private void ResumeHistory(in SupervisorRecord record)
    {
        _history = record.History;
        _startedAt = new Instant(record.NotBefore);
        WatchdogDeadline = Instant.Infinite;
    }

    // ----- restarts

    /// <summary>A user has said that the service be up: what was before does not count.</summary>
    private void ForgetDeaths()
    {
        _history.Policy.Forget();
        _history.LimitReached = false;
        _history.DelayMs = 0;
    }

    private void BeginRun(uint watchdogMs, Instant now)
    {
        _startedAt = now;
        _history.WatchdogMs = watchdogMs;
        _history.ToldToEnd = false;
        WatchdogDeadline = Instant.Infinite;
    }

    private void ExpectEnd()
    {
        _history.ToldToEnd = true;
        WatchdogDeadline = Instant.Infinite;
    }

    /// <summary>
    /// Run has ended. That is a death of its own unless it was told to, and makes the next start later, or the last.
    /// </summary>
    private void CountDeath<TConfig>(Instant now, ref TConfig config)
        where TConfig : struct, IServiceConfig, allows ref struct
    {
        WatchdogDeadline = Instant.Infinite;
        if (_history.ToldToEnd || !Status.WantedUp)
        {
            return;
        }
        _history.Restarts += _history.Restarts < uint.MaxValue ? 1u : 0;
        if (!config.TryGetRestartRules(out RestartRules rules))
        {
            return;
        }
        uint random = rules.JitterPercent > 0 ? config.RandomNumber() : 0;
        RestartDecision decision = _history.Policy.Died(rules, StableMs(now, ref config), random);
        _history.DelayMs = decision.DelayMs;
        _history.LimitReached = decision.Failed;
    }

    /// <summary>How long the service had been ready, where it says when it is, or up.</summary>
    private readonly ulong StableMs<TConfig>(Instant now, ref TConfig config)
        where TConfig : struct, IServiceConfig, allows ref struct
    {
        const long ReadyForNextStart = RestartDelaySeconds * 1000 * NanosecondsPerMillisecond;
        bool wasReady = _nextStart.Nanoseconds != 0;
        if (!wasReady && config.NotifiesReadiness())
        {
            return 0;
        }
        long since = wasReady ? _nextStart.Nanoseconds - ReadyForNextStart : _startedAt.Nanoseconds;
        return since > now.Nanoseconds ? 0 : (ulong)((now.Nanoseconds - since) / NanosecondsPerMillisecond);
    }

    /// <summary>The service becomes down: was its death one too many?</summary>
    private void FailAtLimit(ref SupervisorActions actions)
    {
        if (_history.LimitReached && Status.WantedUp)
        {
            Status.WantedUp = false;
            _history.Failed = true;
            _letters = _letters.With((byte)'O');
            actions.Add(SupervisorActionKind.WriteFailure);
        }
        _history.LimitReached = false;
    }

    /// <summary>After a second unless the service had been ready for one, or as the service directory says.</summary>
    private Instant NextStart(Instant now)
    {
        uint delayMs = Status.WantedUp ? _history.DelayMs : 0;
        _history.DelayMs = 0;
        if (delayMs > Limits.RestartDelayMinMs)
        {
            return now.PlusMilliseconds(delayMs);
        }
        return _nextStart.Nanoseconds != 0 ? _nextStart : now.PlusSeconds(RestartDelaySeconds);
    }

    private void RemoveFailure(ref SupervisorActions actions)
    {
        if (_history.Failed)
        {
            _history.Failed = false;
            actions.Add(SupervisorActionKind.RemoveFailure);
        }
    }

    // ----- the watchdog

    /// <summary>It runs from readiness, or from the first sign of life, as long as the service is to live.</summary>
    private void ArmWatchdog(Instant now)
    {
        bool watched = IsUp && _history.WatchdogMs > 0 && !_history.ToldToEnd && !_dying && !Status.Paused;
        WatchdogDeadline = watched ? now.PlusMilliseconds(_history.WatchdogMs) : Instant.Infinite;
    }

    private void SetWatchdog(uint watchdogMs, Instant now)
    {
        _history.WatchdogMs = watchdogMs;
        ArmWatchdog(now);
    }

    /// <summary>The service says that it ends of itself: it is not ready any more, but its death is its own.</summary>
    private void AnnounceEnd()
    {
        if (IsUp)
        {
            _statusChanged |= Status.Ready;
            Status.Ready = false;
            _history.WatchdogMs = 0;
            WatchdogDeadline = Instant.Infinite;
        }
    }

    /// <summary>The service was silent for too long: it gets SIGABRT, and where that does not end it, SIGKILL.</summary>
    private void MissWatchdog<TConfig>(Instant now, ref TConfig config, ref SupervisorActions actions)
        where TConfig : struct, IServiceConfig, allows ref struct
    {
        WatchdogDeadline = Instant.Infinite;
        if (!IsUp || _history.ToldToEnd || _dying)
        {
            return;
        }
        actions.Add(SupervisorActionKind.WarnWatchdog);
        Kill(SupervisorActionKind.Kill, Signal.SIGABRT, ref actions);
        Continue(processOnly: true, ref actions);
        _dying = true;
        Deadline = now.PlusMilliseconds(config.WatchdogKillMs());
    }
}
