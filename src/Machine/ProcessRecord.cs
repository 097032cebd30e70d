using System;
using Sestet.Base;

namespace Sestet.Machine;

/// <summary>A process as /proc tells of it. Times are in clock ticks, of which a second has 100.</summary>
internal struct ProcessRecord
{
    /// <summary>The texts are places in a pool.</summary>
    public TextRange Command;
    public TextRange Arguments;
    public TextRange Environment;
    public bool HidesArguments;
    public uint Uid;
    public uint Gid;

    public ulong Pid;
    public byte State;
    public ulong Parent;
    public ulong Group;
    public ulong Session;

    /// <summary>The device's number; 0: none.</summary>
    public uint Terminal;
    public long TerminalGroup;
    public ulong MinorFaults;
    public ulong MinorFaultsOfChildren;
    public ulong MajorFaults;
    public ulong MajorFaultsOfChildren;
    public ulong UserTime;
    public ulong SystemTime;
    public ulong UserTimeOfChildren;
    public ulong SystemTimeOfChildren;
    public long Priority;
    public long Nice;
    public ulong Threads;

    /// <summary>Since boot.</summary>
    public ulong Start;

    /// <summary>In bytes.</summary>
    public ulong VirtualSize;

    /// <summary>In pages.</summary>
    public ulong ResidentPages;

    /// <summary>In bytes.</summary>
    public ulong ResidentLimit;
    public ulong WaitChannel;
    public ulong Cpu;
    public ulong RealTimePriority;
    public ulong Policy;

    /// <summary>How deep it is indented in a tree.</summary>
    public int Depth;

    public readonly bool IsZombie => State == 'Z';

    /// <summary>
    /// Takes what /proc/PID/stat says (proc_pid_stat(5)): "PID (NAME) STATE …", where the name may hold anything. False
    /// where it says something else.
    /// </summary>
    public bool TryParse(ReadOnlySpan<byte> stat)
    {
        int end = stat.LastIndexOf((byte)')');
        if (end < 0 || end + 4 > stat.Length)
        {
            return false;
        }
        State = stat[end + 2];
        StatNumbers numbers = new(stat[(end + 3)..]);
        Parent = numbers.Next();
        Group = numbers.Next();
        Session = numbers.Next();
        Terminal = unchecked((uint)numbers.NextSigned()); // the same 32 bits
        TerminalGroup = numbers.NextSigned();
        _ = numbers.Next();
        MinorFaults = numbers.Next();
        MinorFaultsOfChildren = numbers.Next();
        MajorFaults = numbers.Next();
        MajorFaultsOfChildren = numbers.Next();
        UserTime = numbers.Next();
        SystemTime = numbers.Next();
        UserTimeOfChildren = numbers.Next();
        SystemTimeOfChildren = numbers.Next();
        Priority = numbers.NextSigned();
        Nice = numbers.NextSigned();
        Threads = numbers.Next();
        _ = numbers.Next();
        Start = numbers.Next();
        VirtualSize = numbers.Next();
        ResidentPages = numbers.Next();
        ResidentLimit = numbers.Next();
        numbers.Skip(9);
        WaitChannel = numbers.Next();
        numbers.Skip(3);
        Cpu = numbers.Next();
        RealTimePriority = numbers.Next();
        Policy = numbers.Next();
        return numbers.IsWell;
    }
}
