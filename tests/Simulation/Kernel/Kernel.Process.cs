using System;
using System.Diagnostics.CodeAnalysis;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    public static Result<Pid> Spawn(in SpawnRequest request)
    {
        Launch launch = LaunchOf(request);
        return Enter(SystemCall.Spawn).Fault(SystemCall.Spawn, launch.Path, out Errno fault)
            ? Self.FailSpawn(fault)
            : Self.Spawn(launch);
    }

    public static Result<Pid> Spawn<TBirth>(in SpawnRequest request, ref TBirth birth)
        where TBirth : unmanaged, IBirth
    {
        Launch launch = LaunchOf(request);
        _ = Enter(SystemCall.Spawn).Fault(SystemCall.Spawn, launch.Path, out Errno fault);
        if (fault == Errno.EAGAIN || fault == Errno.ENOMEM)
        {
            return Self.FailSpawn(fault);
        }
        // The child shares the parent's memory, and goes on though the parent be killed.
        TBirth shared = birth;
        Result<Pid> child = Self.Spawn(launch, fault, pid => shared.Record(pid));
        birth = shared;
        return child;
    }

    private static Launch LaunchOf(in SpawnRequest request)
    {
        Assert.That(request.PathZ[^1] == 0 && request.Arguments.Count > 0 && request.Arguments.IsTerminated);
        Assert.That(request.Descriptors.Length <= Limits.SpawnDescriptorsMax);
        Assert.That(!request.Directory.IsOpen);
        return new Launch(
            PathText(request.PathZ),
            Copies.Of(request.Arguments),
            Copies.Of(request.Environment),
            request.Descriptors.ToArray(),
            request.NewSession)
        {
            Opened = request.OpenedZ.IsEmpty ? null : PathText(request.OpenedZ),
            OpenedAs = request.OpenedAs,
            Blocked = request.Blocked,
        };
    }

    public static bool IsChild(Pid pid) =>
        Enter(SystemCall.Own).Children.Exists(child => child.Pid.Value == pid.Value);

    /// <summary>The simulated machine has one processor.</summary>
    public static void StayOnCpu(int cpus) => _ = Enter(SystemCall.Own);

    public static void RunAnywhereAgain() => _ = Enter(SystemCall.Own);

    public static void LeaveCpu() => _ = Enter(SystemCall.Own);

    public static Errno Execute(ReadOnlySpan<byte> pathZ, Arguments arguments, EnvironmentBlock environment)
    {
        Launch launch = new(PathText(pathZ), Copies.Of(arguments), Copies.Of(environment), [], NewSession: false);
        return Enter(SystemCall.Execute).Fault(SystemCall.Execute, launch.Path, out Errno fault) ? fault : Self.Execute(launch);
    }

    /// <summary>A failed assertion fails the whole simulation, so nothing is done after it.</summary>
    public static void OnPanic(delegate*<void> action)
    {
        _ = Enter(SystemCall.Own);
        Assert.That(action != null);
    }

    [DoesNotReturn]
    public static void Exit(int code)
    {
        _ = Enter(SystemCall.Own);
        throw new ProcessExit(code);
    }

    public static Result<ChildExit> WaitFor(Pid pid, bool wait) => Enter(SystemCall.Wait).WaitFor(pid, wait);

    public static Result<ChildExit> WaitForAny(bool wait) => WaitFor(new Pid(-1), wait);

    public static Errno Kill(Pid pid, Signal signal, KillTarget target = KillTarget.Process)
    {
        Assert.That(pid.Value > 1);
        return Enter(SystemCall.Kill).Kill(pid, signal, target);
    }

    public static Pid CurrentProcess() => Enter(SystemCall.Own).Pid;

    public static Errno Raise(Signal signal) => Enter(SystemCall.Kill).Kill(Self.Pid, signal, KillTarget.Process);

    public static Errno NewSession() => Enter(SystemCall.Own).NewSession();

    public static Errno NewProcessGroup() => Enter(SystemCall.Own).NewProcessGroup();

    /// <summary>There are no terminals here.</summary>
    public static Errno SetForeground(Fd terminal)
    {
        Errno error = Enter(SystemCall.Own).Files.CheckOpen(terminal);
        return error.Failed ? error : new Errno(25);
    }

    public static uint UserId() => Enter(SystemCall.Own).UserId;

    public static uint EffectiveGroupId() => Enter(SystemCall.Own).GroupId;

    public static Errno SetUser(uint uid)
    {
        Enter(SystemCall.Own).UserId = uid;
        return Errno.None;
    }

    public static Errno SetGroup(uint gid)
    {
        Enter(SystemCall.Own).GroupId = gid;
        return Errno.None;
    }

    public static Errno SetGroups(ReadOnlySpan<uint> groups)
    {
        _ = Enter(SystemCall.Own);
        return groups.Length > Limits.GroupsMax ? Errno.EINVAL : Errno.None;
    }

    public static Result<ResourceLimits> GetLimits(ResourceLimit resource) =>
        new(Enter(SystemCall.Own).Limits.TryGetValue(resource, out ResourceLimits limits)
            ? limits
            : new ResourceLimits { Soft = ResourceLimits.Infinity, Hard = ResourceLimits.Infinity });

    public static Errno SetLimits(ResourceLimit resource, in ResourceLimits limits)
    {
        Enter(SystemCall.Own).Limits[resource] = limits;
        return limits.Soft > limits.Hard ? Errno.EINVAL : Errno.None;
    }

    public static void SetName(ReadOnlySpan<byte> nameZ) => Enter(SystemCall.Own).Name = PathText(nameZ);

    public static Result<nint> MapMemory(long length) => new(Enter(SystemCall.Own).Memory.Map(length));

    /// <summary>What is mapped is a copy: nothing that is mapped may change.</summary>
    public static Result<MemoryRegion> MapFile(Fd file, int length)
    {
        MemoryRegion memory = new(Enter(SystemCall.Own).Memory.Map(length), length);
        Result<int> read = ReadAt(file, memory.Bytes, 0);
        return read.Ok ? new Result<MemoryRegion>(memory) : new Result<MemoryRegion>(read.Error);
    }

    public static void GetRandom(Span<byte> buffer) => Enter(SystemCall.Own).Machine.Dice.Fill(buffer);

    public static ReadOnlySpan<byte> ExecutedPathZ() => Enter(SystemCall.Own).Memory.ExecutedPathZ;
}
