using System;

namespace Sestet.Chaos;

/// <summary>What is done to a service.</summary>
internal enum Act
{
    /// <summary>kill -9 of its s6-supervise.</summary>
    KillSupervisor,

    /// <summary>kill -9 of its logger's s6-supervise, or its own where it has no logger.</summary>
    KillLoggersSupervisor,

    /// <summary>kill -9 of its s6-supervise, and of the next one as soon as there is one.</summary>
    KillSupervisorTwice,

    /// <summary>kill -9 of the service.</summary>
    KillService,

    /// <summary>The same of both, shortly one after the other.</summary>
    KillBoth,

    /// <summary>s6-svc -d, and later -u.</summary>
    Stop,

    /// <summary>s6-svc -r.</summary>
    Restart,

    /// <summary>Its s6-supervise goes on in a new program.</summary>
    Upgrade,
}

/// <summary>
/// One thing to do to a service. <see cref="DelayMs"/> after the one before; <see cref="Microseconds"/> between the two steps
/// of those that have two; with <see cref="Flag"/> the steps are the other way round, or the supervisor is killed after its
/// command.
/// </summary>
internal readonly record struct Decision(Act Act, int DelayMs, int Microseconds, bool Flag)
{
    private const int DelayMinMs = 200;
    private const int DelayMaxMs = 1300;
    private const int MicrosecondsMax = 2500;

    /// <summary>How many of a hundred.</summary>
    private static readonly (Act Act, int Share)[] Shares =
    [
        (Act.KillSupervisor, 42),
        (Act.KillLoggersSupervisor, 12),
        (Act.KillSupervisorTwice, 8),
        (Act.KillService, 10),
        (Act.KillBoth, 10),
        (Act.Stop, 7),
        (Act.Restart, 4),
        (Act.Upgrade, 7),
    ];

    /// <summary>Takes as many numbers every time, so that a seed gives the same decisions again.</summary>
    public static Decision Next(Random random)
    {
        int share = random.Next(100);
        int delay = random.Next(DelayMinMs, DelayMaxMs);
        // Short ones more often: what a supervisor does takes a part of a millisecond.
        double fraction = random.NextDouble();
        bool flag = random.Next(100) < 40;
        Act act = Act.Upgrade;
        foreach ((Act candidate, int part) in Shares)
        {
            share -= part;
            if (share < 0)
            {
                act = candidate;
                break;
            }
        }
        return new Decision(act, delay, (int)(fraction * fraction * MicrosecondsMax), flag);
    }

    /// <summary>It is about the supervisor alone, and fits whether the service is up or down.</summary>
    public bool IsOfSupervisor => Act is Act.KillSupervisor or Act.KillLoggersSupervisor or Act.KillSupervisorTwice or Act.Upgrade;
}
