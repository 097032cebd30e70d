using System;
using Sestet.Base;

namespace Sestet.Linux;

// A processor for a parent and its children.
internal static unsafe partial class Kernel
{
    private const int BitsOfWord = 64;

    /// <summary>A set of processors. Where the kernel knows of more, none is changed.</summary>
    private const int CpuWords = Limits.CpusMax / BitsOfWord;

    private static bool s_staysOnCpu;

    /// <summary>
    /// Until LeaveCpu this process stays on the processor that it is on, and each child is started there, which may run
    /// anywhere from its execve on. A parent that waits for its child elsewhere has the one processor wake the other up each
    /// time, which is a quarter of what a start costs. Nothing is done where this process may not run on just that many,
    /// which are all there are: who has given it others wants it and its children to stay there.
    /// </summary>
    public static void StayOnCpu(int cpus)
    {
        if (cpus <= 1 || s_staysOnCpu)
        {
            return;
        }
        ulong* set = stackalloc ulong[CpuWords];
        nint length = Call(Architecture.SYS_sched_getaffinity, 0, CpuWords * sizeof(ulong), (nint)set);
        uint cpu = 0;
        if (length <= 0 || CountBits(set, (int)length / sizeof(ulong)) != cpus
            || Call(Architecture.SYS_getcpu, (nint)(&cpu)) < 0 || cpu >= Limits.CpusMax)
        {
            return;
        }
        new Span<ulong>(set, CpuWords).Clear();
        set[cpu / BitsOfWord] = 1UL << (int)(cpu % BitsOfWord);
        s_staysOnCpu = Call(Architecture.SYS_sched_setaffinity, 0, CpuWords * sizeof(ulong), (nint)set) >= 0;
    }

    /// <summary>The end of StayOnCpu.</summary>
    public static void LeaveCpu()
    {
        RunAnywhereAgain();
        s_staysOnCpu = false;
    }

    /// <summary>
    /// Before an execve: the calling process, a parent or its child in the same memory, has every processor again. The kernel takes that for those that its
    /// cgroup has, now or later, as it did before.
    /// </summary>
    public static void RunAnywhereAgain()
    {
        if (!s_staysOnCpu)
        {
            return;
        }
        ulong* set = stackalloc ulong[CpuWords];
        new Span<ulong>(set, CpuWords).Fill(ulong.MaxValue);
        _ = Call(Architecture.SYS_sched_setaffinity, 0, CpuWords * sizeof(ulong), (nint)set);
    }

    private static int CountBits(ulong* words, int count)
    {
        int bits = 0;
        for (int i = 0; i < count; i++)
        {
            for (ulong rest = words[i]; rest != 0; rest &= rest - 1)
            {
                bits++;
            }
        }
        return bits;
    }
}
