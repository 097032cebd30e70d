using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Ends what a dead ./run has left without a cgroup: its process group, and where /proc is there, its session. What has
/// made a session of its own gets away; a cgroup would hold it.
/// </summary>
internal static class SessionKiller
{
    private const int StatLength = 256;
    private const int PathLength = 32;

    /// <summary>Kills the group and session that ./run has led. Its leader must have been waited for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Kill(Pid leader)
    {
        Assert.That(leader.Value > 1);
        if (IsAnothers(leader))
        {
            return;
        }
        // ESRCH: nobody is left in the group, which is as it should be.
        _ = Kernel.Kill(leader, Signal.SIGKILL, KillTarget.ProcessGroup);
        for (int i = 0; i < Limits.SessionKillRoundsMax; i++)
        {
            Result<Fd> processes = Kernel.OpenDirectory(Fd.CurrentDirectory, "/proc\0"u8);
            if (!processes.Ok)
            {
                return;
            }
            bool any = KillOnce(processes.Value, leader);
            Kernel.Close(processes.Value);
            if (!any)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Whether a living process has the number of the dead leader. The kernel gives it to none as long as a group or session
    /// of that number has members, so there is nobody left to kill, and the new owner's are not ours.
    /// </summary>
    private static bool IsAnothers(Pid leader)
    {
        Result<Fd> process = Kernel.OpenProcess(leader);
        if (!process.Ok)
        {
            return false;
        }
        Span<PollDescriptor> poll = [PollDescriptor.ForReading(process.Value)];
        Result<int> ended = Kernel.Poll(poll, 0);
        Kernel.Close(process.Value);
        return ended.Ok && ended.Value == 0;
    }

    private static bool KillOnce(Fd processes, Pid leader)
    {
        bool any = false;
        DirectoryReader reader = new(processes, stackalloc byte[Limits.DirectoryBufferLength]);
        while (reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            bool isProcess = Text.TryParse(nameZ[..^1], out uint number) && number is > 1 and <= int.MaxValue;
            if (isProcess && IsInSession(nameZ[..^1], leader))
            {
                any |= Kernel.Kill(new Pid((int)number), Signal.SIGKILL).IsNone;
            }
        }
        return any;
    }

    /// <summary>Whether a process lives and is of the session that a process led; "PID" is its name in /proc.</summary>
    public static bool IsInSession(ReadOnlySpan<byte> pid, Pid leader)
    {
        PathBuffer path = new(stackalloc byte[PathLength]);
        path.Append("/proc/"u8);
        path.Append(pid);
        path.Append("/stat"u8);
        Span<byte> stat = stackalloc byte[StatLength];
        Result<int> read = path.Overflowed
            ? new Result<int>(Errno.ENAMETOOLONG)
            : SmallFile.Read(Fd.CurrentDirectory, path.TextZ, stat);
        return read.Ok
            && ProcessStat.TryGetSession(stat[..read.Value], out uint session)
            && session == (uint)leader.Value;
    }
}
