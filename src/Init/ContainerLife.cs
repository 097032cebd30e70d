using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Init;

/// <summary>
/// What becomes of a container, as `sestet init` sees it: it runs until its command ends, or, where it has none, until it is
/// asked to stop; then its services are stopped, then what is left gets SIGTERM, and in the end SIGKILL. It is over with the
/// last process. Events in, the next thing to do out.
/// </summary>
internal struct ContainerLife
{
    private readonly bool _hasCommand;
    private readonly bool _hasServices;
    private bool _servicesEnded;

    public ContainerLife(bool hasCommand, bool hasServices)
    {
        Assert.That(hasCommand || hasServices);
        this = default;
        _hasCommand = hasCommand;
        _hasServices = hasServices;
        CommandLives = hasCommand;
    }

    public ContainerPhase Phase { get; private set; }

    /// <summary>The container's: the command's, 128 and the number of the signal that killed it, 0 where it has none.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Signals are for it.</summary>
    public bool CommandLives { get; private set; }

    /// <summary>s6-svscan has ended though nobody has told it to: it is started again.</summary>
    public readonly bool WantsServices => _hasServices && _servicesEnded && Phase == ContainerPhase.Runs;

    public void ServicesBegan() => _servicesEnded = false;

    public void CommandEnded(WaitStatus status)
    {
        Assert.That(CommandLives);
        CommandLives = false;
        const int KilledBase = 128;
        ExitCode = status.IsSignaled ? KilledBase + status.SignalNumber : status.ExitCode;
        Stop();
    }

    /// <summary>The command could not be started.</summary>
    public void CommandFailed(int code)
    {
        CommandLives = false;
        ExitCode = code;
        Stop();
    }

    public void ServicesEnded()
    {
        Assert.That(_hasServices);
        _servicesEnded = true;
        if (Phase == ContainerPhase.StopsServices)
        {
            Phase = ContainerPhase.StopsRest;
        }
    }

    /// <summary>Somebody wants the container to end. A second time it is to end at once.</summary>
    public void Asked()
    {
        Assert.That(!CommandLives);
        if (Phase == ContainerPhase.Runs)
        {
            Stop();
        }
        else
        {
            TimeIsOver();
        }
    }

    /// <summary>What had to end has not.</summary>
    public void TimeIsOver()
    {
        Assert.That(Phase is not ContainerPhase.Runs);
        Phase = ContainerPhase.Kills;
    }

    /// <summary>It is over when no child is left: while it runs, its next s6-svscan may still come.</summary>
    public readonly bool EndsWithoutChildren => Phase != ContainerPhase.Runs;

    private void Stop()
    {
        if (Phase == ContainerPhase.Runs)
        {
            Phase = _hasServices && !_servicesEnded ? ContainerPhase.StopsServices : ContainerPhase.StopsRest;
        }
    }
}

/// <summary>Where a container is in its life.</summary>
internal enum ContainerPhase
{
    Runs,

    /// <summary>s6-svscan has been told to end, and with it all services.</summary>
    StopsServices,

    /// <summary>What nobody supervises has got SIGTERM.</summary>
    StopsRest,

    /// <summary>All that is left is killed.</summary>
    Kills,
}
