using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// What an s6-svscan --density opens before it looks for services. What need not have a low number gets a high one, as
/// the services' own get: children are given a table with the low ones only.
/// </summary>
internal struct HostedSetup
{
    private const uint ModeOwner = 0x1c0;   // 0700

    /// <summary>A service's control FIFO, what it may keep open beside it, and a pipe for every second one.</summary>
    private const int DescriptorsEach = 3;

    /// <summary>Descriptors beside those of the services.</summary>
    private const int DescriptorsBeside = 64;

    /// <summary>Where looking for inherited descriptors ends.</summary>
    private const int InheritedMax = 65536;

    private const int PollAtOnce = 64;

    /// <summary>
    /// The kernel copies tables of descriptors in steps of so many numbers, and closes one by one what a child does not keep
    /// of the last step: none, where FirstPrivate begins one. Where descriptors are few, numbers are not left out for that.
    /// </summary>
    private const int TableStep = 64;
    private const int TableShare = 16;

    /// <summary>The scan directory.</summary>
    public Fd Home;

    /// <summary>The set of all that is listened to.</summary>
    public Fd Watch;

    /// <summary>.s6-svscan/hosted.</summary>
    public Fd Records;

    public HostedLock Lock;
    public ChildDescriptors Table;

    /// <summary>The slots that .s6-svscan/hosted has already.</summary>
    public int OldSlots;

    /// <summary>This process's limit.</summary>
    public int DescriptorsMax;

    /// <summary>The processors that run; 0 where that is not known.</summary>
    public int Cpus;

    /// <summary>In the scan directory, the current one: an exit code, printed, 0 for success.</summary>
    public static int Make(int services, out HostedSetup setup)
    {
        setup = default;
        Errno error = RaiseLimit(services, out ResourceLimits limits, out setup.DescriptorsMax);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "get the limit of descriptors"u8);
        }
        Result<Fd> home = Kernel.OpenDirectory(Fd.CurrentDirectory, ".\0"u8);
        Result<Fd> watch = Kernel.OpenWatch();
        if (!home.Ok || !watch.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, home.Ok ? watch.Error : home.Error, "watch services"u8);
        }
        setup.Home = home.Value;
        setup.Watch = watch.Value;
        error = HostedLock.TryTake(setup.Home, out setup.Lock);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "lock "u8, ScanFile.HostedLockZ[..^1]);
        }
        error = HostedSlots.Open(create: true, out setup.Records, out setup.OldSlots);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "open "u8, ScanFile.HostedZ[..^1]);
        }
        error = Kernel.MakeDirectory(Fd.CurrentDirectory, ScanFile.LostZ, ModeOwner);
        if (error.Failed && error != Errno.EEXIST)
        {
            return Diagnostics.Unable(ExitCode.System, error, "mkdir "u8, ScanFile.LostZ[..^1]);
        }
        if (limits.Soft < (ulong)setup.DescriptorsMax)
        {
            setup.Table.Limits = limits;
        }
        setup.Cpus = Processors.Count();
        error = Reserve(limits.Soft, setup.DescriptorsMax, out setup.Table.FirstPrivate);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "open /dev/null"u8);
        }
        setup.Watch = setup.Table.Raise(setup.Watch);
        setup.Records = setup.Table.Raise(setup.Records);
        return ExitCode.Success;
    }

    /// <summary>
    /// Allows this process as many descriptors as that many services need, or as many as it can. Its children keep the
    /// limit it had.
    /// </summary>
    private static Errno RaiseLimit(int services, out ResourceLimits before, out int max)
    {
        max = int.MaxValue;
        Result<ResourceLimits> limits = Kernel.GetLimits(ResourceLimit.OpenFiles);
        before = default;
        if (!limits.Ok)
        {
            return limits.Error;
        }
        before = limits.Value;
        ulong wanted = (ulong)(services * DescriptorsEach + DescriptorsBeside);
        ulong soft = before.Soft;
        if (soft < wanted)
        {
            ResourceLimits raised = new() { Soft = wanted, Hard = Math.Max(wanted, before.Hard) };
            if (Kernel.SetLimits(ResourceLimit.OpenFiles, raised).IsNone)
            {
                soft = wanted;
            }
            else
            {
                // Only the privileged may go beyond the hard limit.
                raised = new ResourceLimits { Soft = Math.Min(wanted, before.Hard), Hard = before.Hard };
                soft = Kernel.SetLimits(ResourceLimit.OpenFiles, raised).IsNone ? raised.Soft : soft;
            }
        }
        max = (int)Math.Min(soft, int.MaxValue);
        WarnOfLimit(services, max);
        return Errno.None;
    }

    private static void WarnOfLimit(int services, int max)
    {
        int without = max - DescriptorsBeside;
        if (without < services)
        {
            Span<byte> number = stackalloc byte[Limits.DecimalLengthMax];
            int length = Text.Format((ulong)Math.Max(without, 0), number);
            Diagnostics.Warn("the limit of descriptors is too low for -C: it allows about "u8, number[..length], " services"u8);
        }
    }

    /// <summary>Takes the numbers that children's descriptors pass through, above all that are open.</summary>
    private static Errno Reserve(ulong limit, int descriptorsMax, out int firstPrivate)
    {
        int first = FindHighest((int)Math.Min(limit, InheritedMax)) + 1;
        firstPrivate = first + ChildDescriptors.Kept;
        int rounded = (firstPrivate + TableStep - 1) / TableStep * TableStep;
        if (rounded <= descriptorsMax / TableShare)
        {
            firstPrivate = rounded;
            first = rounded - ChildDescriptors.Kept;
        }
        Result<Fd> nothing = Kernel.Open(Fd.CurrentDirectory, "/dev/null\0"u8, OpenFlags.O_RDWR);
        if (!nothing.Ok)
        {
            return nothing.Error;
        }
        for (int number = first; number < firstPrivate; number++)
        {
            if (number != nothing.Value.Value)
            {
                Errno error = Kernel.DuplicateTo(nothing.Value, number);
                if (error.IsNone)
                {
                    error = Kernel.SetCloseOnExec(new Fd(number), on: true);
                }
                if (error.Failed)
                {
                    return error;
                }
            }
        }
        if (nothing.Value.Value < first)
        {
            Kernel.Close(nothing.Value);
        }
        return Errno.None;
    }

    /// <summary>The highest open descriptor below a number.</summary>
    // By itself, for its buffer would lie below everything a daemon has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FindHighest(int end)
    {
        Span<PollDescriptor> polls = stackalloc PollDescriptor[PollAtOnce];
        int highest = 2;
        for (int start = 0; start < end; start += PollAtOnce)
        {
            int count = Math.Min(PollAtOnce, end - start);
            for (int i = 0; i < count; i++)
            {
                polls[i] = new PollDescriptor { Descriptor = start + i };
            }
            Result<int> polled = Kernel.Poll(polls[..count], 0);
            for (int i = 0; polled.Ok && i < count; i++)
            {
                if ((polls[i].Returned & PollDescriptor.POLLNVAL) == 0)
                {
                    highest = start + i;
                }
            }
        }
        return highest;
    }
}
