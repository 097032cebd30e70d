namespace Sestet.Simulation;

/// <summary>The kinds of system calls that faults, budgets and traces tell apart.</summary>
internal enum SystemCall : byte
{
    Own,
    Clock,
    Open,
    Create,
    Close,
    Read,
    Write,
    Seek,
    Stat,
    Unlink,
    Rename,
    Change,
    Synchronize,
    ReadDirectory,
    Pipe,
    Duplicate,
    Lock,
    Spawn,
    Execute,
    Wait,
    Kill,
    OpenSignals,
    Poll,
    Count,
}
