using System.Collections.Generic;
using System.Linq;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Supervision;

namespace Sestet.Simulation;

/// <summary>
/// The letters of event/ follow s6-supervise.html: s, then for every run u, maybe U, d, maybe O, D; x at the end. They
/// are also true: as many u as there were starts, O only after a finish that gave up. A fault on the way to event/ may
/// swallow letters; then nothing is asked of them until the next supervisor.
/// </summary>
internal sealed class LetterChecker(Machine machine, List<Service> services) : Checker(machine, services)
{
    /// <summary>What may follow what; a supervisor may be killed at any point, and the next one says s and what it found.</summary>
    private static readonly Dictionary<char, string> s_followers = new()
    {
        ['s'] = "sudDx",
        ['u'] = "sUdx",
        ['U'] = "sdx",
        ['d'] = "sODx",
        ['O'] = "sD",
        ['D'] = "sux",
        ['x'] = "s",
    };

    private readonly ByService<History> _histories = new();

    private readonly Dictionary<Node, Service> _fifos = [];

    private readonly HashSet<Process> _supervisors = [];

    private sealed class History
    {
        public char Last { get; set; } = 'x';

        public bool Lossy { get; set; }

        public int Supervisors { get; set; }

        public int Starts { get; set; }

        public int Ups { get; set; }

        /// <summary>The supervisor began with the letter u.</summary>
        public bool Restated { get; set; }

        public bool GaveUp { get; set; }

        /// <summary>Letters s so far.</summary>
        public int Greetings { get; set; }
    }

    /// <summary>Letters written into that FIFO are the service's.</summary>
    public void Listen(Node fifo, Service service) => _fifos[fifo] = service;

    public override void Wrote(Process process, OpenFile file, byte[] data)
    {
        if (file.Node is { } node && _fifos.TryGetValue(node, out Service? service))
        {
            foreach (byte letter in data)
            {
                Hear(service, (char)letter);
            }
        }
    }

    private void Hear(Service service, char letter)
    {
        Machine.Statistics.Letters++;
        History history = _histories[service];
        Machine.Note(service.Name, $"says {letter}");
        Require(s_followers.ContainsKey(letter), $"{service.Name}: the letter {letter} is none");
        if (letter == 's')
        {
            history.Greetings++;
            Require(history.Greetings <= history.Supervisors || IsExcused(service), $"{service.Name}: more letters s than supervisors");
            history.Lossy = false;
            history.Restated = false;
            history.Ups = 0;
        }
        else if (!history.Lossy)
        {
            Require(
                s_followers[history.Last].Contains(letter, System.StringComparison.Ordinal),
                $"{service.Name}: the letter {letter} after {history.Last}");
            Require(letter != 'O' || history.GaveUp, $"{service.Name}: the letter O, but no finish gave up");
        }
        if (letter == 'u')
        {
            // What the supervisor found up it may not have started.
            history.Restated |= history.Last == 's';
            history.Ups++;
        }
        history.Last = letter;
    }

    public override void Executed(Process process, IReadOnlyList<byte[]> arguments)
    {
        if (process is { Executable: OwnExecutable, Name: "s6-supervise" })
        {
            string name = System.Text.Encoding.Latin1.GetString(arguments[1]);
            if (Services.FirstOrDefault(service => service.Name == name) is { } service)
            {
                // Where there is one, another one gives way to it.
                bool first = _supervisors.Add(process) && service.Supervisor == null;
                _histories[service].Supervisors += first ? 1 : 0;
                _histories[service].Starts = first ? 0 : _histories[service].Starts;
            }
        }
        else if (process.Parent is { } parent && SupervisedBy(parent) is { } supervised)
        {
            _histories[supervised].Starts += IsStart(process, supervised) ? 1 : 0;
        }
    }

    /// <summary>A supervisor starts run itself, or s6-setlock that goes on as run.</summary>
    private static bool IsStart(Process process, Service service) => service.Plan.LockFd == 0
        ? TryGetProgram(process, out _, out ServiceProgram program) && program == ServiceProgram.Run
        : process is { Executable: OwnExecutable, Name: "s6-setlock" };

    public override void Ended(Process process)
    {
        if (TryGetProgram(process, out Service service, out ServiceProgram program) && program == ServiceProgram.Finish)
        {
            _histories[service].GaveUp |= process.ExitStatus is { IsExited: true, ExitCode: 125 };
        }
    }

    public override void Faulted(Process process, SystemCall call, string? path, Errno error)
    {
        bool onTheWay = path != null
            && (path.StartsWith(System.Text.Encoding.Latin1.GetString(ServiceFile.EventZ[..^1]), System.StringComparison.Ordinal)
                || path.StartsWith("ftrig1", System.StringComparison.Ordinal));
        if (onTheWay && SupervisedBy(process) is { } service)
        {
            _histories[service].Lossy = true;
        }
    }

    public override void CheckQuiet()
    {
        foreach ((Service service, History history) in _histories.All)
        {
            if (history.Lossy || history.Greetings == 0 || service.Supervisor == null || IsExcused(service))
            {
                continue;
            }
            char expected = service.Runs.Any() ? 'u' : 'D';
            bool matches = expected == 'u' ? history.Last is 'u' or 'U' : history.Last is 'D' or 's';
            Require(matches, $"{service.Name}: the last letter is {history.Last} but {expected} is true");
            bool counts = history.Ups == history.Starts || (history.Restated && history.Ups == history.Starts + 1);
            Require(counts, $"{service.Name}: {history.Ups} letters u for {history.Starts} starts");
        }
    }
}
