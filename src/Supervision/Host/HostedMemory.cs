using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>The memory of hosted services. What no service uses is never touched, and costs nothing.</summary>
internal static class HostedMemory
{
    /// <summary>For as many services as the options allow: an exit code, printed, 0 for success.</summary>
    public static int Make(
        scoped in ScanOptions options, EnvironmentBlock environment, Span<int> pipesPlusOne, out HostedServices hosted)
    {
        hosted = default;
        int services = (int)options.ServicesMax;
        int code = HostedSetup.Make(services, out HostedSetup setup);
        if (code != ExitCode.Success)
        {
            return code;
        }
        int slots = Math.Max(services, setup.OldSlots);
        int entries = IndexMap.CapacityFor(Math.Max(setup.OldSlots, 1));
        long length = StartupArena.LengthOf<HostedService>(services) + StartupArena.LengthOf<DeadlineHeap.Entry>(services)
            + StartupArena.LengthOf<int>(services) + StartupArena.LengthOf<byte>(slots)
            + StartupArena.LengthOf<IndexMap.Entry>(entries);
        Errno error = StartupArena.TryCreate(length, out StartupArena arena);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "reserve memory for the services"u8);
        }
        Span<HostedService> table = arena.Allocate<HostedService>(services);
        DeadlineHeap deadlines = new(arena.Allocate<DeadlineHeap.Entry>(services), arena.Allocate<int>(services));
        HostedSlots records = new(setup.Records, arena.Allocate<byte>(slots), arena.Allocate<IndexMap.Entry>(entries));
        arena.Seal();
        if (!records.ReadOld(setup.OldSlots))
        {
            Diagnostics.Warn(ScanFile.HostedZ[..^1], " is not understood in part - ignored"u8);
        }
        hosted = new HostedServices(setup, table, deadlines, records, pipesPlusOne, environment, options.Console);
        return ExitCode.Success;
    }
}
