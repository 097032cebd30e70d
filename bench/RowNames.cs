namespace Sestet.Bench;

/// <summary>The rows that have a budget.</summary>
internal static class RowNames
{
    public const string ProportionalMemory = "memory per service: PSS";
    public const string PageTables = "memory per service: page tables";
    public const string Memory = "memory per service: both";
    public const string BootCpu = "boot of 1000 services: CPU per service";
    public const string DensityBootCpu = "--density: boot of 1000 services: CPU per service";
    public const string DensityStopCpu = "--density: shutdown of 1000 services: CPU per service";
    public const string DensityMemory = "--density: PSS and page tables per service";
    public const string RestartCpu = "restart after SIGKILL: CPU";
    public const string RestartCalls = "restart after SIGKILL: system calls of the tree";
    public const string WaitUpCpu = "s6-svc -wU -u: CPU";
    public const string IdleCalls = "idle tree: system calls in a second";
    public const string Stripped = "programs, stripped";
}
