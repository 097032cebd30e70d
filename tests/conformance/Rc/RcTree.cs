using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;

namespace Sestet.Conformance.Rc;

/// <summary>
/// A live directory, as s6-rc-init makes it, on a compiled database that the test has written; and the supervision tree for
/// its longruns, when it is started. The first service is the runner of oneshots.
/// </summary>
public sealed class RcTree
{
    private readonly Scenario _scenario;
    private readonly Suite _suite;

    public RcTree(Scenario scenario, Suite suite, RcService[] services, params (string Name, string[] Services)[] bundles)
    {
        _scenario = scenario;
        _suite = suite;
        Services = [RunnerService(suite), .. services.Select(WithRunner)];
        Live = scenario.At("live");
        string compiled = scenario.At("compiled");
        RcDatabase.Write(compiled, Services, bundles);
        Directory.CreateDirectory(System.IO.Path.Combine(Live, "servicedirs"));
        File.CreateSymbolicLink(this["compiled"], compiled);
        File.WriteAllText(this["lock"], "");
        File.WriteAllText(this["prefix"], "");
        File.WriteAllBytes(this["state"], new byte[Services.Length]);
        foreach (RcService service in Services.Where(service => service.IsLongrun))
        {
            ServiceDirectory directory = DirectoryOf(service.Name).Run(service.RunScript).With("down");
            foreach ((string name, string content) in service.Files)
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(directory[name])!);
                _ = directory.With(name, content);
            }
        }
    }

    public string Live { get; }

    public RcService[] Services { get; }

    public string this[string name] => System.IO.Path.Combine(Live, name);

    public ServiceDirectory DirectoryOf(string name) => new(this[$"servicedirs/{name}"]);

    /// <summary>The bytes of the file state, one letter for each service: its low digit.</summary>
    public string State => string.Concat(File.ReadAllBytes(this["state"]).Select(value => (char)('0' + value)));

    public void SetState(string digits) => File.WriteAllBytes(this["state"], [.. digits.Select(digit => (byte)(digit - '0'))]);

    /// <summary>The state's digit of a service.</summary>
    public char StateOf(string name) => State[RcDatabase.IndexOf(Services, name)];

    /// <summary>Starts s6-svscan, and waits until every service is supervised.</summary>
    public RcTree Start()
    {
        Scanner scanner = _scenario.NewScanner(_suite);
        foreach (RcService service in Services.Where(service => service.IsLongrun))
        {
            Directory.CreateDirectory(DirectoryOf(service.Name)["event"]);
            File.CreateSymbolicLink(scanner[service.Name], DirectoryOf(service.Name).Path);
        }
        _ = scanner.Start();
        foreach (RcService service in Services.Where(service => service.IsLongrun))
        {
            ServiceDirectory directory = DirectoryOf(service.Name);
            Scenario.Eventually(() => Supervised.IsHeard(directory["supervise/control"]) && File.Exists(directory["supervise/status"]));
        }
        return this;
    }

    /// <summary>Runs s6-rc of a suite on the live directory.</summary>
    public CommandResult Rc(Suite suite, params string[] arguments) => _scenario.Run(suite, "s6-rc", ["-l", Live, .. arguments]);

    /// <summary>The same without a look at messages.</summary>
    public int Code(Suite suite, params string[] arguments) => Rc(suite, arguments).ExitCode;

    public Child StartRc(Suite suite, params string[] arguments) => _scenario.Start(suite, "s6-rc", ["-l", Live, .. arguments]);

    /// <summary>What s6-rc list prints: a blank behind each.</summary>
    public string Up(Suite suite) => Rc(suite, "-a", "list").Output.Replace('\n', ' ');

    /// <summary>Whether the supervisor of a longrun has it up.</summary>
    public bool IsUp(string name) => DirectoryOf(name).Status.Pid != 0;

    /// <summary>A oneshot whose scripts append its name and the verb to the file log.</summary>
    public static RcService Logged(string name, params string[] needs) => new(name, IsLongrun: false)
    {
        Needs = needs,
        Up = ["sh", "-c", "echo $RC_NAME up >> ../../../log"],
        Down = ["sh", "-c", "echo $RC_NAME down >> ../../../log"],
    };

    /// <summary>A longrun that tells its readiness.</summary>
    public static RcService Ready(string name, params string[] needs) => new(name, IsLongrun: true)
    {
        Needs = needs,
        RunScript = "echo $0 >&3; exec sleep 1000",
        Files = new() { ["notification-fd"] = "3\n" },
    };

    /// <summary>A longrun that is up when it runs.</summary>
    public static RcService Plain(string name, params string[] needs) => new(name, IsLongrun: true) { Needs = needs };

    /// <summary>What the logged oneshots have done, a blank behind each.</summary>
    public string Log()
    {
        string path = _scenario.At("log");
        string text = File.Exists(path) ? File.ReadAllText(path).Replace('\n', ';') : "";
        File.Delete(path);
        return text;
    }

    private static RcService WithRunner(RcService service) =>
        service.IsLongrun ? service : service with { Needs = [RcDatabase.Runner, .. service.Needs] };

    /// <summary>The file of a program that the reference keeps beside its commands.</summary>
    public static string Internal(Suite suite, string name) =>
        suite.Has(name) ? suite.Find(name) : System.IO.Path.Combine(suite.Directories[0], "../libexec", name);

    private static RcService RunnerService(Suite suite)
    {
        string run = Internal(suite, "s6-rc-oneshot-run");
        return new RcService(RcDatabase.Runner, IsLongrun: true)
        {
            IsEssential = true,
            RunScript = $"""
                exec 2>&1 1>&3 3>&-
                exec s6-ipcserver-socketbinder -- s s6-ipcserverd -1 -- \
                    s6-ipcserver-access -v0 -E -l0 -i data/rules -- s6-sudod -t 30000 -- {run} -l ../.. --
                """,
            Files = new() { ["notification-fd"] = "3\n", ["data/rules/uid/self/allow"] = "" },
        };
    }
}
