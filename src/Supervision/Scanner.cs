using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>How a scanner goes about its end.</summary>
internal enum ScannerPhase : byte
{
    /// <summary>It keeps supervisors alive.</summary>
    Running,

    /// <summary>It has told every supervisor to exit, and waits for the last of them.</summary>
    Draining,

    /// <summary>Nothing is waited for any more: finish is executed.</summary>
    Done,
}

/// <summary>What came of showing a directory to a scanner.</summary>
internal enum Observation : byte
{
    Known,
    Added,

    /// <summary>The table is full.</summary>
    TooMany,

    /// <summary>The directory is still that of another service, whose supervisor lives: it has to end first.</summary>
    Busy,
}

/// <summary>
/// What s6-svscan does, without any I/O. The host reads the scan directory and shows the scanner what it finds, tells it
/// of deaths, signals and control letters, and asks it what to start and whom to signal.
///
/// A service is active when the last whole scan found it. Active ones are kept alive, at most one start a second each.
/// Inactive ones are left alone until they end, and are then forgotten; -n and -N tell them to end.
/// A logger is its producer's peer: between them the host keeps a pipe open, as long as either is known.
/// </summary>
internal ref partial struct Scanner
{
    private const uint RestartDelaySeconds = 1;
    private const uint SpawnRetrySeconds = 10;

    public ScannerTable Table;

    private Instant _spawnRetry;
    private bool _killAll;
    private bool _killInactive;
    private bool _killLoggersToo;
    private bool _endsLoggersToo;
    private bool _killAfterScan;

    public Scanner(ScannerTable table, Instant now, uint rescanMs)
    {
        Table = table;
        RescanMs = rescanMs;
        ScanDeadline = now;
        StartDeadline = Instant.Infinite;
        SpecialLogger = -1;
        _spawnRetry = default;
        Phase = ScannerPhase.Running;
    }

    /// <summary>The letters s6-svscanctl sends.</summary>
    public static ReadOnlySpan<byte> CommandLetters => "zabhitqnNE"u8;

    /// <summary>The service whose supervisor writes its messages to the console (-X).</summary>
    public static ReadOnlySpan<byte> SpecialLoggerName => "s6-svscan-log"u8;

    public ScannerPhase Phase { get; private set; }

    public uint RescanMs { get; }

    /// <summary>When the scan directory is to be read.</summary>
    public Instant ScanDeadline { get; private set; }

    /// <summary>When some service is to be started.</summary>
    public Instant StartDeadline { get; private set; }

    /// <summary>The index of s6-svscan-log, or -1.</summary>
    public int SpecialLogger { get; private set; }

    /// <summary>A kill is wanted and may be carried out now.</summary>
    public readonly bool WantsKill => (_killAll || _killInactive) && !_killAfterScan;

    /// <summary>A program to go on in was asked for.</summary>
    public bool WantsUpgrade { get; set; }

    /// <summary>Supervisors that live.</summary>
    public int AliveCount { get; private set; }

    // ----- commands

    /// <summary>One control letter; false for one that is none.</summary>
    public bool Command(byte letter, Instant now)
    {
        switch (letter)
        {
            case (byte)'z':
                // The host reaps in every turn.
                return true;
            case (byte)'a':
                Rescan(now);
                return true;
            case (byte)'b':
                Abort();
                return true;
            case (byte)'h':
                Reload(now);
                return true;
            case (byte)'i':
            case (byte)'t':
                Terminate(loggersToo: false);
                return true;
            case (byte)'q':
                Terminate(loggersToo: true);
                return true;
            case (byte)'n':
                _killInactive = true;
                return true;
            case (byte)'N':
                _killInactive = true;
                _killLoggersToo = true;
                return true;
            case (byte)'E':
                WantsUpgrade = true;
                return true;
            default:
                return false;
        }
    }

    /// <summary>A signal that no program of the user's has taken in.</summary>
    public void DefaultSignal(Signal signal, Instant now)
    {
        if (signal.Number == Signal.SIGALRM.Number)
        {
            Rescan(now);
        }
        else if (signal.Number == Signal.SIGABRT.Number)
        {
            Abort();
        }
        else if (signal.Number == Signal.SIGHUP.Number)
        {
            Reload(now);
        }
        else if (signal.Number == Signal.SIGTERM.Number || signal.Number == Signal.SIGINT.Number)
        {
            Terminate(loggersToo: false);
        }
        else if (signal.Number == Signal.SIGQUIT.Number)
        {
            Terminate(loggersToo: true);
        }
    }

    private void Rescan(Instant now)
    {
        if (Phase == ScannerPhase.Running)
        {
            _killAfterScan = true;
            ScanDeadline = now;
        }
    }

    private void Reload(Instant now)
    {
        Rescan(now);
        _killInactive = true;
    }

    private void Abort() => Phase = ScannerPhase.Done;

    private void Terminate(bool loggersToo)
    {
        if (Phase == ScannerPhase.Running)
        {
            Phase = ScannerPhase.Draining;
        }
        _killAll = true;
        _killLoggersToo |= loggersToo;
        _endsLoggersToo |= loggersToo;
        // There will be no other scan.
        _killAfterScan = false;
        ScanDeadline = Instant.Infinite;
        StartDeadline = Instant.Infinite;
    }

    // ----- killing

    /// <summary>
    /// The signal for the supervisor of that index, if it is to get one: HUP lets a logger read to the end.
    /// </summary>
    public readonly bool TryGetKill(int index, out Pid pid, out Signal signal)
    {
        Assert.That(WantsKill);
        ref ScannedService service = ref Table[index];
        pid = service.Pid;
        signal = SignalFor(index, _killLoggersToo);
        return service.Used && service.IsAlive && (_killAll || !service.Active);
    }

    private readonly Signal SignalFor(int index, bool loggersToo)
    {
        bool gentle = (Table[index].IsLogger || index == SpecialLogger) && !loggersToo;
        return gentle ? Signal.SIGHUP : Signal.SIGTERM;
    }

    /// <summary>Every supervisor that was to get a signal has got it.</summary>
    public void KillDone()
    {
        _killAll = false;
        _killInactive = false;
        _killLoggersToo = false;
    }

    // ----- scanning

    public readonly void BeginScan()
    {
        for (int i = 0; i < Table.End; i++)
        {
            Table[i].Seen = false;
        }
    }

    /// <summary>A subdirectory was found.</summary>
    public Observation Observe(scoped ReadOnlySpan<byte> name, ulong device, ulong inode, Instant now, out int index)
    {
        index = Table.FindDirectory(device, inode);
        Observation observation = Observation.Known;
        if (index < 0)
        {
            observation = Add(name, default, device, inode, now, out index);
            if (index < 0)
            {
                return observation;
            }
            if (SpecialLogger < 0 && name.SequenceEqual(SpecialLoggerName))
            {
                SpecialLogger = index;
            }
        }
        else if (Table[index].IsLogger)
        {
            // The directory of some service's logger now stands in the scan directory by itself.
            return Observation.Busy;
        }
        Table.SetName(index, name, default);
        Table[index].Seen = true;
        return observation;
    }

    /// <summary>A subdirectory's own subdirectory log was found. Added: the pair needs a pipe between them.</summary>
    public Observation ObserveLogger(
        int producer, scoped ReadOnlySpan<byte> name, ulong device, ulong inode, Instant now, out int index)
    {
        Assert.That(!Table[producer].IsLogger);
        index = Table.FindDirectory(device, inode);
        if (index >= 0)
        {
            if (Table[index].Peer != producer)
            {
                return Observation.Busy;
            }
            Table.SetName(index, name, "/log"u8);
            Table[index].Seen = true;
            return Observation.Known;
        }
        if (Table[producer].Peer != ScannedService.NoPeer)
        {
            // Its old logger has another directory: that one ends first.
            return Observation.Busy;
        }
        Observation observation = Add(name, "/log"u8, device, inode, now, out index);
        if (index >= 0)
        {
            Table[index].IsLogger = true;
            Table[index].Peer = producer;
            Table[index].Seen = true;
            Table[producer].Peer = index;
        }
        return observation;
    }

    /// <summary>Takes back a service that was added in this scan and cannot be had after all.</summary>
    public void Withdraw(int index)
    {
        if (index == SpecialLogger)
        {
            SpecialLogger = -1;
        }
        Table.Remove(index);
    }

    private Observation Add(
        scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> suffix, ulong device, ulong inode, Instant now, out int index)
    {
        index = Table.Add(device, inode);
        if (index < 0)
        {
            return Observation.TooMany;
        }
        Table.SetName(index, name, suffix);
        Table[index].Start = now;
        return Observation.Added;
    }

    /// <summary>
    /// The scan directory was read. Where something kept that from being whole, it is read again after a while, and
    /// until then no service loses its place for not having been found.
    /// </summary>
    public void EndScan(bool whole, uint retrySeconds, Instant now)
    {
        ScanDeadline = RescanMs == 0 ? Instant.Infinite : now.PlusMilliseconds(RescanMs);
        if (retrySeconds > 0)
        {
            ScanDeadline = Instant.Earliest(ScanDeadline, now.PlusSeconds(retrySeconds));
        }
        for (int i = 0; i < Table.End; i++)
        {
            ref ScannedService service = ref Table[i];
            if (service.Used)
            {
                service.Active = service.Seen || (service.Active && !whole);
            }
        }
        if (whole)
        {
            _killAfterScan = false;
        }
        ComputeStartDeadline(now);
    }

    /// <summary>A service that is neither wanted nor alive: to be forgotten with Withdraw.</summary>
    public readonly bool IsForgettable(int index) =>
        Table[index].Used && !Table[index].Active && !Table[index].IsAlive;

    // ----- starting

    /// <summary>Whether the supervisor of that index is to be started now.</summary>
    public readonly bool IsDue(int index, Instant now)
    {
        ref ScannedService service = ref Table[index];
        return Phase == ScannerPhase.Running && service.IsToStart && !service.Start.IsAfter(now) && !_spawnRetry.IsAfter(now);
    }

    public void Started(int index, Pid pid, Instant now)
    {
        Table.SetPid(index, pid);
        Table[index].Start = now.PlusSeconds(RestartDelaySeconds);
        AliveCount++;
    }

    /// <summary>A process could not be made: none is tried again for a while.</summary>
    public void StartFailed(Instant now) => _spawnRetry = now.PlusSeconds(SpawnRetrySeconds);

    /// <summary>The time of the next start; to be called when starts were made.</summary>
    public void ComputeStartDeadline(Instant now)
    {
        Instant deadline = Instant.Infinite;
        for (int i = 0; i < Table.End; i++)
        {
            ref ScannedService service = ref Table[i];
            if (service.IsToStart)
            {
                deadline = Instant.Earliest(deadline, service.Start);
            }
        }
        bool delayed = _spawnRetry.IsAfter(now) && _spawnRetry.IsAfter(deadline);
        StartDeadline = Phase != ScannerPhase.Running ? Instant.Infinite : delayed ? _spawnRetry : deadline;
    }

    // ----- deaths

    /// <summary>A child ended: the index of its service where it was a supervisor, or -1.</summary>
    public int Died(Pid pid)
    {
        int index = Table.FindPid(pid);
        if (index < 0)
        {
            return index;
        }
        Assert.That(!Table[index].Hosted);
        Table.ClearPid(index);
        Left(index);
        return index;
    }

    /// <summary>A service has no supervisor any more.</summary>
    private void Left(int index)
    {
        AliveCount--;
        Assert.That(AliveCount >= 0);
        if (Phase == ScannerPhase.Running && Table[index].IsToStart)
        {
            StartDeadline = Instant.Earliest(StartDeadline, Table[index].Start);
        }
    }

    /// <summary>To be called in the end when deaths were taken in, and once where there may be nothing to wait for.</summary>
    public void CheckDrained()
    {
        if (Phase == ScannerPhase.Draining && AliveCount == 0)
        {
            Phase = ScannerPhase.Done;
        }
    }
}
