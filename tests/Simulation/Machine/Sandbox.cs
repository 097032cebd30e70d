using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>Makes the calling thread a process of a small machine, for tests of code that calls the kernel.</summary>
internal sealed class Sandbox : IDisposable
{
    private readonly Node _errors;
    private readonly List<ProcessMemory> _memory = [];

    public Sandbox()
    {
        Process = Machine.Boot("sandbox");
        Bench.OpenStandardStreams(Process);
        _errors = Machine.Tree.MakeFile(Machine.Tree.Root, "errors", default);
        int flags = OpenFlags.O_WRONLY | OpenFlags.O_APPEND | OpenFlags.O_CLOEXEC;
        Fd fd = Process.Files.Open(Fd.CurrentDirectory, "/errors", flags, 0).Value;
        _ = Process.Files.DuplicateTo(fd, 2, closeOnExec: false);
        Process.SetCurrent(Process);
    }

    public Machine Machine { get; } = new(1);

    public Process Process { get; }

    /// <summary>What was written to standard error since the last time.</summary>
    public string TakeErrors()
    {
        string text = Encoding.Latin1.GetString(_errors.Data);
        _errors.Data = [];
        return text;
    }

    /// <summary>A command called with these words; they stay as long as the sandbox.</summary>
    public Invocation Invoke(int command, params string[] words) => Invoke(command, words, []);

    /// <summary>The same with an environment.</summary>
    public Invocation Invoke(int command, string[] words, string[] environment)
    {
        ProcessMemory memory = new();
        _memory.Add(memory);
        memory.Load(
            "/bin/test", [.. words.Select(Encoding.Latin1.GetBytes)], [.. environment.Select(Encoding.Latin1.GetBytes)]);
        return new Invocation(memory.Arguments, memory.Environment, command);
    }

    public void Dispose()
    {
        Process.SetCurrent(null);
        _memory.ForEach(memory => memory.Free());
        Machine.Dispose();
    }
}
