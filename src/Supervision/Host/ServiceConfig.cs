using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>The files of the service directory that is the current directory.</summary>
internal struct ServiceConfig : IServiceConfig
{
    public readonly Signal DownSignal() => ReadSignal(ServiceFile.DownSignalZ, Signal.SIGTERM);

    public readonly Signal ReloadSignal() => ReadSignal(ServiceFile.ReloadSignalZ, Signal.SIGHUP);

    public readonly uint TimeoutKillMs() => TryReadNumber(ServiceFile.TimeoutKillZ, out uint value) ? value : 0;

    public readonly uint TimeoutFinishMs() =>
        TryReadNumber(ServiceFile.TimeoutFinishZ, out uint value) ? value : Limits.FinishTimeoutDefaultMs;

    public readonly bool TimeoutKillsProcessGroup() => Exists(ServiceFile.FlagTimeoutKillProcessGroupZ);

    public readonly bool HasFinish() => Exists(ServiceFile.FinishZ);

    public readonly bool WantsNewPidNamespace() => Exists(ServiceFile.FlagNewPidNamespaceZ);

    public readonly int DeathTallyLength()
    {
        uint length = TryReadNumber(ServiceFile.MaxDeathTallyZ, out uint value) ? value : Limits.DeathTallyDefault;
        return (int)Math.Min(length, (uint)Limits.DeathTallyMax);
    }

    /// <summary>Reads a file that holds a descriptor number: 3 reasons for false (absent, unreadable, invalid), two of them warned of.</summary>
    public readonly bool TryReadDescriptor(ReadOnlySpan<byte> nameZ, out int descriptor)
    {
        descriptor = -1;
        if (!TryReadNumber(nameZ, out uint value))
        {
            return false;
        }
        Result<ResourceLimits> limits = Kernel.GetLimits(ResourceLimit.OpenFiles);
        if (value == 0 || (limits.Ok && value >= limits.Value.Soft) || value > int.MaxValue)
        {
            Diagnostics.Warn("invalid "u8, nameZ[..^1]);
            return false;
        }
        descriptor = (int)value;
        return true;
    }

    private static bool Exists(ReadOnlySpan<byte> nameZ)
    {
        Errno error = Kernel.Access(Fd.CurrentDirectory, nameZ, AccessMode.F_OK);
        if (error.Failed && error != Errno.ENOENT)
        {
            Diagnostics.WarnUnable(error, "access "u8, nameZ[..^1]);
        }
        return error.IsNone;
    }

    /// <summary>The first line of the file; empty also where it is absent or, after a warning, unreadable.</summary>
    private static bool TryReadLine(ReadOnlySpan<byte> nameZ, Span<byte> buffer, out int length)
    {
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, nameZ, buffer);
        length = 0;
        if (!read.Ok)
        {
            if (read.Error != Errno.ENOENT)
            {
                Diagnostics.WarnUnable(read.Error, "open "u8, nameZ[..^1]);
            }
            return false;
        }
        length = SmallFile.FirstLine(buffer[..read.Value]).Length;
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> nameZ, out uint value)
    {
        value = 0;
        Span<byte> buffer = stackalloc byte[Limits.ServiceFileLengthMax];
        if (!TryReadLine(nameZ, buffer, out int length))
        {
            return false;
        }
        if (Text.TryParse(buffer[..length], out value))
        {
            return true;
        }
        Diagnostics.Warn("invalid "u8, nameZ[..^1]);
        return false;
    }

    private static Signal ReadSignal(ReadOnlySpan<byte> nameZ, Signal otherwise)
    {
        Span<byte> buffer = stackalloc byte[Limits.ServiceFileLengthMax];
        if (!TryReadLine(nameZ, buffer, out int length))
        {
            return otherwise;
        }
        if (Signal.TryParse(buffer[..length], out Signal signal))
        {
            return signal;
        }
        Diagnostics.Warn("invalid "u8, nameZ[..^1]);
        return otherwise;
    }
}
