using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// Command lines of execline: each suite runs its own commands, and in their blocks a program of its own (exit, dollarat) or a
/// foreign one (the helper).
/// </summary>
internal static class ChainRows
{
    private const int Count = 10;
    private const int Blocks = 100;
    private const int Words = 200;
    private const int Conditions = 50;
    private const int Pipes = 20;
    private const int Loaders = 50;
    private const string OwnProgram = "exit 0";

    /// <summary>CPU time of whole scripts.</summary>
    public static void Run(Turn turn)
    {
        using Tree tree = new(turn.Suite, turn.Settings, services: 1, readiness: false);
        string foreign = turn.Settings.Helper + " true";
        Measure(turn, tree, RowNames.LoaderChain, Repeat(Loaders, "umask 022") + OwnProgram);
        Measure(turn, tree, RowNames.OwnForegrounds, Repeat(Blocks, Block("foreground", OwnProgram)) + OwnProgram);
        Measure(turn, tree, RowNames.ForeignForegrounds, Repeat(Blocks, Block("foreground", foreign)) + OwnProgram);
        string values = string.Join(' ', Enumerable.Range(0, Words).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        Measure(turn, tree, RowNames.OwnLoop, $"forx x {{ {values} }} {OwnProgram}");
        Measure(turn, tree, RowNames.ForeignLoop, $"forx x {{ {values} }} importas -u x x {foreign} $x");
        // Nothing but starts of the same program, which cost the same whoever starts it.
        Measure(turn, tree, RowNames.BareLoop, $"forx x {{ {values} }} {foreign}");
        Measure(turn, tree, RowNames.OwnConditions, Repeat(Conditions, Block("if", OwnProgram)) + OwnProgram);
        Measure(turn, tree, RowNames.ForeignConditions, Repeat(Conditions, Block("if", foreign)) + OwnProgram);
        Measure(turn, tree, RowNames.OwnPipes, Repeat(Pipes, Block("pipeline", OwnProgram)) + OwnProgram);
        Measure(turn, tree, RowNames.ForeignPipes, Repeat(Pipes, Block("pipeline", foreign)) + OwnProgram);
        Measure(turn, tree, RowNames.OwnBackticks, Repeat(Pipes, Block("backtick x", "dollarat")) + OwnProgram);
        Measure(turn, tree, RowNames.ForeignBackticks, Repeat(Pipes, Block("backtick x", foreign)) + OwnProgram);
    }

    /// <summary>
    /// Instructions of chains of one loader. The next program is none that is there, for callgrind forgets what came before
    /// an execve.
    /// </summary>
    public static void RunInstructions(Turn turn)
    {
        const int NotFound = 127;
        string valgrind = Tools.Find("valgrind");
        using Scratch scratch = new();
        string variables = Directory.CreateDirectory(scratch["env"]).FullName;
        File.WriteAllText(Path.Combine(variables, "NAME"), "value\n");
        string next = scratch["none"];
        foreach ((string name, string[] words) in SingleLoaders(variables, scratch["file"]))
        {
            IReadOnlyList<string> all = [turn.Suite.Find(words[0]), .. words.Skip(1), next];
            turn.Add($"{name}: instructions", "", InstructionRows.Count(turn, valgrind, all, NotFound));
        }
        IReadOnlyList<string> script = [turn.Suite.Find("execlineb"), "-c", next];
        turn.Add("execlineb -c: instructions", "", InstructionRows.Count(turn, valgrind, script, NotFound));
    }

    private static IEnumerable<(string Name, string[] Words)> SingleLoaders(string variables, string file)
    {
        yield return ("s6-setsid", ["s6-setsid"]);
        yield return ("s6-envdir", ["s6-envdir", variables]);
        yield return ("s6-softlimit", ["s6-softlimit", "-o", "100"]);
        yield return ("redirfd", ["redirfd", "-w", "1", file]);
        yield return ("fdmove", ["fdmove", "-c", "5", "1"]);
        yield return ("export", ["export", "NAME", "value"]);
        yield return ("importas", ["importas", "-D", "otherwise", "name", "NAME"]);
        yield return ("define", ["define", "name", "value"]);
    }

    private static void Measure(Turn turn, Tree tree, string row, string script) => turn.Add(
        row, "µs", CommandRuns.CpuOf(turn, tree, Count, [turn.Suite.Find("execlineb"), "-c", script]));

    private static string Block(string command, string program) => $"{command} {{ {program} }}";

    private static string Repeat(int count, string part) => string.Concat(Enumerable.Repeat(part + " ", count));
}
