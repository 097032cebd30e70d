using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;

namespace Sestet.Chaos;

/// <summary>A scratch directory with an installation, a scan directory, and the s6-svscan on it.</summary>
internal sealed class Tree : IDisposable
{
    private const int SessionField = 6;
    private const int FreshScannerMs = 500;
    private const int StopTimeoutMs = 30_000;

    private readonly Settings _settings;
    private readonly Dictionary<string, string> _environment;
    private readonly Dictionary<int, string> _names = [];
    private readonly HashSet<int> _killed = [];
    private readonly Stopwatch _scannerAge = Stopwatch.StartNew();
    private Child? _scanner;
    private int _binaries;

    public Tree(Settings settings)
    {
        _settings = settings;
        Scratch = Directory.CreateTempSubdirectory("sestet-chaos-").FullName;
        Trace = new Trace(this["trace"]);
        _environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{this["bin"]}:/usr/bin:/bin",
            ["CHAOS_FIFO"] = this["reports"],
            ["CHAOS_LOGGER"] = this["bin/s6-log"],
            [ProcessTree.Mark] = Scratch,
        };
        Directory.CreateDirectory(this["bin"]);
        Directory.CreateDirectory(this["scan"]);
        PutBinary();
        CommandResult result = Run(this["bin/sestet"], "install", this["bin"]);
        if (result.ExitCode != 0)
        {
            throw new IOException($"sestet install: {result}");
        }
    }

    public string Scratch { get; }

    public Trace Trace { get; }

    public int ScannerPid => _scanner?.Pid ?? throw new InvalidOperationException("not started");

    public bool ScannerHasEnded => ProcessTree.State(ScannerPid) is 'Z' or 'X';

    public string this[string name] => Path.Combine(Scratch, name);

    /// <summary>The program is there anew, in another file of the same name.</summary>
    public void PutBinary()
    {
        string fresh = this[$"bin/.sestet.{++_binaries}"];
        File.Copy(_settings.Binary, fresh);
        File.Move(fresh, this["bin/sestet"], overwrite: true);
    }

    /// <summary>Makes a service directory, and its logger's where it has one.</summary>
    public void AddService(Service service)
    {
        Directory.CreateDirectory(service.Directory);
        File.CreateSymbolicLink(Path.Combine(service.Directory, "run"), _settings.Helper);
        if (service.HasFinish)
        {
            File.CreateSymbolicLink(Path.Combine(service.Directory, "finish"), _settings.Helper);
        }
        if (service.TellsReadiness)
        {
            File.WriteAllText(Path.Combine(service.Directory, "notification-fd"), "3\n");
        }
        if (service.HasLogger)
        {
            Directory.CreateDirectory(Path.Combine(service.Directory, "log"));
            File.CreateSymbolicLink(Path.Combine(service.Directory, "log/run"), _settings.Helper);
        }
    }

    // ----- s6-svscan

    /// <summary>It may not have taken over the pipes of loggers yet.</summary>
    public bool ScannerIsFresh => _scannerAge.ElapsedMilliseconds < FreshScannerMs;

    public void StartScanner()
    {
        string density = _settings.Density ? "--density" : "";
        // Should this program be killed, s6-svscan takes the tree down.
        string script = $"exec {_settings.Helper} launch - TERM {this["bin/s6-svscan"]} {density} {this["scan"]} >> {this["messages"]} 2>&1";
        _scanner = Child.Start("/bin/sh", ["sh", "-c", script], _environment, Scratch);
        Trace.Write($"s6-svscan is {_scanner.Pid}");
        _scannerAge.Restart();
    }

    public void KillScanner()
    {
        Child scanner = _scanner ?? throw new InvalidOperationException("not started");
        _ = Native.Kill(scanner.Pid, Kernel.SIGKILL);
        CommandResult result = scanner.WaitForExit();
        Trace.Write($"killed s6-svscan {scanner.Pid}");
        scanner.Dispose();
        _scanner = null;
        if (result.ExitCode != 128 + Kernel.SIGKILL)
        {
            throw new ViolationException($"s6-svscan ended by itself: {result}");
        }
    }

    /// <summary>Stops everything, loggers when they have read all.</summary>
    public void Stop()
    {
        Child scanner = _scanner ?? throw new InvalidOperationException("not started");
        CommandResult result = Run(this["bin/s6-svscanctl"], "-t", this["scan"]);
        if (result.ExitCode != 0)
        {
            throw new ViolationException($"s6-svscanctl -t: {result}");
        }
        Patience patience = new(StopTimeoutMs);
        while (!ScannerHasEnded && !patience.IsOver)
        {
            // Orphans of a killed s6-svscan end now, and their end must be taken in.
            ReapOrphans();
            _ = ProcessTree.WaitForEnd(scanner.Pid, new Patience(20));
        }
        result = scanner.WaitForExit(patience.LeftMs);
        if (result.ExitCode != 0)
        {
            throw new ViolationException($"s6-svscan: {result}");
        }
        List<int> left;
        do
        {
            ReapOrphans();
            left = ProcessTree.WaitForEnd(Scratch, 20);
        }
        while (left.Count > 0 && !patience.IsOver);
        if (left.Count > 0)
        {
            throw new ViolationException($"left behind: {string.Join(", ", left.Select(ProcessTree.Describe))}");
        }
        scanner.Dispose();
        _scanner = null;
    }

    /// <summary>Runs a command of the suite to its end.</summary>
    public CommandResult Run(string path, params string[] words) =>
        Child.Run(path.StartsWith('/') ? path : this["bin/" + path], [Path.GetFileName(path), .. words], _environment, Scratch);

    /// <summary>Takes in the ends of those whose parents were killed; s6-svscan's own is not among them.</summary>
    public void ReapOrphans()
    {
        for (int pid = Kernel.FindZombie(); pid > 0; pid = Kernel.FindZombie())
        {
            if (pid == _scanner?.Pid)
            {
                return;
            }
            _ = Native.WaitFor(pid, out _, Native.WaitNoHang);
            _names.Remove(pid);
        }
    }

    // ----- s6-supervise

    /// <summary>
    /// The supervisors there are now, by the names that s6-svscan gave them. One that has just been started may be missing.
    /// </summary>
    public Dictionary<string, int> Supervisors()
    {
        Dictionary<string, int> found = [];
        List<int> candidates = ScannersChildren();
        if (_settings.KillsScanner)
        {
            // Those that an s6-svscan before has left.
            candidates.AddRange(ChildrenOf(Environment.ProcessId));
        }
        foreach (int pid in candidates)
        {
            if (!_names.TryGetValue(pid, out string? name))
            {
                string[] words = ProcessTree.ReadText(pid, "cmdline").Split('\0');
                if (words.Length != 3 || words[0] != "s6-supervise")
                {
                    continue;
                }
                name = words[1];
                _names[pid] = name;
            }
            found[name] = pid;
        }
        foreach (int gone in _names.Keys.Except(candidates).ToList())
        {
            _names.Remove(gone);
            _killed.Remove(gone);
        }
        return found;
    }

    /// <summary>Whether this program has killed the process, as long as nobody has waited for it.</summary>
    public bool WasKilled(int pid) => _killed.Contains(pid);

    /// <summary>kill -9 of an s6-supervise; false where it is none of ours any more.</summary>
    public bool KillSupervisor(int pid, string why)
    {
        int descriptor = Native.OpenProcess(pid);
        if (descriptor < 0)
        {
            return false;
        }
        // The descriptor is of this process, so what proc(5) tells now is about it, or nothing.
        bool ours = pid != ScannerPid && (ChildrenOf(ScannerPid).Contains(pid) || ChildrenOf(Environment.ProcessId).Contains(pid));
        bool killed = ours && IsSupervisor(pid) && Kernel.Kill(descriptor);
        Native.Close(descriptor);
        if (killed)
        {
            _killed.Add(pid);
            Trace.Write($"killed s6-supervise {pid}: {why}");
        }
        return killed;
    }

    /// <summary>
    /// A service that has just been born bears its supervisor's name until it executes its program; but it has a session of
    /// its own from the first.
    /// </summary>
    private static bool IsSupervisor(int pid)
    {
        try
        {
            return ProcessTree.ReadText(pid, "cmdline").StartsWith("s6-supervise\0", StringComparison.Ordinal)
                && ProcessTree.StatField(pid, SessionField) != pid;
        }
        catch (ArgumentOutOfRangeException)
        {
            // It has just ended.
            return false;
        }
    }

    /// <summary>The processes that s6-svscan has started, as far as they live.</summary>
    public HashSet<int> Children() => [.. ScannersChildren()];

    /// <summary>Waits for a child of s6-svscan that is none of the known ones; 0 where none comes.</summary>
    public int WaitForNewChild(HashSet<int> known, int limitMs)
    {
        Patience patience = new(limitMs);
        while (!patience.IsOver)
        {
            foreach (int pid in ScannersChildren().Where(pid => !known.Contains(pid)))
            {
                return pid;
            }
        }
        return 0;
    }

    /// <summary>Asks an s6-supervise to go on in the program that is installed now; false where none listens.</summary>
    public static bool AskForUpgrade(string service)
    {
        const int Flags = Native.OpenWriteOnly | Native.OpenNonBlocking | Native.OpenCloseOnExec;
        int control = Native.Open(Path.Combine(service, "supervise/control"), Flags, 0);
        if (control < 0)
        {
            return false;
        }
        nint written = Native.Write(control, "E"u8, 1);
        Native.Close(control);
        return written == 1;
    }

    /// <summary>Busy for so long: a wait of this length would take several times as long.</summary>
    public static void Spin(int microseconds)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < microseconds)
        {
        }
    }

    /// <summary>What s6-svscan and the supervisors have said last.</summary>
    public string LastMessages(int lines) =>
        File.Exists(this["messages"]) ? string.Join('\n', File.ReadLines(this["messages"]).TakeLast(lines)) : "";

    /// <summary>Ends all that is left; the directory stays where something went wrong.</summary>
    public void Finish(bool keep)
    {
        _scanner?.Dispose();
        _scanner = null;
        ProcessTree.Kill(Scratch);
        ReapOrphans();
        Trace.Dispose();
        if (!keep)
        {
            Directory.Delete(Scratch, recursive: true);
        }
    }

    public void Dispose() => Trace.Dispose();

    private List<int> ScannersChildren() => ScannerHasEnded ? [] : ChildrenOf(ScannerPid);

    /// <summary>The children of a process, zombies among them.</summary>
    private static List<int> ChildrenOf(int pid)
    {
        List<int> children = [];
        try
        {
            foreach (string thread in Directory.EnumerateDirectories($"/proc/{pid}/task"))
            {
                string text = File.ReadAllText(Path.Combine(thread, "children"));
                children.AddRange(text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(word => int.Parse(word, CultureInfo.InvariantCulture)));
            }
        }
        catch (IOException)
        {
            // It has just ended.
        }
        return children;
    }
}
