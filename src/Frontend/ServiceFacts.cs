using System;
using Sestet.Base;
using Sestet.Supervision;

namespace Sestet.Frontend;

/// <summary>What a service is (docs/FRONTEND.md, "kind").</summary>
internal enum ServiceKind
{
    /// <summary>s6-rc's, with a process.</summary>
    Longrun,

    /// <summary>s6-rc's, without one.</summary>
    Oneshot,

    /// <summary>A service directory that s6-rc does not know of.</summary>
    Supervised,
}

/// <summary>How it goes with a service (docs/FRONTEND.md, "state").</summary>
internal enum ServiceCondition
{
    /// <summary>Its files cannot be read.</summary>
    Unknown,

    /// <summary>It should have an s6-supervise and has none.</summary>
    Unsupervised,

    Down,

    /// <summary>It runs, and has not told that it is ready.</summary>
    Starting,

    /// <summary>It is up, and never tells that it is ready.</summary>
    Up,
    Ready,

    /// <summary>It was told to stop.</summary>
    Stopping,

    /// <summary>Its finish program runs.</summary>
    Finishing,

    /// <summary>It has died, and is going to be started again.</summary>
    Restarting,

    /// <summary>It should be up, and nobody starts it any more.</summary>
    Failed,
}

/// <summary>All that is read of one service, and what follows from it.</summary>
internal struct ServiceFacts
{
    public ServiceKind Kind;

    /// <summary>s6-rc says that it is up; of its own services only.</summary>
    public bool IsUpForManager;

    public bool IsEssential;

    /// <summary>An s6-supervise is there.</summary>
    public bool IsSupervised;

    /// <summary>The supervisor's files may be read by this user.</summary>
    public bool IsReadable;

    public bool HasStatus;
    public ServiceStatus Status;

    /// <summary>There is no file down.</summary>
    public bool IsNormallyUp;

    /// <summary>It tells its readiness.</summary>
    public bool TellsReadiness;

    /// <summary>This suite's supervisor has written why it has failed permanently.</summary>
    public bool HasFailure;

    /// <summary>The last event of a oneshot in the diary is a failure.</summary>
    public bool HasFailedTransition;

    /// <summary>Deaths in the tally, as many as it keeps.</summary>
    public int Deaths;

    public DeathRecord LastDeath;

    public readonly bool IsUp => Condition is ServiceCondition.Up or ServiceCondition.Ready;

    public readonly ServiceCondition Condition
    {
        get
        {
            if (Kind == ServiceKind.Oneshot)
            {
                return IsUpForManager ? ServiceCondition.Up
                    : HasFailedTransition ? ServiceCondition.Failed : ServiceCondition.Down;
            }
            if (!IsReadable)
            {
                return ServiceCondition.Unknown;
            }
            if (!IsSupervised || !HasStatus)
            {
                return ServiceCondition.Unsupervised;
            }
            if (Status.IsUp)
            {
                return !Status.WantedUp ? ServiceCondition.Stopping
                    : Status.Ready ? ServiceCondition.Ready
                    : TellsReadiness ? ServiceCondition.Starting : ServiceCondition.Up;
            }
            if (Status.Finishing)
            {
                return ServiceCondition.Finishing;
            }
            return Status.WantedUp ? ServiceCondition.Restarting
                : HasFailure || (Kind == ServiceKind.Longrun && IsUpForManager) || HasFailedTransition ? ServiceCondition.Failed
                : ServiceCondition.Down;
        }
    }

    /// <summary>The supervisor knows how the last run ended.</summary>
    public readonly bool HasEnded => HasStatus && !Status.IsUp && !Status.NotStartedYet;

    public static ReadOnlySpan<byte> NameOf(ServiceKind kind) => kind switch
    {
        ServiceKind.Longrun => "longrun"u8,
        ServiceKind.Oneshot => "oneshot"u8,
        _ => "supervised"u8,
    };

    public static ReadOnlySpan<byte> NameOf(ServiceCondition condition) => condition switch
    {
        ServiceCondition.Unsupervised => "unsupervised"u8,
        ServiceCondition.Down => "down"u8,
        ServiceCondition.Starting => "starting"u8,
        ServiceCondition.Up => "up"u8,
        ServiceCondition.Ready => "ready"u8,
        ServiceCondition.Stopping => "stopping"u8,
        ServiceCondition.Finishing => "finishing"u8,
        ServiceCondition.Restarting => "restarting"u8,
        ServiceCondition.Failed => "failed"u8,
        _ => "unknown"u8,
    };
}
