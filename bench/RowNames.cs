namespace Sestet.Bench;

/// <summary>The rows that have a budget.</summary>
internal static class RowNames
{
    public const string ProportionalMemory = "memory per service: PSS";
    public const string PageTables = "memory per service: page tables";
    public const string Memory = "memory per service: both";
    public const string AllMemory = "memory per service: user and kernel";
    public const string DensityMemory = "memory per service, density mode: user and kernel";
    public const string BootCpu = "boot of 1000 services: CPU per service";
    public const string DensityBootCpu = "boot of 1000 services, density mode: CPU per service";
    public const string ShutdownCpu = "shutdown of 1000 services: CPU per service";
    public const string DensityShutdownCpu = "shutdown of 1000 services, density mode: CPU per service";
    public const string RestartCpu = "restart after SIGKILL: CPU";
    public const string RestartCalls = "restart after SIGKILL: system calls of the tree";
    public const string WaitUpCpu = "s6-svc -wU -u: CPU";
    public const string IdleCalls = "idle tree: system calls in a second";
    public const string LogPlain = "s6-log, plain: CPU per GB";
    public const string LogTai64n = "s6-log, t: CPU per GB";
    public const string LogLocalTime = "s6-log, T: CPU per GB";
    public const string LogSelection = "s6-log, selection of ERROR: CPU per GB";
    public const string LogExpression = "s6-log, selection by an expression: CPU per GB";
    public const string LogTinyLines = "s6-log, tiny lines, t: CPU per GB";
    public const string LoaderChain = "chain of 50 loaders: CPU";
    public const string OwnForegrounds = "100 × foreground: CPU";
    public const string ForeignForegrounds = "100 × foreground, a foreign program: CPU";
    public const string OwnLoop = "forx over 200 words: CPU";
    public const string ForeignLoop = "forx over 200 words, each given to a foreign program: CPU";
    public const string BareLoop = "forx over 200 words, a foreign program that gets none: CPU";
    public const string OwnConditions = "50 × if: CPU";
    public const string ForeignConditions = "50 × if, a foreign program: CPU";
    public const string OwnPipes = "20 × pipeline: CPU";
    public const string ForeignPipes = "20 × pipeline, a foreign program: CPU";
    public const string OwnBackticks = "20 × backtick: CPU";
    public const string ForeignBackticks = "20 × backtick, a foreign program: CPU";
    public const string OwnHandler = "s6-ipcserver, s6-cat: CPU per connection";
    public const string QuickHandler = "s6-ipcserver, s6-echo: CPU per connection";
    public const string CheckedHandler = "s6-ipcserver, s6-ipcserver-access, s6-connlimit, s6-cat: CPU per connection";
    public const string LateHandler = "s6-ipcserver, s6-cat, a client that waits for the answer: CPU per connection";
    public const string ServerAlone = "s6-ipcserver alone, a foreign program: CPU per connection";
    public const string ServerSide = "s6-ipcserver until a foreign program runs: CPU per connection";
    public const string ForeignHandler = "s6-ipcserver, a foreign program: CPU per connection";
    public const string RcUp = "s6-rc change, 200 oneshots and 100 longruns up: CPU";
    public const string RcDown = "s6-rc change, 200 oneshots and 100 longruns down: CPU";
    public const string CompileFew = "s6-rc-compile, 5000 services: CPU";
    public const string CompileMany = "s6-rc-compile, 20000 services: CPU";
    public const string HolderCpu = "fdholder: store and retrieve, client and daemon CPU";
    public const string Stripped = "programs, stripped";
}
