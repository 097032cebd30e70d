using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Linux;
using Sestet.Simulation;

namespace Sestet.Tests;

/// <summary>A machine with a program at /bin/end that tells what it was executed with, and stays for a time.</summary>
internal sealed class ChainBench : IDisposable
{
    private readonly Bench _bench;
    private readonly Recorder _recorder = new();

    public ChainBench(ulong seed = 1)
    {
        _bench = new Bench(seed);
        _bench.Machine.Tree.MakeFile(_bench.Machine.Tree.Find("/bin")!, "end", default, _recorder);
    }

    private sealed class Recorder : Executable
    {
        public List<string> Environment { get; private set; } = [];

        public int Runs { get; private set; }

        public long StaysFor { get; set; }

        public override Participant Start(Process process)
        {
            Runs++;
            EnvironmentBlock block = process.Memory.Environment;
            Environment = [.. Enumerable.Range(0, block.Count).Select(i => Text(block, i))];
            return new Stay(process, StaysFor);
        }

        private static string Text(EnvironmentBlock block, int index) => Encoding.Latin1.GetString(block.AtZ(index)[..^1]);
    }

    private sealed class Stay : Actor
    {
        private readonly Process _process;

        public Stay(Process process, long time)
        {
            _process = process;
            WakeAt = process.Machine.Clock.Now + time;
        }

        public override void Act()
        {
            WakeAt = Clock.Never;
            _process.Terminate(WaitStatus.Exited(0));
        }
    }

    public Simulation.Machine Machine => _bench.Machine;

    /// <summary>The environment that the program got last.</summary>
    public IReadOnlyList<string> Environment => _recorder.Environment;

    public int Runs => _recorder.Runs;

    /// <summary>How long the program stays when it is started from now on.</summary>
    public long StaysFor
    {
        set => _recorder.StaysFor = value;
    }

    public void Put(string directory, string name, string content)
    {
        Node temporary = Machine.Tree.Find("/tmp")!;
        Node place = Machine.Tree.Find("/tmp/" + directory) ?? Machine.Tree.MakeDirectory(temporary, directory);
        Machine.Tree.MakeFile(place, name, Encoding.Latin1.GetBytes(content));
    }

    public CommandResult Run(params string[] words) => _bench.Run(words);

    /// <summary>Starts a command and leaves it running.</summary>
    public Process Start(params string[] words) => Machine.Processes[_bench.Start(words).Value];

    public void Dispose() => _bench.Dispose();
}
