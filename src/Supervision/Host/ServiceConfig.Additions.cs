using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

// The files that are additions to servicedir.html (docs/SERVICE-DIRECTORY.md). None of them costs anything where it is not.
internal partial struct ServiceConfig
{
    /// <summary>How the service is restarted; false where that is the reference's way.</summary>
    public bool TryGetRestartRules(out RestartRules rules)
    {
        rules = RestartRules.Reference;
        if (!_present.MayHaveAny(ServiceOption.RestartDelay, ServiceOption.MaxRestarts))
        {
            return false;
        }
        rules = ReadRestartRules();
        return true;
    }

    // By itself, for its calls' buffers would lie below everything a supervisor has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private RestartRules ReadRestartRules() => RestartRules.Create(
        ReadOptional(ServiceOption.RestartDelay, 0, uint.MaxValue, 0),
        ReadOptional(ServiceOption.RestartDelayMax, 0, uint.MaxValue, 0),
        ReadOptional(ServiceOption.RestartJitter, 0, 100, 0),
        ReadOptional(ServiceOption.RestartReset, 0, uint.MaxValue, Limits.RestartResetDefaultMs),
        ReadOptional(ServiceOption.MaxRestarts, 0, uint.MaxValue - 1, RestartRules.RestartsUnlimited));

    public readonly uint RandomNumber()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Kernel.GetRandom(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>The service can say when it is ready.</summary>
    public bool NotifiesReadiness() =>
        WantsNotifySocket() || Exists(ServiceOption.NotificationFd);

    /// <summary>flag-notify-socket.</summary>
    public bool WantsNotifySocket() => Exists(ServiceOption.FlagNotifySocket);

    /// <summary>watchdog in milliseconds, 0 for none.</summary>
    public uint WatchdogMs() => ReadOptional(ServiceOption.Watchdog, 1, uint.MaxValue, 0);

    public uint WatchdogKillMs()
    {
        uint timeoutMs = TimeoutKillMs();
        return timeoutMs == 0 ? Limits.WatchdogKillDefaultMs : timeoutMs;
    }

    /// <summary>flag-kill-tree.</summary>
    public bool KillsTree() => Exists(ServiceOption.FlagKillTree);

    /// <summary>Whether the service is to have a cgroup: flag-cgroup, or a limit.</summary>
    public bool WantsCgroup() => _present.MayHaveAny(ServiceOption.FlagCgroup, ServiceOption.PidsMax) && HasCgroupFile();

    public bool HasCpuLimit() => Exists(ServiceOption.CpuMax);

    private bool HasCgroupFile()
    {
        for (ServiceOption option = ServiceOption.FlagCgroup; option <= ServiceOption.PidsMax; option++)
        {
            if (Exists(option))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>memory-max, cpu-max or pids-max; CgroupLimit.None where there is no valid one.</summary>
    public ulong ReadLimit(ServiceOption option)
    {
        Assert.That(option is ServiceOption.MemoryMax or ServiceOption.CpuMax or ServiceOption.PidsMax);
        Span<byte> buffer = stackalloc byte[Limits.ServiceFileLengthMax];
        Errno error = ReadLine(option, buffer, out int length);
        if (error.Failed || length < 0)
        {
            return CgroupLimit.None;
        }
        ReadOnlySpan<byte> text = buffer[..length];
        ulong limit;
        bool valid = option switch
        {
            ServiceOption.MemoryMax => CgroupLimit.TryParseMemory(text, out limit),
            ServiceOption.CpuMax => CgroupLimit.TryParseCpu(text, out limit),
            _ => CgroupLimit.TryParseTasks(text, out limit),
        };
        if (valid)
        {
            return limit;
        }
        Diagnostics.Warn("invalid "u8, ServiceOptions.NameZ(option)[..^1]);
        return CgroupLimit.None;
    }

    private uint ReadOptional(ServiceOption option, uint least, uint most, uint otherwise)
    {
        if (!TryReadNumber(option, out uint value))
        {
            return otherwise;
        }
        if (value >= least && value <= most)
        {
            return value;
        }
        Diagnostics.Warn("invalid "u8, ServiceOptions.NameZ(option)[..^1]);
        return otherwise;
    }
}
