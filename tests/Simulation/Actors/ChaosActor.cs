using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Linux;
using Sestet.Supervision.Host;

namespace Sestet.Simulation;

/// <summary>Commands from users and trouble from everywhere, as often as the dice of a seed say.</summary>
internal sealed class ChaosActor : Actor
{
    private static readonly string s_letters = Encoding.Latin1.GetString(Supervision.Supervisor.CommandLetters);

    private readonly Machine _machine;
    private readonly List<Service> _services;
    private readonly List<Action<Service>> _deeds = [];
    private readonly long _pauseMax;
    private readonly string _usualLetters;
    private readonly Dictionary<Service, byte[]> _oldRecords = [];

    public ChaosActor(Machine machine, List<Service> services, bool faults)
    {
        _machine = machine;
        _services = services;
        _pauseMax = Dice.Pick(100 * Clock.Millisecond, 2 * Clock.Second, 20 * Clock.Second);
        _usualLetters = Dice.Pick("ud", "udo", "udr", "uuddxkt", "QuDU", "OuoQ");
        ChooseDeeds(faults);
        Pause();
        machine.Scheduler.Add(this);
    }

    private Dice Dice => _machine.Dice;

    public void Stop() => _machine.Scheduler.Remove(this);

    public override void Act()
    {
        Pause();
        Service service = _services[Dice.Below(_services.Count)];
        _deeds[Dice.Below(_deeds.Count)](service);
    }

    private void Pause() => WakeAt = _machine.Clock.Now + Dice.Between(0, _pauseMax);

    /// <summary>Each seed has its own mixture.</summary>
    private void ChooseDeeds(bool faults)
    {
        _deeds.Add(StepClock);
        Choose(SendUsualLetter, 2);
        Choose(SendAnyLetter, 2);
        Choose(SendBurst, 3);
        Choose(KillProgram, 2);
        Choose(StopProgram, 4);
        Choose(ChangeDown, 4);
        Choose(ChangeConfiguration, 4);
        if (faults)
        {
            Choose(KillSupervisor, 2);
            Choose(KillSupervisorInACall, 2);
            Choose(Upgrade, 2);
            Choose(KillAll, 3);
            Choose(StartForeigner, 3);
            Choose(Tamper, 12);
            Choose(SignalSupervisor, 4);
            Choose(StopSupervisor, 4);
            Choose(SendStraySignal, 4);
            Choose(Storm, 2);
            Choose(ChangeExecutable, 4);
        }
    }

    /// <summary>Another deed for the mixture, with some luck.</summary>
    public void Add(Action<Service> deed, int oneIn) => Choose(deed, oneIn);

    private void Choose(Action<Service> deed, int oneIn)
    {
        if (Dice.OneIn(oneIn))
        {
            _deeds.Add(deed);
        }
    }

    private void SendUsualLetter(Service service) => Send(service, [(byte)_usualLetters[Dice.Below(_usualLetters.Length)]]);

    private void SendAnyLetter(Service service) => Send(service, [(byte)s_letters[Dice.Below(s_letters.Length)]]);

    private void SendBurst(Service service)
    {
        byte[] letters = new byte[Dice.Pick(2, 5, 63, 300)];
        for (int i = 0; i < letters.Length; i++)
        {
            letters[i] = Dice.OneIn(10) ? (byte)Dice.Below(256) : (byte)s_letters[Dice.Below(s_letters.Length)];
        }
        Send(service, letters);
    }

    private void Send(Service service, byte[] letters) => service.Send(_machine, letters);

    private void KillProgram(Service service)
    {
        ServiceActor[] actors = [.. service.Runs, .. service.Finishes];
        if (actors.Length > 0)
        {
            Client.Kill(actors[Dice.Below(actors.Length)].Process, Dice.Pick(Signal.SIGKILL, Signal.SIGTERM, Signal.SIGABRT));
        }
    }

    private void StopProgram(Service service)
    {
        if (service.Runs.FirstOrDefault() is { } run)
        {
            Client.Kill(run.Process, Signal.SIGSTOP);
            long later = _machine.Clock.Now + Dice.Between(0, 2 * Clock.Second);
            _machine.Timers.At(later, () => Client.Kill(run.Process, Signal.SIGCONT));
        }
    }

    private void ChangeDown(Service service) => Toggle(service, "down", default);

    private void ChangeConfiguration(Service service)
    {
        string name = Dice.Pick(
            "notification-fd", "timeout-kill", "timeout-finish", "down-signal", "reload-signal", "max-death-tally");
        string content = Dice.Pick(
            "", "\n", "x", "0", "3\n", "6", "250\n", "99999999999999999999", "-1", "1 2", "HUP\n", "\0", new string('1', 200));
        Toggle(service, name, Encoding.Latin1.GetBytes(content));
    }

    private void Toggle(Service service, string name, ReadOnlySpan<byte> content)
    {
        if (service.Directory.Entries.ContainsKey(name))
        {
            _machine.Tree.Remove(service.Directory, name);
        }
        else
        {
            _machine.Tree.MakeFile(service.Directory, name, content);
        }
    }

    private void ChangeExecutable(Service service)
    {
        if (service.Directory.Entries.TryGetValue(Dice.Pick("run", "finish"), out Node? node))
        {
            node.Mode ^= 0x49;
        }
    }

    private void StepClock(Service service)
    {
        _machine.Statistics.ClockSteps++;
        _machine.Clock.StepWall(Dice.Pick(Clock.Second, -Clock.Second, 3600 * Clock.Second, -20 * Clock.Year, 5 * Clock.Year, 1));
    }

    private void KillSupervisor(Service service)
    {
        if (service.Newest is { } supervisor)
        {
            Client.Kill(supervisor, Signal.SIGKILL);
        }
    }

    private void KillSupervisorInACall(Service service)
    {
        if (service.Newest is { } supervisor)
        {
            _machine.Statistics.Kills++;
            supervisor.KillAfterCalls = Dice.Pick(1, 2, 3, 1 + Dice.Below(10), 1 + Dice.Below(100));
        }
    }

    /// <summary>s6-supervise goes on in the program that is installed.</summary>
    private void Upgrade(Service service) => Send(service, [SupervisorHost.UpgradeLetter]);

    private void StartForeigner(Service service) => _ = new ForeignActor(_machine);

    /// <summary>The service ends while nobody looks after it, and its number may be another's soon.</summary>
    private void KillAll(Service service)
    {
        KillSupervisor(service);
        KillProgram(service);
        if (Dice.OneIn(2))
        {
            _ = new ForeignActor(_machine);
        }
    }

    /// <summary>Somebody writes to the record: rubbish, a part, another version's, what it said before.</summary>
    private void Tamper(Service service)
    {
        if (_machine.Tree.Find(service.Directory.Path() + "/supervise/state") is not { } state)
        {
            return;
        }
        _machine.Statistics.Tamperings++;
        service.Excused = true;
        _machine.Note(service.Name, "has its record tampered with");
        byte[] before = state.Data;
        byte[] rubbish = new byte[Dice.Pick(1, 127, 128, 500)];
        Dice.Fill(rubbish);
        state.Data = Dice.Below(5) switch
        {
            0 => rubbish,
            1 => before[..Dice.Below(before.Length + 1)],
            2 when before.Length > 8 => [.. before[..7], 2, .. before[8..]],
            3 => _oldRecords.GetValueOrDefault(service, []),
            _ => [],
        };
        _oldRecords[service] = before;
    }

    private void SignalSupervisor(Service service)
    {
        if (service.Newest is { } supervisor)
        {
            Client.Kill(supervisor, Dice.Pick(Signal.SIGTERM, Signal.SIGHUP, Signal.SIGQUIT, Signal.SIGINT));
        }
    }

    private void StopSupervisor(Service service)
    {
        if (service.Newest is { } supervisor)
        {
            Client.Kill(supervisor, Signal.SIGSTOP);
            long later = _machine.Clock.Now + Dice.Between(0, 5 * Clock.Second);
            _machine.Timers.At(later, () => Client.Kill(supervisor, Signal.SIGCONT));
        }
    }

    private void SendStraySignal(Service service) =>
        service.Newest?.Signals.Send(Signal.SIGCHLD, Dice.OneIn(2) ? new Pid(Dice.Below(120)) : Running(service));

    private static Pid Running(Service service) => service.Runs.FirstOrDefault()?.Process.Pid ?? new Pid(1);

    /// <summary>Nothing works for a while.</summary>
    private void Storm(Service service)
    {
        SystemCall call = Dice.Pick(SystemCall.Spawn, SystemCall.Open, SystemCall.Create, SystemCall.Write, SystemCall.Rename);
        _machine.Faults.Set(call, Dice.Pick(1, 2));
        long later = _machine.Clock.Now + Dice.Between(0, 20 * Clock.Second);
        _machine.Timers.At(later, () => _machine.Faults.Set(call, 0));
    }
}
