using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>Brings a live directory's services where the selection says: s6-rc change and s6-rc reload.</summary>
internal static class LiveChange
{
    /// <summary>
    /// The selection is closed. To prune, what must go down goes first; and nothing goes up if that fails. Gives an exit code.
    /// </summary>
    public static int Change(
        scoped in LiveServices services, ServiceGraph graph, in ChangeOptions options, bool up, bool prunes)
    {
        int code = Begin(services, graph, options, out TransitionRunner runner);
        if (code != ExitCode.Success || !prunes)
        {
            return code == ExitCode.Success ? runner.Run(up ? PlanGoal.Up : PlanGoal.Down) : code;
        }
        if (up)
        {
            services.Selection.Invert();
        }
        code = runner.Run(PlanGoal.Down);
        if (code != ExitCode.Success)
        {
            return code;
        }
        services.Selection.Invert();
        return runner.Run(PlanGoal.Up);
    }

    /// <summary>Has the selected services reload, which must all be up.</summary>
    public static int Reload(scoped in LiveServices services, ServiceGraph graph, in ChangeOptions options)
    {
        for (int i = 0; i < services.Database.Count; i++)
        {
            if (services.Selection.Contains(i) && (services.States[i] & ServiceState.Up) == 0)
            {
                return Diagnostics.Fatal(ChangeExit.Failed, "service "u8, services.Database.Name(i), " is not up"u8);
            }
        }
        int code = Begin(services, graph, options, out TransitionRunner runner);
        return code == ExitCode.Success ? runner.Run(PlanGoal.Reload) : code;
    }

    /// <summary>Opens the state, goes to the service directories, and has memory for what is to come.</summary>
    private static int Begin(
        scoped in LiveServices services, ServiceGraph graph, in ChangeOptions options, out TransitionRunner runner)
    {
        runner = default;
        Fd file = Fd.None;
        if (!options.IsDryRun)
        {
            PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
            path.Append(options.Live);
            path.Append("/state"u8);
            Result<Fd> opened = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
            if (!opened.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, opened.Error, "write "u8, path.Text);
            }
            file = opened.Value;
        }
        int code = EnterServiceDirectories(options.Live);
        if (code != ExitCode.Success)
        {
            return code;
        }
        int count = services.Database.Count;
        int places = Math.Min(count, TransitionLimit(options.IsDryRun));
        Errno error = StartupArena.TryCreate(
            (StartupArena.LengthOf<int>(count) * 2)
            + StartupArena.LengthOf<Transition>(places)
            + StartupArena.LengthOf<DeadlineHeap.Entry>(places)
            + StartupArena.LengthOf<int>(places)
            + sizeof(long),
            out StartupArena arena);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8);
        }
        Planner planner = new(graph, services.States, services.Marks, arena.Allocate<int>(count), services.Queue);
        runner = new TransitionRunner(
            services.Database,
            options,
            planner,
            file,
            new StoredStates(services.Stored),
            services.States,
            arena.Allocate<Transition>(places),
            new DeadlineHeap(arena.Allocate<DeadlineHeap.Entry>(places), arena.Allocate<int>(places)),
            arena.Allocate<int>(count));
        arena.Seal();
        return runner.Begin();
    }

    /// <summary>Makes the service directories' parent the current directory: 0, or an exit code, printed.</summary>
    public static int EnterServiceDirectories(ReadOnlySpan<byte> live)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(live);
        path.Append("/servicedirs"u8);
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : Kernel.ChangeDirectory(path.TextZ);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "chdir to "u8, path.Text) : ExitCode.Success;
    }

    /// <summary>As many transitions at a time as this process may have descriptors, all of which it takes.</summary>
    private static int TransitionLimit(bool isDryRun)
    {
        Result<ResourceLimits> limits = Kernel.GetLimits(ResourceLimit.OpenFiles);
        if (isDryRun || !limits.Ok)
        {
            return isDryRun ? Limits.TransitionsAtOnce : 1;
        }
        ResourceLimits raised = limits.Value with { Soft = limits.Value.Hard };
        ulong soft = Kernel.SetLimits(ResourceLimit.OpenFiles, raised).IsNone ? raised.Soft : limits.Value.Soft;
        long most = (long)Math.Min(soft, Limits.TransitionsAtOnce) - Limits.TransitionDescriptorsBeside;
        return (int)Math.Max(most, 1);
    }
}
