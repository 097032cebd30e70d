using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace Sestet.Conformance.Harness;

/// <summary>A scan directory, and an s6-svscan on it once it is started.</summary>
public sealed class Scanner
{
    private static readonly Dictionary<string, int> s_signals = new()
    {
        ["SIGHUP"] = 1,
        ["SIGINT"] = 2,
        ["SIGQUIT"] = 3,
        ["SIGABRT"] = 6,
        ["SIGUSR1"] = 10,
        ["SIGUSR2"] = 12,
        ["SIGALRM"] = 14,
        ["SIGTERM"] = 15,
        ["SIGWINCH"] = 28,
        ["SIGPWR"] = 30,
    };

    private readonly Scenario _scenario;
    private readonly Suite _suite;
    private readonly Dictionary<string, Listener> _listeners = [];
    private Child? _process;

    public Scanner(Scenario scenario, Suite suite, string name = "scan")
    {
        _scenario = scenario;
        _suite = suite;
        Path = scenario.At(name);
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>A command before s6-svscan, by its path, that executes it in the end.</summary>
    public IReadOnlyList<string> Before { get; set; } = [];

    public Child Process => _process ?? throw new InvalidOperationException("not started");

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A service directory in it, with a listener.</summary>
    public ServiceDirectory Add(string name)
    {
        var service = new ServiceDirectory(this[name]);
        Directory.CreateDirectory(service["event"]);
        _listeners[name] = _scenario.Listen(service["event"]);
        return service;
    }

    /// <summary>A service that does nothing, whose directory lies outside and is linked to.</summary>
    public ServiceDirectory AddLinked(string name)
    {
        ServiceDirectory service = new ServiceDirectory(_scenario.At(name)).Run(ServiceDirectory.Idle);
        Directory.CreateDirectory(service["event"]);
        _listeners[name] = _scenario.Listen(service["event"]);
        Link(name);
        return service;
    }

    public void Link(string name) => File.CreateSymbolicLink(this[name], "../" + name);

    /// <summary>A service that does nothing.</summary>
    public ServiceDirectory AddIdle(string name) => Add(name).Run(ServiceDirectory.Idle);

    public ServiceDirectory Service(string name) => new(this[name]);

    public Listener Events(string name) => _listeners[name];

    /// <summary>Writes a script into .s6-svscan/.</summary>
    public void Script(string name, string body) => new ServiceDirectory(this[".s6-svscan"]).Script(name, body);

    /// <summary>Starts it and waits until it listens to commands.</summary>
    public Scanner Start(params string[] options)
    {
        using Readable ready = Native.Pipe(out int writer);
        StartWith(new() { [3] = writer }, ["-d", "3", .. options]);
        Native.Close(writer);
        Patience patience = new();
        while (ready.Text.Length == 0 && !ready.Ended && !patience.IsOver)
        {
            ready.Wait(patience);
        }
        Assert.True(ready.Text == "\n", $"not ready: {_process}");
        return this;
    }

    /// <summary>Starts it on services of these names that do nothing, and waits until they are up.</summary>
    public Scanner StartIdle(params string[] names)
    {
        foreach (string name in names)
        {
            _ = AddIdle(name);
        }
        Start();
        foreach (string name in names)
        {
            Events(name).Expect("su");
        }
        return this;
    }

    /// <summary>Starts it with descriptors beyond 2: its own, and what they are here.</summary>
    public void StartWith(Dictionary<int, int> descriptors, params string[] options)
    {
        string[] command = ["s6-svscan", .. _suite.IsDensity ? ["--density"] : Array.Empty<string>(), .. options, Path];
        if (Before.Count > 0)
        {
            command = [.. Before, _suite.Find(command[0]), .. command[1..]];
        }
        _process = _scenario.StartWith(_suite, descriptors, command[0], command[1..]);
    }

    /// <summary>Writes letters into its control FIFO.</summary>
    public void Send(string letters) => Supervised.Write(this[".s6-svscan/control"], letters);

    /// <summary>Asks it by the name of a signal, or by control letters.</summary>
    public void Ask(string how)
    {
        if (s_signals.TryGetValue(how, out int signal))
        {
            Process.Kill(signal);
        }
        else
        {
            Send(how);
        }
    }

    /// <summary>The supervisors it has now, by the names it gave them.</summary>
    public Dictionary<string, int> Supervisors() =>
        ProcessTree.ChildrenOf(Process.Pid)
            .Select(pid => (pid, words: ProcessTree.ReadText(pid, "cmdline").Split('\0')))
            .Where(p => p.words.Length == 3 && p.words[0] == "s6-supervise")
            .ToDictionary(p => p.words[1], p => p.pid);

    /// <summary>The names of its supervisors, sorted.</summary>
    public string Names() =>
        string.Join(' ', (_suite.IsDensity ? Hosted() : [.. Supervisors().Keys]).Order(StringComparer.Ordinal));

    /// <summary>The services in it that obey commands: those that an s6-svscan --density supervises.</summary>
    private List<string> Hosted() =>
        [.. Directory.GetDirectories(Path)
            .Select(d => System.IO.Path.GetFileName(d))
            .Where(name => name[0] != '.')
            .SelectMany(name => new[] { name, name + "/log" })
            .Where(name => Supervised.IsHeard(this[name + "/supervise/control"]))];

    /// <summary>Waits until exactly these services have supervisors.</summary>
    public void ExpectNames(string names)
    {
        Patience patience = new();
        while (Names() != names && !patience.IsOver)
        {
            System.Threading.Thread.Sleep(5);
        }
        Assert.Equal(names, Names());
    }

    /// <summary>Stops everything, loggers too, unless it has ended; it must exit 0, or as its finish says.</summary>
    public void Stop()
    {
        if (_process == null || _process.HasExited)
        {
            return;
        }
        try
        {
            Send("q");
        }
        catch (IOException)
        {
            // It is leaving already, and does not listen any more.
        }
        CommandResult result = _process.WaitForExit();
        Assert.True(result.ExitCode == 0 || File.Exists(this[".s6-svscan/finish"]), $"told to stop: {result}");
    }
}
