using System;
using Sestet.Base;

namespace Sestet.Machine;

/// <summary>What s6-ps can show of a process (s6-ps.html, Fields), in the page's order.</summary>
internal enum ProcessField : byte
{
    Pid,
    Command,
    State,
    Parent,
    Group,
    Session,
    Terminal,
    TerminalGroup,
    MinorFaults,
    MinorFaultsOfChildren,
    MajorFaults,
    MajorFaultsOfChildren,
    UserTime,
    SystemTime,
    UserTimeOfChildren,
    SystemTimeOfChildren,
    Priority,
    Nice,
    Threads,
    Start,
    VirtualSize,
    ResidentSize,
    ResidentLimit,
    Cpu,
    RealTimePriority,
    Policy,
    User,
    UserGroup,
    MemoryShare,
    WaitChannel,
    Arguments,
    Environment,
    CpuShare,
    Time,
    TimeWithChildren,
    StartLabel,
    CpuShareWithChildren,
}

/// <summary>Names and headings of the fields.</summary>
internal static class ProcessFields
{
    public const int Count = 37;

    /// <summary>By field: the name for -o, and the heading.</summary>
    private static ReadOnlySpan<byte> Names =>
        "pid comm s ppid pgrp sess tty tpgid minflt cminflt majflt cmajflt utime stime cutime cstime prio nice "u8
        + "thcount start vsize rss rsslimit psr rtprio policy user group pmem wchan args env pcpu ttime cttime "u8
        + "tstart cpcpu "u8;

    private static ReadOnlySpan<byte> Headings =>
        "PID COMM STAT PPID PGRP SESSION TTY TPGID MINFLT CMINFLT MAJFLT CMAJFLT UTIME STIME CUTIME CSTIME PRIO NICE "u8
        + "THREADS START VSZ RSS RSSLIM CPU RTPRIO RTPOLICY USER GROUP %MEM WCHAN COMMAND ENVIRONMENT %CPU TTIME CTTIME "u8
        + "TSTART C%CPU "u8;

    public static ReadOnlySpan<byte> Heading(ProcessField field)
    {
        ReadOnlySpan<byte> rest = Headings;
        for (int i = 0; i < (int)field; i++)
        {
            rest = rest[(rest.IndexOf((byte)' ') + 1)..];
        }
        return rest[..rest.IndexOf((byte)' ')];
    }

    public static bool TryFind(ReadOnlySpan<byte> name, out ProcessField field)
    {
        ReadOnlySpan<byte> rest = Names;
        for (int i = 0; i < Count; i++)
        {
            int blank = rest.IndexOf((byte)' ');
            if (rest[..blank].SequenceEqual(name))
            {
                field = (ProcessField)i;
                return true;
            }
            rest = rest[(blank + 1)..];
        }
        Assert.That(rest.IsEmpty);
        field = default;
        return false;
    }

    /// <summary>Numbers stand at the right of their column; times, which have units, at the left.</summary>
    public static bool IsRightAligned(ProcessField field) => field
        is ProcessField.Pid
        or ProcessField.Parent
        or ProcessField.Group
        or ProcessField.Session
        or ProcessField.TerminalGroup
        or ProcessField.MinorFaults
        or ProcessField.MinorFaultsOfChildren
        or ProcessField.MajorFaults
        or ProcessField.MajorFaultsOfChildren
        or ProcessField.Priority
        or ProcessField.Nice
        or ProcessField.Threads
        or ProcessField.VirtualSize
        or ProcessField.ResidentSize
        or ProcessField.ResidentLimit
        or ProcessField.Cpu
        or ProcessField.RealTimePriority
        or ProcessField.MemoryShare
        or ProcessField.CpuShare
        or ProcessField.CpuShareWithChildren;
}
