using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>The files of the service directory that is the current directory.</summary>
internal partial struct ServiceConfig : IServiceConfig
{
    private OptionsPresent _present;
    private ulong _descriptorsMax;

    /// <summary>For a service whose processes have another limit of descriptors than this one.</summary>
    public static ServiceConfig WithDescriptors(ulong max) => new() { _descriptorsMax = max };

    /// <summary>From now on the files are looked for again.</summary>
    public void NextTurn() => _present.NextTurn();

    public Signal DownSignal() => ReadSignal(ServiceOption.DownSignal, Signal.SIGTERM);

    public Signal ReloadSignal() => ReadSignal(ServiceOption.ReloadSignal, Signal.SIGHUP);

    public uint TimeoutKillMs() => TryReadNumber(ServiceOption.TimeoutKill, out uint value) ? value : 0;

    public uint TimeoutFinishMs() =>
        TryReadNumber(ServiceOption.TimeoutFinish, out uint value) ? value : Limits.FinishTimeoutDefaultMs;

    public bool TimeoutKillsProcessGroup() => Exists(ServiceOption.FlagTimeoutKillProcessGroup);

    /// <summary>Whether the service is to stay down: ENOENT where it is not, none where it is.</summary>
    public Errno CheckDown() => _present.MayHave(ServiceOption.Down)
        ? Kernel.Access(Fd.CurrentDirectory, ServiceFile.DownZ, AccessMode.F_OK)
        : Errno.ENOENT;

    public bool HasFinish() => Exists(ServiceOption.Finish);

    public bool WantsNewPidNamespace() => Exists(ServiceOption.FlagNewPidNamespace);

    public int DeathTallyLength()
    {
        uint length = TryReadNumber(ServiceOption.MaxDeathTally, out uint value) ? value : Limits.DeathTallyDefault;
        return (int)Math.Min(length, (uint)Limits.DeathTallyMax);
    }

    /// <summary>
    /// Reads a file that holds a descriptor number; -1 where it is absent or, after a warning, unreadable or invalid. An
    /// error is a shortage that will pass, after a warning: what the file says is not known, and a service must not be
    /// started without a lock that it may have.
    /// </summary>
    public Errno ReadDescriptor(ServiceOption option, out int descriptor)
    {
        descriptor = -1;
        Errno error = ReadNumber(option, out uint value, out bool there);
        if (error.Failed || !there)
        {
            return error.IsShortage ? error : Errno.None;
        }
        if (value == 0 || value >= DescriptorsMax() || value > int.MaxValue)
        {
            Diagnostics.Warn("invalid "u8, ServiceOptions.NameZ(option)[..^1]);
            return Errno.None;
        }
        descriptor = (int)value;
        return Errno.None;
    }

    /// <summary>The limit of descriptors, which children inherit. It is asked for once.</summary>
    private ulong DescriptorsMax()
    {
        if (_descriptorsMax == 0)
        {
            Result<ResourceLimits> limits = Kernel.GetLimits(ResourceLimit.OpenFiles);
            _descriptorsMax = limits.Ok ? limits.Value.Soft : ResourceLimits.Infinity;
        }
        return _descriptorsMax;
    }

    private bool Exists(ServiceOption option)
    {
        if (!_present.MayHave(option))
        {
            return false;
        }
        ReadOnlySpan<byte> nameZ = ServiceOptions.NameZ(option);
        Errno error = Kernel.Access(Fd.CurrentDirectory, nameZ, AccessMode.F_OK);
        if (error.Failed && error != Errno.ENOENT)
        {
            Diagnostics.WarnUnable(error, "access "u8, nameZ[..^1]);
        }
        return error.IsNone;
    }

    /// <summary>
    /// The length of the file's first line, -1 where it is absent or, with an error and after a warning, unreadable.
    /// </summary>
    private Errno ReadLine(ServiceOption option, Span<byte> buffer, out int length)
    {
        length = -1;
        if (!_present.MayHave(option))
        {
            return Errno.None;
        }
        ReadOnlySpan<byte> nameZ = ServiceOptions.NameZ(option);
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, nameZ, buffer);
        if (read.Ok)
        {
            length = SmallFile.FirstLine(buffer[..read.Value]).Length;
            return Errno.None;
        }
        if (read.Error == Errno.ENOENT)
        {
            return Errno.None;
        }
        Diagnostics.WarnUnable(read.Error, "open "u8, nameZ[..^1]);
        return read.Error;
    }

    private bool TryReadNumber(ServiceOption option, out uint value)
    {
        Errno error = ReadNumber(option, out value, out bool there);
        return error.IsNone && there;
    }

    private Errno ReadNumber(ServiceOption option, out uint value, out bool there)
    {
        value = 0;
        there = false;
        Span<byte> buffer = stackalloc byte[Limits.ServiceFileLengthMax];
        Errno error = ReadLine(option, buffer, out int length);
        if (error.Failed || length < 0)
        {
            return error;
        }
        there = Text.TryParse(buffer[..length], out value);
        if (!there)
        {
            Diagnostics.Warn("invalid "u8, ServiceOptions.NameZ(option)[..^1]);
        }
        return Errno.None;
    }

    private Signal ReadSignal(ServiceOption option, Signal otherwise)
    {
        Span<byte> buffer = stackalloc byte[Limits.ServiceFileLengthMax];
        Errno error = ReadLine(option, buffer, out int length);
        if (error.Failed || length < 0)
        {
            return otherwise;
        }
        if (Signal.TryParse(buffer[..length], out Signal signal))
        {
            return signal;
        }
        Diagnostics.Warn("invalid "u8, ServiceOptions.NameZ(option)[..^1]);
        return otherwise;
    }
}
