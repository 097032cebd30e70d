using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Sestet.Chaos.Helper;
using Sestet.Conformance.Harness;

namespace Sestet.Chaos;

/// <summary>One run: a tree is started, everything is done to it for a time, and then it must be as it is wanted.</summary>
internal sealed class ChaosRun : IDisposable
{
    private const int LoggerNumber = 1000;
    private const int TickMs = 15;
    private const int StartTimeoutMs = 30_000;
    private const int QuietTimeoutMs = 60_000;
    private const int ScannerDelayMinMs = 700;
    private const int ScannerDelayMaxMs = 4000;

    private readonly Settings _settings;
    private readonly Tree _tree;
    private readonly ReportReader _reports;
    private readonly List<Driver> _drivers;
    private readonly Random _random;
    private readonly Stopwatch _scannerIdle = Stopwatch.StartNew();
    private int _scannerDelayMs = ScannerDelayMaxMs;

    public ChaosRun(Settings settings, Tree tree)
    {
        _settings = settings;
        _tree = tree;
        _reports = new ReportReader(tree["reports"]);
        _random = new Random(settings.Seed);
        _drivers = [];
        for (int i = 0; i < settings.Services; i++)
        {
            var service = new Service(tree["scan"], i);
            tree.AddService(service);
            _drivers.Add(new Driver(service, tree, Counts, settings, _random.Next()));
        }
    }

    public Counts Counts { get; } = new();

    private IEnumerable<Service> Services => _drivers.Select(driver => driver.Service);

    /// <summary>Throws ViolationException where something is not as it must be.</summary>
    public void Run()
    {
        _tree.StartScanner();
        WaitUntil(() => _drivers.All(d => d.GoOn()) && Services.All(s => !s.HasLogger || s.Logger != null), StartTimeoutMs, "start");
        _tree.Trace.Write("all run");
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < _settings.Seconds)
        {
            Turn();
            Dictionary<string, int> supervisors = _settings.Density ? [] : _tree.Supervisors();
            foreach (Driver driver in _drivers)
            {
                driver.GoOn();
                driver.Act(supervisors);
                // Ends and starts are seen in the order in which they happen.
                TakeReports();
            }
            ActOnTree();
        }
        _tree.Trace.Write("quiet");
        WaitUntil(IsQuiet, QuietTimeoutMs, "rest");
        SetFinalState();
        var verdict = new Verdict(_tree, _settings);
        foreach (Service service in Services)
        {
            verdict.CheckStatus(service);
        }
        CheckAll();
        _tree.Trace.Write("end");
        _tree.Stop();
        foreach (Report report in _reports.Read())
        {
            // Finish programs of the end; nothing else may happen then.
            Services.ElementAt(report.Service % LoggerNumber).Take(report, report.Service >= LoggerNumber);
        }
        foreach (Service service in Services)
        {
            service.CheckFinishes(ended: true);
            verdict.CheckTally(service);
            verdict.CheckLog(service);
        }
        Lines = verdict.Lines;
    }

    /// <summary>Lines that the logs hold.</summary>
    public long Lines { get; private set; }

    public void Dispose()
    {
        _reports.Dispose();
        foreach (Service service in Services)
        {
            service.Current?.Dispose();
            service.Logger?.Dispose();
        }
    }

    /// <summary>Waits for something to happen, a little, and takes it in.</summary>
    private void Turn()
    {
        Program.ThrowIfGivenUp();
        Native.PollDescriptor[] poll =
        [
            new() { Descriptor = _reports.Descriptor, Wanted = Native.PollIn },
            .. Services.Select(s => new Native.PollDescriptor { Descriptor = s.Current?.Descriptor ?? -1, Wanted = Native.PollIn }),
        ];
        _ = Native.Poll(poll, (nuint)poll.Length, TickMs);
        TakeReports();
        CheckAll();
        _tree.ReapOrphans();
        if (_tree.ScannerHasEnded)
        {
            throw new ViolationException("s6-svscan has ended");
        }
    }

    private void TakeReports()
    {
        foreach (Report report in _reports.Read())
        {
            Service service = _drivers[report.Service % LoggerNumber].Service;
            bool isLogger = report.Service >= LoggerNumber;
            service.Take(report, isLogger);
            if (report.Kind == ReportKind.Started && !isLogger)
            {
                _tree.Trace.Write($"runs: {service}");
            }
        }
    }

    private void CheckAll()
    {
        foreach (Service service in Services)
        {
            service.CheckEnds();
        }
    }

    private void WaitUntil(Func<bool> condition, int limitMs, string what)
    {
        Patience patience = new(limitMs);
        while (!condition())
        {
            Turn();
            if (patience.IsOver)
            {
                string waiting = string.Join("; ", Services.Where(s => s.Phase is not (Phase.Up or Phase.Down)));
                throw new ViolationException($"it does not come to {what} within {limitMs} ms: {waiting}");
            }
        }
    }

    private bool IsQuiet()
    {
        bool settled = true;
        foreach (Driver driver in _drivers)
        {
            settled &= driver.GoOn();
        }
        return settled && (_settings.Density || _tree.Supervisors().Count == Services.Sum(s => s.HasLogger ? 2 : 1));
    }

    /// <summary>kill -9 of s6-svscan, and upgrades of the whole tree.</summary>
    private void ActOnTree()
    {
        if ((!_settings.KillsScanner && !_settings.Upgrades) || _scannerIdle.ElapsedMilliseconds < _scannerDelayMs)
        {
            return;
        }
        bool kills = _random.Next(100) < 70 ? _settings.KillsScanner : !_settings.Upgrades;
        bool flag = _random.Next(100) < 30;
        int microseconds = _random.Next(20_000);
        _scannerDelayMs = _random.Next(ScannerDelayMinMs, ScannerDelayMaxMs);
        if (!kills)
        {
            Upgrade();
        }
        if (kills || flag)
        {
            KillScanner();
        }
        if (kills && flag)
        {
            Tree.Spin(microseconds);
            KillScanner();
        }
        _scannerIdle.Restart();
    }

    private void KillScanner()
    {
        // Under --density nobody else has the pipe of a logger that is not there: its service would write to no reader.
        bool isBare = _settings.Density && Services.Any(s => s.HasLogger && s.Logger == null);
        if (!_settings.KillsScanner || isBare)
        {
            return;
        }
        Driver.KillsOfAny++;
        Counts.Scanners++;
        Dictionary<string, int> supervisors = _settings.Density ? [] : _tree.Supervisors();
        foreach (Service service in Services.Where(s => s.HasLogger))
        {
            // One that was killed a moment ago is among them still, and may even be on its way to its end.
            if (!supervisors.TryGetValue(service.Name + "/log", out int pid) || _tree.WasKilled(pid))
            {
                service.LetLoggerEnd();
            }
        }
        _tree.KillScanner();
        if (_settings.Density)
        {
            TakeReports();
            CheckAll();
            foreach (Service service in Services)
            {
                service.LetPipeBeLost();
            }
        }
        _tree.StartScanner();
    }

    private void Upgrade()
    {
        _tree.PutBinary();
        CommandResult result = _tree.Run("s6-svscanctl", "--upgrade", _tree["scan"]);
        _tree.Trace.Write($"s6-svscanctl --upgrade: exit {result.ExitCode}");
        // It has just been killed, and does not listen yet.
        Counts.TreeUpgrades += result.ExitCode == 0 ? 1 : 0;
    }

    /// <summary>Some are wanted up now, some down.</summary>
    private void SetFinalState()
    {
        foreach (Driver driver in _drivers)
        {
            bool wantsUp = _random.Next(2) == 0;
            if (wantsUp && driver.Service.Phase == Phase.Down)
            {
                driver.Start();
            }
            else if (!wantsUp && driver.Service.Phase == Phase.Up)
            {
                driver.Stop();
            }
        }
        WaitUntil(IsQuiet, QuietTimeoutMs, "the final state");
    }
}
