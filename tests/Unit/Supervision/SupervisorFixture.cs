using System.Collections.Generic;
using System.Linq;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Supervision;

namespace Sestet.Tests;

/// <summary>A supervisor under test: gives it events and remembers what it wants done.</summary>
internal sealed class SupervisorFixture
{
    public const int PidValue = 42;

    private readonly Tai _wall = Tai.FromUnix(1_700_000_000, 0);
    private Supervisor _core;

    public SupervisorFixture(bool wantedUp)
    {
        Now = new Instant(1_000_000_000);
        _core.Begin(wantedUp, Now, _wall);
        Settle();
    }

    public Instant Now { get; set; }

    public FixedConfig Config { get; set; } = new(HasFinishFile: false, KillMs: 0, FinishMs: 5000, KillsGroup: false);

    public Supervisor Core => _core;

    /// <summary>What the last step asked for.</summary>
    public List<SupervisorAction> Actions { get; } = [];

    public string Letters { get; private set; } = "";

    public static SupervisorFixture Up()
    {
        SupervisorFixture fixture = new(wantedUp: true);
        fixture.Step(SupervisorEvent.Timeout);
        fixture.Step(SupervisorEvent.Spawned(new Pid(PidValue)));
        return fixture;
    }

    public static SupervisorFixture Down()
    {
        SupervisorFixture fixture = new(wantedUp: false);
        fixture.Step(SupervisorEvent.Timeout);
        return fixture;
    }

    public static SupervisorFixture Finishing()
    {
        SupervisorFixture fixture = Up();
        fixture.Config = fixture.Config with { HasFinishFile = true };
        fixture.Step(SupervisorEvent.Exited(WaitStatus.Exited(1)));
        fixture.Step(SupervisorEvent.Spawned(new Pid(PidValue)));
        return fixture;
    }

    public bool Wants(SupervisorActionKind kind) => Actions.Any(action => action.Kind == kind);

    /// <summary>The signals sent to the process or its group, in order.</summary>
    public int[] Signals(SupervisorActionKind kind) =>
        [.. Actions.Where(action => action.Kind == kind).Select(action => action.Signal.Number)];

    public void Command(char letter)
    {
        Assert.True(Supervisor.TryGetCommand((byte)letter, out SupervisorCommand command), $"{letter} is no command");
        Step(SupervisorEvent.Asked(command));
    }

    public void Step(SupervisorEvent e)
    {
        FixedConfig config = Config;
        SupervisorActions actions = default;
        _core.Step(e, Now, _wall, ref config, ref actions);
        Actions.Clear();
        for (int i = 0; i < actions.Count; i++)
        {
            Actions.Add(actions[i]);
        }
    }

    /// <summary>The end of a turn; the letters told so far.</summary>
    public string Settle()
    {
        SupervisorActions actions = default;
        _core.Settle(ref actions);
        for (int i = 0; i < actions.Count; i++)
        {
            for (int j = 0; j < actions[i].Letters.Count; j++)
            {
                Letters += (char)actions[i].Letters[j];
            }
        }
        return Letters;
    }
}
