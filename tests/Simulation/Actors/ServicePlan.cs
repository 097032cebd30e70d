using System.Text;

namespace Sestet.Simulation;

/// <summary>What a service directory holds and how its programs behave.</summary>
internal sealed class ServicePlan
{
    public required string Name { get; init; }

    public bool HasFinish { get; set; } = true;

    /// <summary>notification-fd, 0 for none.</summary>
    public int NotificationFd { get; set; }

    /// <summary>lock-fd, 0 for none.</summary>
    public int LockFd { get; set; }

    public int TimeoutKillMs { get; set; }

    /// <summary>timeout-finish; -1 for no such file.</summary>
    public int TimeoutFinishMs { get; set; } = -1;

    public bool KillsGroup { get; set; }

    public int DeathTallyMax { get; set; } = -1;

    public string DownSignal { get; set; } = "";

    public bool Down { get; set; }

    /// <summary>How long ./run lives by itself, at most; 0 for as long as it is let.</summary>
    public long LifeMax { get; set; }

    /// <summary>Of the runs, one in that many ignores SIGTERM, or takes its time about it.</summary>
    public int StubbornOneIn { get; set; }

    /// <summary>How long it takes to be ready, at most.</summary>
    public long ReadyMax { get; set; }

    /// <summary>How long ./finish takes, at most.</summary>
    public long FinishMax { get; set; }

    /// <summary>One finish in that many never ends by itself.</summary>
    public int FinishHangsOneIn { get; set; }

    /// <summary>One finish in that many says that the service has failed for good.</summary>
    public int FinishGivesUpOneIn { get; set; }

    /// <summary>How long it waits between two records for its logger, at most.</summary>
    public long WritePauseMax { get; set; } = Clock.Second;

    public static ServicePlan Choose(string name, Dice dice)
    {
        ServicePlan plan = new()
        {
            Name = name,
            HasFinish = dice.Below(3) > 0,
            NotificationFd = dice.OneIn(2) ? dice.Pick(1, 3, 5, 6, 7, 9) : 0,
            TimeoutKillMs = dice.OneIn(3) ? (int)dice.Between(1, 4000) : 0,
            TimeoutFinishMs = dice.Pick(-1, -1, 0, 300, 2000),
            KillsGroup = dice.OneIn(4),
            DeathTallyMax = dice.Pick(-1, 0, 1, 3, 100),
            DownSignal = dice.Pick("", "", "TERM\n", "SIGINT\n", "10\n", "kill\n"),
            Down = dice.OneIn(4),
            LifeMax = dice.Pick(0, 50 * Clock.Millisecond, 3 * Clock.Second, 60 * Clock.Second),
            StubbornOneIn = dice.Pick(0, 3, 10),
            ReadyMax = dice.Pick(Clock.Millisecond, 2 * Clock.Second, 10 * Clock.Second),
            FinishMax = dice.Pick(Clock.Millisecond, 200 * Clock.Millisecond, 8 * Clock.Second),
            FinishHangsOneIn = dice.Pick(0, 0, 5),
            FinishGivesUpOneIn = dice.Pick(0, 0, 20),
            WritePauseMax = dice.Pick(10 * Clock.Millisecond, Clock.Second, 30 * Clock.Second),
        };
        // The lock is s6-setlock's business: where that command is.
        bool canLock = CommandTable.IndexOf("s6-setlock"u8) >= 0;
        plan.LockFd = canLock && dice.OneIn(4) ? dice.Pick(4, 8) : 0;
        return plan;
    }

    /// <summary>Writes the service directory, under the last part of its name.</summary>
    public Node Install(Machine machine, Node parent, Service service)
    {
        FileTree tree = machine.Tree;
        Node directory = tree.MakeDirectory(parent, Name[(Name.LastIndexOf('/') + 1)..]);
        tree.MakeFile(directory, "run", default, new ServiceExecutable(service, ServiceProgram.Run));
        if (HasFinish)
        {
            tree.MakeFile(directory, "finish", default, new ServiceExecutable(service, ServiceProgram.Finish));
        }
        void File(string name, bool there, string text)
        {
            if (there)
            {
                tree.MakeFile(directory, name, Encoding.Latin1.GetBytes(text));
            }
        }
        File("notification-fd", NotificationFd != 0, $"{NotificationFd}\n");
        File("lock-fd", LockFd != 0, $"{LockFd}\n");
        File("timeout-kill", TimeoutKillMs != 0, $"{TimeoutKillMs}\n");
        File("timeout-finish", TimeoutFinishMs >= 0, $"{TimeoutFinishMs}");
        File("max-death-tally", DeathTallyMax >= 0, $"{DeathTallyMax}\n");
        File("down-signal", DownSignal.Length > 0, DownSignal);
        File("flag-timeout-killpg", KillsGroup, "");
        File("down", Down, "");
        return directory;
    }
}
