using Sestet.Base;
using Sestet.Ftrig.Host;
using Sestet.Linux;

namespace Sestet.Supervision.Host;

/// <summary>A service somebody waits for, as its status said at first and its events since.</summary>
internal struct WatchedService
{
    public Subscription Subscription;

    /// <summary>The service directory, an argument of the program.</summary>
    public TextReference Directory;

    private bool _up;
    private bool _ready;

    /// <summary>It reported permanent failure while it was waited for to come up.</summary>
    public bool Failed { get; private set; }

    /// <summary>Its supervisor exited before it was in the state waited for.</summary>
    public bool Abandoned { get; private set; }

    /// <summary>Readiness is not asked of it, for it does not report any.</summary>
    public bool ReportsNoReadiness { get; set; }

    /// <summary>There is nothing more to wait for: it got there, or never will.</summary>
    public readonly bool IsSettled(bool up, bool ready) => Failed || Abandoned || Reached(up, ready);

    public readonly bool Reached(bool up, bool ready) =>
        _up == up && (_ready || !ready || (up && ReportsNoReadiness));

    public void Begin(in ServiceStatus status)
    {
        _up = status.IsUp;
        _ready = status.Ready;
    }

    /// <summary>Takes in one event letter of the supervisor (s6-supervise.html).</summary>
    public void Apply(byte letter, bool waitsForUp, bool waitsForReady)
    {
        switch (letter)
        {
            case (byte)'u':
            case (byte)'U':
            case (byte)'d':
            case (byte)'D':
                _up = letter is (byte)'u' or (byte)'U';
                _ready = letter is (byte)'U' or (byte)'D';
                break;
            case (byte)'O':
                Failed |= waitsForUp;
                break;
            case (byte)'x':
                Abandoned |= !Reached(waitsForUp, waitsForReady);
                break;
            default:
                // 's', and what a newer notifier may send.
                break;
        }
    }
}
