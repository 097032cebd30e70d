using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The services of an s6-svscan --density: many supervisors in one process, without s6-supervise. Each has the same
/// directories, files, FIFOs and events, and the same Supervisor with the same hands (SupervisorHost), which work in the
/// current directory: for a turn of a service this process goes there. Indices are those of the scanner's table.
/// </summary>
internal ref partial struct HostedServices
{
    private const int PageLength = 4096;
    private const int DueAtOnce = 64;

    /// <summary>Services that begin in one turn; between turns commands are heard.</summary>
    public const int StartsAtOnce = 64;

    private const uint ElsewhereSeconds = 10;

    private readonly Span<HostedService> _services;
    private readonly Span<int> _pipesPlusOne;
    private readonly ChildDescriptors _table;
    private readonly EnvironmentBlock _environment;
    private readonly Fd _home;
    private readonly Fd _watch;
    private readonly Fd _console;
    private readonly int _descriptorsMax;
    private readonly int _cpus;
    private readonly bool _hasProc;
    private readonly HostedLock _lock;
    private DeadlineHeap _deadlines;
    private HostedSlots _slots;
    private HostedEvents _events;
    private int _eventCount;
    private int _herePlusOne;

    public HostedServices(
        scoped in HostedSetup setup,
        Span<HostedService> services,
        DeadlineHeap deadlines,
        HostedSlots slots,
        Span<int> pipesPlusOne,
        EnvironmentBlock environment,
        Fd console)
    {
        this = default;
        _services = services;
        _deadlines = deadlines;
        _slots = slots;
        _pipesPlusOne = pipesPlusOne;
        _environment = environment;
        _console = console;
        _home = setup.Home;
        _watch = setup.Watch;
        _lock = setup.Lock;
        _table = setup.Table;
        _descriptorsMax = setup.DescriptorsMax;
        _cpus = setup.Cpus;
        _hasProc = HasProc(setup.Home);
    }

    /// <summary>Whether there are any at all: without --density this is a default value.</summary>
    public readonly bool IsOn => !_services.IsEmpty;

    /// <summary>Readable when something comes for one of them.</summary>
    public readonly Fd Watch => IsOn ? _watch : Fd.None;

    /// <summary>When something is due for one of them.</summary>
    public readonly Instant Deadline => IsOn ? _deadlines.First : Instant.Infinite;

    /// <summary>How this process's children come to their descriptors.</summary>
    public readonly ChildDescriptors Table => _table;

    /// <summary>A service has left since that was asked last.</summary>
    public bool HasLeft { get; private set; }

    public void Forgotten() => HasLeft = false;

    // ----- a turn

    /// <summary>
    /// The first part of a turn, before deaths are told: what the services say of themselves. Commands wait for Finish.
    /// True where anything came.
    /// </summary>
    public bool Collect(scoped ref Scanner scanner, Instant now)
    {
        Result<int> ready = Kernel.ReadWatch(_watch, _events);
        _eventCount = ready.Ok ? ready.Value : 0;
        if (!ready.Ok)
        {
            Diagnostics.WarnUnable(ready.Error, "epoll_pwait"u8);
            return false;
        }
        for (int i = 0; i < _eventCount; i++)
        {
            int index = IndexOf(_events[i], out HostedDescriptor kind);
            if (kind == HostedDescriptor.Notification)
            {
                ReadNotification(ref scanner, index, (_events[i].Returned & PollDescriptor.POLLIN) != 0, now);
            }
            else if (kind == HostedDescriptor.Process)
            {
                CheckProcess(ref scanner, index, now);
            }
            else if (kind == HostedDescriptor.Socket)
            {
                ReadMessages(ref scanner, index, now);
            }
        }
        return _eventCount > 0;
    }

    /// <summary>A child has ended: false where it is none of a hosted service's.</summary>
    public bool TryEnd(scoped ref Scanner scanner, in ChildExit child, Instant now)
    {
        int index = IsOn ? scanner.TakeChild(child.Pid) : -1;
        if (index < 0)
        {
            return false;
        }
        ref HostedService hosted = ref _services[index];
        Enter(scanner, index);
        SupervisorHost host = HostOf(scanner, index);
        host.BeginTurn(now);
        if (hosted.Service.AwaitsReadiness)
        {
            // What it said last counts, though it was told of together with its end.
            host.HearNotification(spoke: false);
        }
        host.Ended(child.Status);
        EndTurn(ref scanner, index, ref host);
        return true;
    }

    /// <summary>The last part of a turn: commands, then what is due.</summary>
    public void Finish(scoped ref Scanner scanner, Instant now)
    {
        for (int i = 0; i < _eventCount; i++)
        {
            int index = IndexOf(_events[i], out HostedDescriptor kind);
            if (kind == HostedDescriptor.Control && scanner.Table[index].Hosted)
            {
                Enter(scanner, index);
                SupervisorHost host = HostOf(scanner, index);
                host.BeginTurn(now);
                host.ReadControl();
                EndTurn(ref scanner, index, ref host);
            }
        }
        _eventCount = 0;
        for (int i = 0; i < DueAtOnce && !_deadlines.First.IsAfter(now); i++)
        {
            Due(ref scanner, _deadlines.FirstIndex, now);
        }
        GoHome();
    }

    /// <summary>The scanner's signal for a supervisor.</summary>
    public void Signal(scoped ref Scanner scanner, int index, Signal signal, Instant now)
    {
        Enter(scanner, index);
        Assert.That(signal.Number == Linux.Signal.SIGTERM.Number || signal.Number == Linux.Signal.SIGHUP.Number);
        SupervisorHost host = HostOf(scanner, index);
        host.BeginTurn(now);
        host.DelaysStatus = true;
        bool ends = signal.Number == Linux.Signal.SIGTERM.Number;
        host.Ask(ends ? SupervisorCommand.SignalTerm : SupervisorCommand.SignalHup);
        EndTurn(ref scanner, index, ref host);
    }

    private void Due(scoped ref Scanner scanner, int index, Instant now)
    {
        ref HostedService hosted = ref _services[index];
        Assert.That(scanner.Table[index].Hosted);
        Enter(scanner, index);
        SupervisorHost host = HostOf(scanner, index);
        host.BeginTurn(now);
        if (hosted.Service.Process.IsOpen && !hosted.Service.ExitStatusDeadline.IsInfinite)
        {
            host.CheckProcess();
        }
        EndTurn(ref scanner, index, ref host);
    }

    private void ReadNotification(scoped ref Scanner scanner, int index, bool spoke, Instant now)
    {
        ref HostedService hosted = ref _services[index];
        if (!scanner.Table[index].Hosted || !hosted.Service.AwaitsReadiness)
        {
            return;
        }
        Enter(scanner, index);
        SupervisorHost host = HostOf(scanner, index);
        host.BeginTurn(now);
        host.HearNotification(spoke);
        EndTurn(ref scanner, index, ref host);
    }

    private void ReadMessages(scoped ref Scanner scanner, int index, Instant now)
    {
        if (!scanner.Table[index].Hosted || !_services[index].Service.Socket.IsOpen)
        {
            return;
        }
        Enter(scanner, index);
        SupervisorHost host = HostOf(scanner, index);
        host.BeginTurn(now);
        host.ReadMessages();
        EndTurn(ref scanner, index, ref host);
    }

    private void CheckProcess(scoped ref Scanner scanner, int index, Instant now)
    {
        ref HostedService hosted = ref _services[index];
        if (hosted.IsElsewhere)
        {
            EndElsewhere(index);
            scanner.Postpone(index, now);
            scanner.ComputeStartDeadline(now);
            return;
        }
        if (!scanner.Table[index].Hosted || !hosted.Service.Process.IsOpen)
        {
            return;
        }
        Enter(scanner, index);
        SupervisorHost host = HostOf(scanner, index);
        host.BeginTurn(now);
        if (hosted.Service.AwaitsReadiness)
        {
            host.HearNotification(spoke: false);
        }
        host.CheckProcess();
        EndTurn(ref scanner, index, ref host);
    }

    private static int IndexOf(in WatchEvent told, out HostedDescriptor kind)
    {
        kind = (HostedDescriptor)(byte)(told.Data >> 32);
        return (int)(told.Data & int.MaxValue);
    }

    private static ulong DataOf(int index, HostedDescriptor kind) => (uint)index | ((ulong)kind << 32);

    private readonly SupervisorHost HostOf(scoped in Scanner scanner, int index)
    {
        ReadOnlySpan<byte> nameZ = scanner.Table.NameZ(index);
        Speak(scanner, index);
        return new SupervisorHost(ref _services[index].Service, nameZ, _environment, StreamsOf(scanner, index));
    }

    private readonly ServiceStreams StreamsOf(scoped in Scanner scanner, int index)
    {
        Fd pipe = new(_pipesPlusOne[index] - 1);
        bool isLogger = scanner.Table[index].IsLogger;
        bool closed = _services[index].Service.StreamsClosed;
        return new ServiceStreams(
            closed ? _table.Nothing : isLogger ? pipe : Fd.None,
            closed ? _table.Nothing : isLogger ? Fd.None : pipe,
            index == scanner.SpecialLogger ? _console : Fd.None,
            _table);
    }

    /// <summary>What the turn has changed is recorded, written and told.</summary>
    private void EndTurn(scoped ref Scanner scanner, int index, scoped ref SupervisorHost host)
    {
        host.EndTurn();
        Settle(ref scanner, index);
    }

    /// <summary>What is listened to, and when, is as the service now is.</summary>
    private void Settle(scoped ref Scanner scanner, int index)
    {
        ref HostedService hosted = ref _services[index];
        if (hosted.Service.Core.Leaving)
        {
            Leave(ref scanner, index);
            return;
        }
        Pid pid = hosted.Service.Core.Status.Pid;
        Pid child = hosted.Service.Process.IsOpen ? Pid.None : pid;
        bool isNew = scanner.Table[index].Pid.Value != child.Value;
        scanner.SetChild(index, child);
        WatchNotification(index, isNew);
        WatchProcess(index);
        WatchSocket(index, isNew);
        _deadlines.Set(index, hosted.Service.Deadline);
        if (hosted.Service.StreamsClosed && scanner.Phase != ScannerPhase.Running)
        {
            ClosePipe(index);
        }
    }

    private readonly void WatchNotification(int index, bool isNew)
    {
        ref HostedService hosted = ref _services[index];
        bool wanted = hosted.Service.AwaitsReadiness;
        if (wanted && (isNew || !hosted.WatchesNotification))
        {
            Errno error = Kernel.Watch(_watch, hosted.Service.Notification, DataOf(index, HostedDescriptor.Notification));
            hosted.WatchesNotification = error.IsNone || error == Errno.EEXIST;
            WarnUnwatched(hosted.WatchesNotification ? Errno.None : error);
        }
        else if (!wanted && hosted.WatchesNotification)
        {
            // It may have been closed meanwhile, which has taken it out already.
            _ = hosted.Service.Notification.IsOpen ? Kernel.Unwatch(_watch, hosted.Service.Notification) : Errno.None;
            hosted.WatchesNotification = false;
        }
    }

    private readonly void WatchSocket(int index, bool isNew)
    {
        ref HostedService hosted = ref _services[index];
        bool wanted = hosted.Service.Socket.IsOpen;
        if (wanted && (isNew || !hosted.WatchesSocket))
        {
            Errno error = Kernel.Watch(_watch, hosted.Service.Socket, DataOf(index, HostedDescriptor.Socket));
            WarnUnwatched(error == Errno.EEXIST ? Errno.None : error);
        }
        // One that was closed is out of the set already.
        hosted.WatchesSocket = wanted;
    }

    private readonly void WatchProcess(int index)
    {
        ref HostedService hosted = ref _services[index];
        if (!hosted.Service.Process.IsOpen)
        {
            hosted.WatchesProcess = false;
            hosted.WatchesHangUp = false;
            return;
        }
        ulong data = DataOf(index, HostedDescriptor.Process);
        if (!hosted.WatchesProcess)
        {
            Errno error = Kernel.Watch(_watch, hosted.Service.Process, data);
            hosted.WatchesProcess = error.IsNone;
            WarnUnwatched(error);
        }
        if (!hosted.Service.ExitStatusDeadline.IsInfinite && !hosted.WatchesHangUp)
        {
            // That it has ended is known; that its parent has waited for it comes as a hang-up.
            Errno error = Kernel.Watch(_watch, hosted.Service.Process, data, forReading: false);
            hosted.WatchesHangUp = true;
            WarnUnwatched(error);
        }
    }

    private static void WarnUnwatched(Errno error)
    {
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "watch a descriptor"u8);
        }
    }

    private readonly void ClosePipe(int index)
    {
        if (_pipesPlusOne[index] != 0)
        {
            Kernel.Close(new Fd(_pipesPlusOne[index] - 1));
            _pipesPlusOne[index] = 0;
        }
    }
}
