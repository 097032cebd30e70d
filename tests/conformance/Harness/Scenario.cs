using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Harness;

/// <summary>
/// The base of all scenarios: a scratch directory and the processes of one test. When the test is over, the supervisors it
/// started must end as they were told, and no process may be left.
/// </summary>
public abstract class Scenario : IDisposable
{
    private const int GraceMs = 3000;

    /// <summary>What the C suite's helper sometimes says when the command that it helps has ended.</summary>
    private const string HelperNoise = "s6-ftrigrd: fatal: unable to flush asyncout: Broken pipe\n";

    private readonly List<Child> _children = [];
    private readonly List<IDisposable> _owned = [];
    private readonly List<Supervised> _supervised = [];
    private readonly List<Scanner> _scanners = [];
    private int _names;

    protected Scenario(ITestOutputHelper output)
    {
        Output = output;
        Scratch = Directory.CreateTempSubdirectory("sestet-").FullName;
        // dotnet shows a test's output when it fails.
        object? test = output.GetType().GetField("test", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(output);
        string name = (test as ITest)?.DisplayName ?? GetType().Name;
        output.WriteLine($"To run it alone: dotnet test tests/conformance --filter 'DisplayName={Escape(name)}'");
    }

    /// <summary>The test's own directory, removed at its end.</summary>
    public string Scratch { get; }

    public ITestOutputHelper Output { get; }

    public static bool IsRoot => Native.EffectiveUserId() == 0;

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        List<string> problems = [];
        foreach (Supervised supervised in _supervised)
        {
            Attempt(supervised.Stop, problems);
        }
        foreach (Scanner scanner in _scanners)
        {
            Attempt(scanner.Stop, problems);
        }
        foreach (Child child in _children)
        {
            Attempt(() => Stop(child), problems);
            Output.WriteLine($"{child}");
        }
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }
        foreach (int pid in ProcessTree.WaitForEnd(Scratch, GraceMs))
        {
            problems.Add($"left behind: {ProcessTree.Describe(pid)}");
        }
        ProcessTree.Kill(Scratch);
        Directory.Delete(Scratch, recursive: true);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>A path in the scratch directory.</summary>
    public string At(string name) => Path.Combine(Scratch, name);

    public ServiceDirectory NewService(string name = "svc") => new(At(name));

    /// <summary>A FIFO for services to write lines into.</summary>
    public Messages NewMessages() => Own(new Messages(At($"messages-{_names++}")));

    public Listener Listen(string fifodir) => Own(new Listener(fifodir));

    /// <summary>What the test owns is disposed of at its end.</summary>
    public T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>Runs a command of the suite to its end, in the scratch directory.</summary>
    public CommandResult Run(Suite suite, string command, params string[] arguments) =>
        RunWithInput(suite, null, command, arguments);

    /// <summary>The same with a standard input.</summary>
    public CommandResult RunWithInput(Suite suite, string? input, string command, params string[] arguments)
    {
        CommandResult result = Child.Run(suite.Find(command), [command, .. arguments], EnvironmentOf(suite), Scratch, input);
        return suite.IsOurs ? result : result with { Error = result.Error.Replace(HelperNoise, "", StringComparison.Ordinal) };
    }

    /// <summary>Runs a shell script, in the scratch directory, whose commands are the suite's.</summary>
    public CommandResult Shell(Suite suite, string script) =>
        Child.Run("/bin/sh", ["sh", "-c", script], EnvironmentOf(suite), Scratch);

    /// <summary>Starts a command of the suite and leaves it running; at the test's end it must end on SIGTERM.</summary>
    public Child Start(Suite suite, string command, params string[] arguments) =>
        StartWith(suite, null, command, arguments);

    /// <summary>The same with a standard input.</summary>
    public Child StartWithInput(Suite suite, string input, string command, params string[] arguments)
    {
        var child = Child.Start(suite.Find(command), [command, .. arguments], EnvironmentOf(suite), Scratch, input);
        _children.Add(child);
        return child;
    }

    /// <summary>The same with descriptors beyond 2: those of the child, and what they are here.</summary>
    public Child StartWith(Suite suite, IReadOnlyDictionary<int, int>? descriptors, string command, params string[] arguments)
    {
        string path = command.StartsWith('/') ? command : suite.Find(command);
        var child = Child.Start(path, [command, .. arguments], EnvironmentOf(suite), Scratch, null, descriptors);
        _children.Add(child);
        return child;
    }

    /// <summary>Starts a supervisor on a service, with a listener that hears it from the first letter on.</summary>
    /// <remarks>A command before it may change what it inherits, such as env or nice; it must execute s6-supervise.</remarks>
    public Supervised Supervise(Suite suite, ServiceDirectory service, params string[] before)
    {
        var supervised = new Supervised(this, suite, service, before);
        _supervised.Add(supervised);
        return supervised;
    }

    /// <summary>Leaves a sleeping process one descriptor that it may still open; the hard limit stays high.</summary>
    public void LimitDescriptorsOf(int pid)
    {
        Eventually(() => ProcessTree.State(pid) == 'S');
        int used = ProcessTree.Descriptors(pid).Max() + 1;
        CommandResult result = Shell(Suite.Ours, $"prlimit --pid {pid} --nofile={used + 1}:1000");
        Assert.True(result.ExitCode == 0, $"{result}");
    }

    /// <summary>A scan directory, whose s6-svscan must end well at the end of the test.</summary>
    public Scanner NewScanner(Suite suite, string name = "scan")
    {
        var scanner = new Scanner(this, suite, name);
        _scanners.Add(scanner);
        return scanner;
    }

    /// <summary>The environment of a test's processes.</summary>
    public Dictionary<string, string> EnvironmentOf(Suite suite) => new()
    {
        ["PATH"] = suite.Path,
        [ProcessTree.Mark] = Scratch,
    };

    /// <summary>
    /// Waits for something that tells nobody when it happens, such as a change of a process's state: looks at it again and
    /// again, for a limited time.
    /// </summary>
    public static void Eventually(Func<bool> condition, Func<string>? found = null)
    {
        Patience patience = new();
        while (!condition())
        {
            Assert.False(patience.IsOver, found == null ? "it never became so" : $"it never became so: {found()}");
            Thread.Sleep(2);
        }
    }

    private static void Stop(Child child)
    {
        try
        {
            child.Kill(15);
            _ = child.WaitForExit();
        }
        finally
        {
            child.Dispose();
        }
    }

    private static void Attempt(Action action, List<string> problems)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is TimeoutException or Xunit.Sdk.XunitException or IOException)
        {
            problems.Add(e.Message);
        }
    }

    /// <summary>Characters that mean something to --filter.</summary>
    private static string Escape(string name) =>
        string.Concat(name.Select(c => "()&|=!~\\".Contains(c, StringComparison.Ordinal) ? $"\\{c}" : $"{c}"));
}
