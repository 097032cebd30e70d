using System.Runtime.CompilerServices;
using Sestet.Linux;

namespace Sestet.Supervision.Host;

/// <summary>A service that s6-svscan supervises itself: what it keeps of it between turns.</summary>
internal struct HostedService
{
    public SupervisedService Service;

    /// <summary>Its directory, where it could not be found again otherwise.</summary>
    public Fd Directory;

    /// <summary>The place of its record in .s6-svscan/hosted.</summary>
    public int Slot;

    /// <summary>supervise/lock is held: Service.Lock, or a link to the common one where that is none.</summary>
    public bool HoldsLock;

    /// <summary>The set of descriptors has Service.Notification, or did.</summary>
    public bool WatchesNotification;

    /// <summary>The same of Service.Process, and whether only a hang-up of it is waited for.</summary>
    public bool WatchesProcess;
    public bool WatchesHangUp;

    /// <summary>The same of Service.Socket.</summary>
    public bool WatchesSocket;

    /// <summary>Another supervisor has it: Service.Process is that, or none where it is not known.</summary>
    public bool IsElsewhere;

    public static HostedService None => new()
    {
        Service = SupervisedService.None,
        Directory = Fd.None,
        Slot = -1,
    };
}

/// <summary>What comes for hosted services between two turns, as the kernel tells it.</summary>
[InlineArray(Count)]
internal struct HostedEvents
{
    public const int Count = 16;

    private WatchEvent _first;
}

/// <summary>What a descriptor in the set of the hosted services is.</summary>
internal enum HostedDescriptor : byte
{
    Control,
    Notification,
    Process,
    Socket,
}
