using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using Sestet.Conformance.Harness;

namespace Sestet.Chaos;

/// <summary>Does to one service what its seed has decided, one thing after the other, each as soon as it can be.</summary>
internal sealed class Driver(Service service, Tree tree, Counts counts, Settings settings, int seed)
{
    private const int PatienceMs = 30_000;

    /// <summary>After a death of the supervisor a command may be lost: then it is given again.</summary>
    private const int RepeatMs = 1000;

    /// <summary>Nothing takes longer than this, not even on a busy machine, but what is lost.</summary>
    private const int LostMs = 10_000;

    private const int StatusEveryMs = 50;

    /// <summary>However often its supervisor was killed meanwhile: each supervisor needs but milliseconds.</summary>
    private const int ReadySeconds = 5;
    private const int UnreadyMax = 20;

    private const int FreshSupervisorMs = 40;
    private const int DecisionsWhileDown = 2;

    private readonly Random _random = new(seed);
    private readonly Stopwatch _idle = Stopwatch.StartNew();
    private readonly Stopwatch _phase = Stopwatch.StartNew();
    private readonly Stopwatch _command = Stopwatch.StartNew();
    private readonly Stopwatch _status = Stopwatch.StartNew();
    private Phase _seen = Phase.ComingBack;
    private Decision? _next;
    private int _killsAtCommand;
    private int _downDecisions;

    public Service Service { get; } = service;

    /// <summary>kill -9 of supervisors of which it is not known whose they are, and of s6-svscan.</summary>
    public static int KillsOfAny { get; set; }

    private int Kills => Service.SupervisorKills + KillsOfAny;

    /// <summary>Goes on with what it waits for; true where it waits for nothing.</summary>
    public bool GoOn()
    {
        if (Service.Phase != _seen)
        {
            _seen = Service.Phase;
            _phase.Restart();
        }
        bool settled = Service.Phase is Phase.Up or Phase.Down;
        Service.Require(settled || _phase.ElapsedMilliseconds < PatienceMs, $"nothing comes of it in {PatienceMs} ms");
        switch (Service.Phase)
        {
            case Phase.Stopping:
                GoOnStopping();
                break;
            case Phase.Starting:
                Repeat("-u");
                break;
            case Phase.Restarting when Service.Current?.HasEnded == false:
                Repeat("-r");
                break;
        }
        return Service.Phase is Phase.Up or Phase.Down;
    }

    /// <summary>Does the next thing where it is time, and possible.</summary>
    public void Act(IReadOnlyDictionary<string, int> supervisors)
    {
        CheckReadiness();
        _next ??= Decision.Next(_random);
        Decision decision = _next.Value;
        if (_idle.ElapsedMilliseconds < decision.DelayMs || (Service.Phase is not (Phase.Up or Phase.Down) && !decision.IsOfSupervisor))
        {
            return;
        }
        if (settings.Density && decision.IsOfSupervisor)
        {
            decision = decision with { Act = decision.Flag ? Chaos.Act.Stop : Chaos.Act.KillService };
            if (Service.Phase is not (Phase.Up or Phase.Down))
            {
                return;
            }
        }
        if (Service.Phase == Phase.Down && (!decision.IsOfSupervisor || ++_downDecisions > DecisionsWhileDown))
        {
            Start();
        }
        else if (!TryDo(decision, supervisors))
        {
            return;
        }
        _next = null;
        _idle.Restart();
    }

    /// <summary>Readiness that was told while no supervisor lived is known all the same.</summary>
    private void CheckReadiness()
    {
        if (Service is { Phase: Phase.Up, TellsReadiness: true, Current: { ReadinessIsKnown: false } current }
            && (DateTime.UtcNow - current.Since).TotalSeconds > ReadySeconds)
        {
            CommandResult result = tree.Run("s6-svstat", "-o", "pid,ready", Service.Directory);
            current.ReadinessIsKnown = result.Output == string.Create(CultureInfo.InvariantCulture, $"{current.Pid} true\n");
            // A supervisor that has just begun may not have heard of it yet.
            current.Unready += result.ExitCode == 0 && !current.ReadinessIsKnown ? 1 : 0;
            Service.Require(current.Unready < UnreadyMax, $"not ready after {ReadySeconds} s: {result}");
        }
    }

    public void Stop()
    {
        counts.Stops++;
        _downDecisions = 0;
        Service.Phase = Phase.Stopping;
        Command("-d");
    }

    public void Start()
    {
        Service.Phase = Phase.Starting;
        Command("-u");
    }

    private bool TryDo(Decision decision, IReadOnlyDictionary<string, int> supervisors)
    {
        bool logger = decision.Act == Chaos.Act.KillLoggersSupervisor && Service.HasLogger;
        int supervisor = supervisors.GetValueOrDefault(logger ? Service.Name + "/log" : Service.Name);
        if (supervisor == 0 && !settings.Density)
        {
            return false;
        }
        switch (decision.Act)
        {
            case Chaos.Act.KillSupervisor:
            case Chaos.Act.KillLoggersSupervisor:
                return KillSupervisor(supervisor, decision.Act);
            case Chaos.Act.KillSupervisorTwice:
                return KillTwice(supervisor, decision);
            case Chaos.Act.KillService:
                return KillService();
            case Chaos.Act.KillBoth:
                return KillBoth(supervisor, decision);
            case Chaos.Act.Upgrade:
                return Upgrade(supervisor, decision);
            case Chaos.Act.Stop:
                Stop();
                break;
            case Chaos.Act.Restart:
                counts.Restarts++;
                Service.Phase = Phase.Restarting;
                Command("-r");
                break;
        }
        if (decision.Flag && supervisor != 0)
        {
            Tree.Spin(decision.Microseconds);
            _ = KillSupervisor(supervisor, decision.Act);
        }
        return true;
    }

    private bool KillSupervisor(int pid, Act why)
    {
        if (!tree.KillSupervisor(pid, $"{Service.Name} {why}"))
        {
            return false;
        }
        counts.Supervisors++;
        Service.SupervisorKills++;
        if (why == Chaos.Act.KillLoggersSupervisor && tree.ScannerIsFresh)
        {
            Service.LetLoggerEnd();
        }
        return true;
    }

    private bool KillTwice(int supervisor, Decision decision)
    {
        HashSet<int> known = tree.Children();
        if (!KillSupervisor(supervisor, decision.Act))
        {
            return false;
        }
        int fresh = tree.WaitForNewChild(known, FreshSupervisorMs);
        // From its first instructions on: what it does at its start takes less than a millisecond.
        Tree.Spin(decision.Microseconds / 3);
        if (fresh != 0 && tree.KillSupervisor(fresh, $"{Service.Name} or another, again"))
        {
            counts.Supervisors++;
            counts.Starting++;
            KillsOfAny++;
        }
        return true;
    }

    private bool KillService()
    {
        Instance current = Service.Current ?? throw new InvalidOperationException($"{Service} has not begun");
        Service.Require(current.Kill(), "ended, and nobody asked for it");
        counts.Services++;
        Service.Phase = Phase.ComingBack;
        tree.Trace.Write($"killed {Service}");
        return true;
    }

    private bool KillBoth(int supervisor, Decision decision)
    {
        if (settings.Density)
        {
            return KillService();
        }
        if (decision.Flag)
        {
            _ = KillService();
            Tree.Spin(decision.Microseconds);
            _ = KillSupervisor(supervisor, decision.Act);
            return true;
        }
        if (!KillSupervisor(supervisor, decision.Act))
        {
            return false;
        }
        Tree.Spin(decision.Microseconds);
        return KillService();
    }

    private bool Upgrade(int supervisor, Decision decision)
    {
        tree.PutBinary();
        if (!Tree.AskForUpgrade(Service.Directory))
        {
            return false;
        }
        counts.Upgrades++;
        tree.Trace.Write($"upgrades s6-supervise {supervisor}: {Service.Name}");
        if (decision.Flag)
        {
            Tree.Spin(decision.Microseconds);
            _ = KillSupervisor(supervisor, decision.Act);
        }
        return true;
    }

    // ----- commands

    /// <summary>It fails where no supervisor listens, and is given again.</summary>
    private void Command(string option)
    {
        if (option != "-u" && Service.Current != null)
        {
            Service.Current.MayEnd = true;
        }
        _killsAtCommand = Kills;
        CommandResult result = tree.Run("s6-svc", option, Service.Directory);
        if (result.ExitCode != 0)
        {
            _killsAtCommand = -1;
        }
        tree.Trace.Write($"s6-svc {option} {Service}: exit {result.ExitCode}");
        _command.Restart();
    }

    private void Repeat(string option)
    {
        long elapsed = _command.ElapsedMilliseconds;
        bool mayBeLost = _killsAtCommand != Kills;
        if (mayBeLost && elapsed > RepeatMs)
        {
            counts.Repeated++;
            Command(option);
        }
        Service.Require(mayBeLost || elapsed < LostMs, $"s6-svc {option} is without effect, {elapsed} ms after it");
    }

    private void GoOnStopping()
    {
        if (Service.Current?.HasEnded != false && _status.ElapsedMilliseconds > StatusEveryMs)
        {
            _status.Restart();
            CommandResult result = tree.Run("s6-svstat", "-o", "up,wantedup", Service.Directory);
            if (result.ExitCode == 0 && result.Output == "false false\n")
            {
                Service.Phase = Phase.Down;
                tree.Trace.Write($"is down: {Service}");
                return;
            }
        }
        Repeat("-d");
    }
}
