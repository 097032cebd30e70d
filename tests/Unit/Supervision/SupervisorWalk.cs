using System;
using System.Collections.Generic;
using System.Linq;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Supervision;
using static Sestet.Tests.SupervisorInternals;

namespace Sestet.Tests;

/// <summary>One answer to every question a supervisor may ask of the service directory.</summary>
internal readonly record struct FixedConfig(
    bool HasFinishFile, uint KillMs, uint FinishMs, bool KillsGroup, RestartRules? Rules = null, bool Notifies = false)
    : IServiceConfig
{
    public Signal DownSignal() => Signal.SIGTERM;

    public Signal ReloadSignal() => Signal.SIGHUP;

    public uint TimeoutKillMs() => KillMs;

    public uint TimeoutFinishMs() => FinishMs;

    public bool TimeoutKillsProcessGroup() => KillsGroup;

    public bool HasFinish() => HasFinishFile;

    public bool TryGetRestartRules(out RestartRules rules)
    {
        rules = Rules ?? RestartRules.Reference;
        return Rules.HasValue;
    }

    public uint RandomNumber() => 0;

    public bool NotifiesReadiness() => Notifies;

    public uint WatchdogKillMs() => KillMs == 0 ? Limits.WatchdogKillDefaultMs : KillMs;
}

/// <summary>How far a turn of the host has come: what comes in is taken in this order.</summary>
internal enum TurnPhase
{
    Waiting,
    Notified,
    Signaled,
    Controlled,
}

/// <summary>
/// Every state a supervisor can reach, breadth first, with every event, every outcome of a start and every answer of the
/// configuration in each. Time is not counted: a deadline is due, to come, or none, and to pass it is a step of its own.
/// </summary>
internal sealed class SupervisorWalk
{
    private const int PidValue = 77;

    private static readonly Instant s_now = new(1_000_000_000_000);
    private static readonly Instant s_later = s_now.PlusSeconds(1);
    private static readonly Tai s_wall = Tai.FromUnix(1_700_000_000, 0);
    private static readonly WaitStatus[] s_deaths = [WaitStatus.Exited(0), WaitStatus.Exited(125), WaitStatus.Signaled(9)];

    private readonly Dictionary<string, Node> _known = [];
    private readonly Queue<Node> _queue = new();
    private readonly FixedConfig[] _configs =
    [
        .. from finish in (bool[])[false, true]
           from kill in (uint[])[0, 1000]
           from limit in (uint[])[0, 5000]
           from all in (bool[])[false, true]
           select new FixedConfig(finish, kill, limit, all),
        .. from finish in (bool[])[false, true]
           from rules in (RestartRules[])[RestartRules.Create(0, 0, 0, 1000, 0), RestartRules.Create(5000, 0, 0, 1000, 9)]
           select new FixedConfig(finish, KillMs: 0, FinishMs: 0, KillsGroup: false, rules, Notifies: true),
    ];

    /// <summary>A state, and of the world around it what decides about what may come next.</summary>
    private struct Node
    {
        public Supervisor Core;
        public TurnPhase Phase;

        /// <summary>Signals that this turn has had: one of a kind can wait.</summary>
        public int Signals;

        /// <summary>The host holds the reading end of a notification pipe.</summary>
        public bool Listens;

        /// <summary>The service has a socket for notifications, and a watchdog.</summary>
        public bool Watched;

        /// <summary>The last letter that was sent.</summary>
        public byte LastLetter;

        /// <summary>The last start failed for good.</summary>
        public bool GaveUp;
    }

    public int States => _known.Count;

    public long Transitions { get; private set; }

    public HashSet<int> Cells { get; } = [];

    public int LettersInATurnMax { get; private set; }

    public int ActionsInAStepMax { get; private set; }

    public void Run()
    {
        foreach (bool wantedUp in (bool[])[false, true])
        {
            Node node = new() { LastLetter = (byte)'x', Phase = TurnPhase.Controlled };
            node.Core.Begin(wantedUp, s_now, s_wall);
            Visit(node);
        }
        while (_queue.TryDequeue(out Node node))
        {
            Expand(node);
        }
    }

    private void Expand(in Node node)
    {
        Supervisor core = node.Core;
        if (core.Leaving)
        {
            EndTurn(node);
            return;
        }
        if (node.Phase == TurnPhase.Waiting)
        {
            LetTimePass(node);
            Notify(node);
        }
        if (node.Phase <= TurnPhase.Notified)
        {
            Enter(node, TurnPhase.Signaled);
        }
        if (node.Phase <= TurnPhase.Signaled)
        {
            Signal(node);
            Enter(node, TurnPhase.Controlled);
        }
        if (node.Phase == TurnPhase.Controlled)
        {
            for (SupervisorCommand command = SupervisorCommand.SendAlrm; command < SupervisorCommand.Count; command++)
            {
                Step(node, SupervisorEvent.Asked(command), TurnPhase.Controlled);
            }
            EndTurn(node);
        }
    }

    private void Enter(Node node, TurnPhase phase)
    {
        node.Phase = phase;
        Visit(node);
    }

    private void LetTimePass(Node node)
    {
        Node changed = node;
        if (Deadline(ref changed.Core).Nanoseconds == s_later.Nanoseconds)
        {
            Deadline(ref changed.Core) = s_now;
            Visit(changed);
        }
        changed = node;
        if (WatchdogDeadline(ref changed.Core).Nanoseconds == s_later.Nanoseconds)
        {
            WatchdogDeadline(ref changed.Core) = s_now;
            Visit(changed);
        }
        if (NextStart(ref node.Core).Nanoseconds == s_later.Nanoseconds)
        {
            NextStart(ref node.Core) = s_now;
            Visit(node);
        }
    }

    private void Notify(in Node node)
    {
        if (node.Listens)
        {
            Step(node, SupervisorEvent.Ready, TurnPhase.Notified);
            Step(node, SupervisorEvent.NotificationClosed, TurnPhase.Notified);
        }
        if (node.Core.IsUp && node.Watched)
        {
            if (!node.Core.HasBeenReady)
            {
                Step(node, SupervisorEvent.Ready, TurnPhase.Notified);
            }
            Step(node, SupervisorEvent.Alive, TurnPhase.Notified);
            Step(node, SupervisorEvent.Stopping, TurnPhase.Notified);
            Step(node, SupervisorEvent.WatchdogSet(0), TurnPhase.Notified);
            Step(node, SupervisorEvent.WatchdogMissed, TurnPhase.Notified);
        }
    }

    private void Signal(in Node node)
    {
        if ((node.Signals & 1) == 0 && !node.Core.Status.Pid.IsNone)
        {
            foreach (WaitStatus death in s_deaths)
            {
                Node dead = node;
                dead.Signals |= 1;
                Step(dead, SupervisorEvent.Exited(death), TurnPhase.Signaled);
            }
        }
        for (SupervisorCommand command = SupervisorCommand.SignalTerm; command <= SupervisorCommand.SignalInt; command++)
        {
            int bit = 2 << (int)command;
            if ((node.Signals & bit) == 0)
            {
                Node asked = node;
                asked.Signals |= bit;
                Step(asked, SupervisorEvent.Asked(command), TurnPhase.Signaled);
            }
        }
    }

    /// <summary>Timeout where it is due, then what the host settles.</summary>
    private void EndTurn(in Node node)
    {
        if (!node.Core.Leaving && !node.Core.Deadline.IsAfter(s_now))
        {
            Step(node, SupervisorEvent.Timeout, node.Phase, settle: true);
            return;
        }
        if (!node.Core.Leaving && !node.Core.WatchdogDeadline.IsAfter(s_now))
        {
            Step(node, SupervisorEvent.WatchdogMissed, node.Phase, settle: true);
            return;
        }
        Settle(node);
    }

    private void Settle(Node node)
    {
        LettersInATurnMax = Math.Max(LettersInATurnMax, Letters(ref node.Core).Count);
        SupervisorActions actions = default;
        node.Core.Settle(ref actions);
        for (int i = 0; i < actions.Count; i++)
        {
            for (int j = 0; j < actions[i].Letters.Count; j++)
            {
                byte letter = actions[i].Letters[j];
                Require(EventGrammar.MayFollow(node.LastLetter, letter), $"letter {(char)letter} after {(char)node.LastLetter}");
                node.LastLetter = letter;
            }
        }
        bool exits = Kinds(actions).Contains(SupervisorActionKind.Exit);
        Require(exits == node.Core.Leaving, "Exit without leaving, or the other way round");
        if (exits)
        {
            Require(node.LastLetter == 'x', "the last letter is not x");
            return;
        }
        CheckRest(node);
        node.Phase = TurnPhase.Waiting;
        node.Signals = 0;
        Visit(node);
    }

    /// <summary>What holds between turns: whoever waits for something waits for something that comes.</summary>
    private void CheckRest(Node node)
    {
        ref Supervisor core = ref node.Core;
        Require(core.Deadline.IsAfter(s_now), "a deadline that was due has not been acted upon");
        Require(core.WatchdogDeadline.IsAfter(s_now), "a watchdog that was due has not been acted upon");
        Require(core.WatchdogDeadline.IsInfinite || core.IsUp, "a watchdog of nobody");
        Require(!History(ref core).Failed || !core.Status.WantedUp || core.State != SupervisorState.Down || node.GaveUp,
            "failed for good, and wanted up");
        bool waitsForStart = core.State == SupervisorState.Down && core.Status.WantedUp && !node.GaveUp;
        Require(!waitsForStart || !core.Deadline.IsInfinite, "wanted up, and nothing will start it");
        Require(!Dying(ref core) || !core.Deadline.IsInfinite, "timeout-kill without an end");
        Require(!StatusChanged(ref core) && Letters(ref core).Count == 0, "something is left to write or tell");
        byte expected = core.State switch
        {
            SupervisorState.Up or SupervisorState.LastUp => core.HasBeenReady ? (byte)'U' : (byte)'u',
            SupervisorState.Finish or SupervisorState.LastFinish => (byte)'d',
            _ => core.Status.NotStartedYet ? (byte)'s' : (byte)'D',
        };
        Require(node.LastLetter == expected, $"{core.State}, but the last letter is {(char)node.LastLetter}");
    }

    private void Step(Node node, SupervisorEvent e, TurnPhase phase, bool settle = false)
    {
        SupervisorTableObserver(e, node.Core.State);
        foreach (FixedConfig config in _configs)
        {
            FixedConfig answers = config;
            Node next = node;
            next.Phase = phase;
            SupervisorActions actions = default;
            next.Core.Step(e, s_now, s_wall, ref answers, ref actions);
            Transitions++;
            ActionsInAStepMax = Math.Max(ActionsInAStepMax, actions.Count);
            CheckActions(node.Core, e, actions);
            next.Listens &= !Kinds(actions).Contains(SupervisorActionKind.CloseNotification);
            if (next.Core.AwaitsSpawn)
            {
                Spawn(next, config, settle);
            }
            else
            {
                Go(next, settle);
            }
        }
    }

    private void Go(in Node node, bool settle)
    {
        if (settle)
        {
            Settle(node);
        }
        else
        {
            Visit(node);
        }
    }

    /// <summary>The outcomes of a start.</summary>
    private void Spawn(in Node node, FixedConfig config, bool settle)
    {
        bool run = node.Core.State == SupervisorState.Down;
        foreach ((bool listens, bool watched) in run ? ((bool, bool)[])[(false, false), (true, false), (false, true)] : [default])
        {
            Node started = node;
            started.Listens = listens;
            started.Watched = watched;
            started.GaveUp = false;
            Resolve(started, SupervisorEvent.Spawned(new Pid(PidValue), watched ? 1000u : 0), config, settle);
        }
        foreach (uint retry in run ? (uint[])[SupervisorEvent.NoRetry, 60] : [SupervisorEvent.NoRetry])
        {
            Node failed = node;
            failed.GaveUp = run && retry == SupervisorEvent.NoRetry;
            Resolve(failed, SupervisorEvent.SpawnFailed(retry), config, settle);
        }
    }

    private void Resolve(Node node, SupervisorEvent outcome, FixedConfig config, bool settle)
    {
        SupervisorActions actions = default;
        node.Core.Step(outcome, s_now, s_wall, ref config, ref actions);
        Transitions++;
        bool fails = actions.Count == 1 && Kinds(actions)[0] == SupervisorActionKind.WriteFailure;
        Require(actions.Count == 0 || fails, "the outcome of a start asks for more");
        Go(node, settle);
    }

    private void CheckActions(in Supervisor before, SupervisorEvent e, in SupervisorActions actions)
    {
        SupervisorActionKind[] kinds = Kinds(actions);
        for (int i = 0; i < actions.Count; i++)
        {
            SupervisorAction action = actions[i];
            bool kills = action.Kind is SupervisorActionKind.Kill or SupervisorActionKind.KillGroup;
            Require(!kills || (action.Pid.Value == PidValue && before.Status.Pid.Value == PidValue), "a signal for nobody");
            Require(!kills || !action.Signal.IsNone, "no signal");
            bool starts = action.Kind is SupervisorActionKind.SpawnRun or SupervisorActionKind.SpawnFinish;
            Require(!starts || i == actions.Count - 1, "a start is not the last action");
        }
        bool run = kinds.Contains(SupervisorActionKind.SpawnRun);
        Require(!run || before.State == SupervisorState.Down, "a run is started while something lives");
        bool finish = kinds.Contains(SupervisorActionKind.SpawnFinish);
        bool wasUp = before.State is SupervisorState.Up or SupervisorState.LastUp;
        Require(!finish || (wasUp && e.Kind == SupervisorEventKind.Exited), "a finish is started without a run's end");
        bool tally = kinds.Contains(SupervisorActionKind.AppendTally);
        Require(tally == (wasUp && e.Kind == SupervisorEventKind.Exited), "the death tally misses a death, or invents one");
    }

    private void SupervisorTableObserver(SupervisorEvent e, SupervisorState state)
    {
        int row = e.Kind switch
        {
            SupervisorEventKind.Timeout => 0,
            SupervisorEventKind.Exited => 1,
            SupervisorEventKind.Command => 2 + (int)e.Command,
            _ => -1,
        };
        if (row >= 0)
        {
            Cells.Add(row * (int)SupervisorState.Count + (int)state);
        }
    }

    private void Visit(Node node)
    {
        Normalize(ref node);
        Supervisor core = node.Core;
        string key = string.Join(
            ' ', core.State, core.Deadline.Nanoseconds, NextStart(ref core).Nanoseconds, core.Leaving, core.AwaitsSpawn,
            Dying(ref core), StatusChanged(ref core), LettersText(Letters(ref core)), core.Status.Pid.Value, core.Status.Paused,
            core.Status.Finishing, core.Status.WantedUp, core.Status.Ready, node.Phase, node.Signals, node.Listens,
            node.LastLetter, node.GaveUp, node.Watched, WatchdogDeadline(ref core).Nanoseconds, History(ref core).WatchdogMs,
            History(ref core).ToldToEnd, History(ref core).LimitReached, History(ref core).Failed, History(ref core).DelayMs);
        if (_known.TryAdd(key, node))
        {
            _queue.Enqueue(node);
        }
    }

    /// <summary>
    /// Every time to come is the same time to come, and how the last run ended is told apart by nothing.
    /// </summary>
    private static void Normalize(ref Node node)
    {
        node.Core.Status.WaitStatus = default;
        Deadline(ref node.Core) = Abstract(Deadline(ref node.Core));
        NextStart(ref node.Core) = Abstract(NextStart(ref node.Core));
        WatchdogDeadline(ref node.Core) = Abstract(WatchdogDeadline(ref node.Core));
        ref SupervisorHistory history = ref History(ref node.Core);
        history.Policy = default;
        history.Restarts = 0;
    }

    private static Instant Abstract(Instant instant) =>
        instant.Nanoseconds == 0 || instant.IsInfinite ? instant : instant.IsAfter(s_now) ? s_later : s_now;

    private static string LettersText(EventLetters letters) =>
        string.Concat(Enumerable.Range(0, letters.Count).Select(i => (char)letters[i]));

    private static SupervisorActionKind[] Kinds(in SupervisorActions actions)
    {
        var kinds = new SupervisorActionKind[actions.Count];
        for (int i = 0; i < kinds.Length; i++)
        {
            kinds[i] = actions[i].Kind;
        }
        return kinds;
    }

    private static void Require(bool condition, string message) => Assert.True(condition, message);
}
