using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>What a command came to.</summary>
internal sealed record CommandResult(WaitStatus Status, string Output, string Errors)
{
    public int ExitCode => Status.IsExited ? Status.ExitCode : -1;
}

/// <summary>
/// A machine to run single commands on: /bin with every command, /tmp, and a process that starts them.
/// </summary>
internal sealed class Bench : IDisposable
{
    private readonly Process _shell;
    private readonly Node _output;
    private readonly Node _errors;

    public Bench(ulong seed = 1)
    {
        Machine = new Machine(seed);
        Install(Machine);
        Node temporary = Machine.Tree.MakeDirectory(Machine.Tree.Root, "tmp");
        _output = Machine.Tree.MakeFile(temporary, "output", default);
        _errors = Machine.Tree.MakeFile(temporary, "errors", default);
        _shell = Machine.Boot("shell");
        OpenStandardStreams(_shell);
        _ = _shell.Files.DuplicateTo(Open("/tmp/output"), 1, closeOnExec: false);
        _ = _shell.Files.DuplicateTo(Open("/tmp/errors"), 2, closeOnExec: false);
    }

    public Machine Machine { get; }

    public Process Shell => _shell;

    /// <summary>Puts the program and a link for each of its commands into /bin.</summary>
    public static void Install(Machine machine)
    {
        Node binaries = machine.Tree.MakeDirectory(machine.Tree.Root, "bin");
        machine.Tree.MakeFile(binaries, "sestet", default, new OwnExecutable());
        for (int i = 0; i < CommandTable.Count; i++)
        {
            Node link = Node.Link(machine.Tree.NextNumber(), "sestet");
            machine.Tree.Add(binaries, Encoding.Latin1.GetString(CommandTable.Name(i)), link);
        }
    }

    public static void OpenStandardStreams(Process process)
    {
        for (int i = 0; i <= 2; i++)
        {
            Result<Fd> fd = process.Files.Open(Fd.CurrentDirectory, "/dev/null", OpenFlags.O_RDWR, 0);
            Assert.That(fd.Value.Value == i);
        }
    }

    /// <summary>Runs a command to its end, at most a simulated hour.</summary>
    public CommandResult Run(params string[] words)
    {
        _output.Data = [];
        _errors.Data = [];
        Pid pid = Start(words);
        long end = Machine.Clock.Now + 3600 * Clock.Second;
        while (Machine.Processes[pid.Value].IsAlive && Machine.Clock.Now < end)
        {
            if (!Machine.RunUntil(Machine.Clock.Now + Clock.Second))
            {
                throw new InvalidOperationException(Machine.Failure);
            }
        }
        Result<ChildExit> exit = _shell.WaitFor(pid, wait: false);
        string output = Encoding.Latin1.GetString(_output.Data);
        return new CommandResult(exit.Value.Status, output, Encoding.Latin1.GetString(_errors.Data));
    }

    /// <summary>Starts a command.</summary>
    public Pid Start(params string[] words)
    {
        List<byte[]> arguments = [.. words.Select(Encoding.Latin1.GetBytes)];
        return _shell.Spawn(new Launch(words[0], arguments, ["PATH=/bin"u8.ToArray()], [], NewSession: false)).Value;
    }

    public void Dispose() => Machine.Dispose();

    private Fd Open(string path) =>
        _shell.Files.Open(Fd.CurrentDirectory, path, OpenFlags.O_WRONLY | OpenFlags.O_APPEND | OpenFlags.O_CLOEXEC, 0).Value;
}
