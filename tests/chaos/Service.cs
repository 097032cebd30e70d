using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Sestet.Chaos.Helper;

namespace Sestet.Chaos;

/// <summary>What a service is waited for to do.</summary>
internal enum Phase
{
    /// <summary>Nothing: it is up.</summary>
    Up,

    /// <summary>Nothing: it is down.</summary>
    Down,

    /// <summary>To come back, killed as it was, or to begin at all.</summary>
    ComingBack,

    /// <summary>To obey `s6-svc -d`.</summary>
    Stopping,

    /// <summary>To obey `s6-svc -u`.</summary>
    Starting,

    /// <summary>To obey `s6-svc -r`.</summary>
    Restarting,
}

/// <summary>One service, as it should be: what this program has done to it, and what it was seen to do.</summary>
internal sealed class Service
{
    private static readonly TimeSpan s_loggerMayEndFor = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, int> _finishes = [];
    private readonly HashSet<int> _mayLackLines = [];
    private DateTime _loggerMayEndUntil;

    public Service(string scanDirectory, int number)
    {
        Number = number;
        Name = $"s{number:d3}";
        Directory = Path.Combine(scanDirectory, Name);
    }

    public int Number { get; }

    public string Name { get; }

    public string Directory { get; }

    public bool HasLogger => Number % 2 == 0;

    public bool TellsReadiness => Number % 4 < 2;

    public bool HasFinish => Number % 3 == 0;

    public Phase Phase { get; set; } = Phase.ComingBack;

    public Instance? Current { get; private set; }

    public Instance? Logger { get; private set; }

    /// <summary>
    /// From now on, for a while, a logger's end is its right: s6-svscan is killed while the logger has no supervisor, so that
    /// nobody but the service holds the pipe that it reads. Where that has been killed as well, it reads to the end and comes again.
    /// </summary>
    public void LetLoggerEnd() => _loggerMayEndUntil = DateTime.UtcNow + s_loggerMayEndFor;

    /// <summary>
    /// s6-svscan --density was killed. Where neither the service nor its logger lives, nobody has their pipe any more: what
    /// the last instances had written into it, while there was no logger, is lost.
    /// </summary>
    public void LetPipeBeLost()
    {
        if (HasLogger && Logger == null && Current?.HasEnded != false)
        {
            _mayLackLines.Add(Instances);
            _mayLackLines.Add(Instances - 1);
        }
    }

    public bool MayLackLines(int instance) => _mayLackLines.Contains(instance);

    public int Instances => Current?.Number ?? 0;

    /// <summary>kill -9 of supervisors so far.</summary>
    public int SupervisorKills { get; set; }

    /// <summary>In words, for messages.</summary>
    public override string ToString() => $"{Name}, {Phase}, instance {Instances}"
        + (Current == null ? "" : string.Create(CultureInfo.InvariantCulture, $" ({Current.Pid}{(Current.HasEnded ? ", ended" : "")})"));

    /// <summary>Takes in what a helper program says; throws what must not be.</summary>
    public void Take(Report report, bool isLogger)
    {
        switch (report.Kind)
        {
            case ReportKind.Started when isLogger:
                CheckEnds();
                Require(Logger == null, $"the logger is started again: pid {report.Pid}");
                Logger = new Instance(report.Instance, report.Pid);
                break;
            case ReportKind.Started:
                TakeStart(report);
                break;
            case ReportKind.Finishing:
                Require(report.Instance == Instances, $"a finish program for instance {report.Instance}");
                Require(_finishes.TryAdd(report.Instance, report.Pid), "a second finish program for the same instance");
                break;
            default:
                throw new ViolationException($"{this}: {report.Kind}, pid {report.Pid}");
        }
    }

    /// <summary>Looks whether it has ended; throws where it should not have.</summary>
    public void CheckEnds()
    {
        if (Current?.CheckEnd() == true)
        {
            Require(Current.MayEnd, "ended, and nobody asked for it");
        }
        if (Logger?.CheckEnd() == true)
        {
            Require(DateTime.UtcNow < _loggerMayEndUntil, "the logger has ended");
            Logger = null;
        }
    }

    /// <summary>Every instance that has ended has had its finish program, but the last one's may be about to run.</summary>
    public void CheckFinishes(bool ended)
    {
        if (HasFinish)
        {
            int expected = Instances - (ended ? 0 : 1);
            Require(_finishes.Count == expected, $"{_finishes.Count} finish programs for {expected} instances that have ended");
        }
    }

    public void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new ViolationException($"{this}: {what}");
        }
    }

    private void TakeStart(Report report)
    {
        CheckEnds();
        Require(Current?.HasEnded != false, $"instance {report.Instance} (pid {report.Pid}) runs beside it");
        Require(report.Instance == Instances + 1, $"instance {report.Instance} begins, pid {report.Pid}");
        Require(Phase is not (Phase.Up or Phase.Down), $"pid {report.Pid} begins, and nobody asked for it");
        // A command that is given again may reach the one that has come up meanwhile.
        Current = new Instance(report.Instance, report.Pid) { MayEnd = Phase is Phase.Stopping };
        if (Phase != Phase.Stopping)
        {
            Phase = Phase.Up;
        }
    }
}
