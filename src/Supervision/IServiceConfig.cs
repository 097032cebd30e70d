using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>
/// The files of a service directory that a supervisor asks for in the middle of a step, read when it asks (an invalid
/// one counts as its default, after a warning).
/// </summary>
internal interface IServiceConfig
{
    /// <summary>down-signal, SIGTERM by default.</summary>
    Signal DownSignal();

    /// <summary>reload-signal, SIGHUP by default.</summary>
    Signal ReloadSignal();

    /// <summary>timeout-kill in milliseconds, 0 (never) by default.</summary>
    uint TimeoutKillMs();

    /// <summary>timeout-finish in milliseconds, 5000 by default; 0 is never.</summary>
    uint TimeoutFinishMs();

    /// <summary>Whether flag-timeout-killpg is there.</summary>
    bool TimeoutKillsProcessGroup();

    /// <summary>Whether there is a ./finish to start.</summary>
    bool HasFinish();

    /// <summary>How the service is restarted; false where no file says that it is in another way than the reference's.</summary>
    bool TryGetRestartRules(out RestartRules rules);

    /// <summary>Any number, for the jitter of restarts.</summary>
    uint RandomNumber();

    /// <summary>Whether the service can say when it is ready (notification-fd, flag-notify-socket).</summary>
    bool NotifiesReadiness();

    /// <summary>timeout-kill for a service that has missed its watchdog, never 0.</summary>
    uint WatchdogKillMs();
}
