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

    /// <summary>
    /// Reads a file that holds a descriptor number; -1 where it is absent or, after a warning, unreadable or invalid. An
    /// error is a shortage that will pass, after a warning: what the file says is not known, and a service must not be
    /// started without a lock that it may have.
    /// </summary>
    public readonly Errno ReadDescriptor(ReadOnlySpan<byte> nameZ, out int descriptor)
    {
        descriptor = -1;
        Errno error = ReadNumber(nameZ, out uint value, out bool there);
        if (error.Failed || !there)
        {
            return IsShortage(error) ? error : Errno.None;
        }
        Result<ResourceLimits> limits = Kernel.GetLimits(ResourceLimit.OpenFiles);
        if (value == 0 || (limits.Ok && value >= limits.Value.Soft) || value > int.MaxValue)
        {
            Diagnostics.Warn("invalid "u8, nameZ[..^1]);
            return Errno.None;
        }
        descriptor = (int)value;
        return Errno.None;
    }

    private static bool IsShortage(Errno error) =>
        error == Errno.EMFILE || error == Errno.ENFILE || error == Errno.ENOMEM;

    private static bool Exists(ReadOnlySpan<byte> nameZ)
    {
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
    private static Errno ReadLine(ReadOnlySpan<byte> nameZ, Span<byte> buffer, out int length)
    {
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, nameZ, buffer);
        length = -1;
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

    private static bool TryReadNumber(ReadOnlySpan<byte> nameZ, out uint value)
    {
        Errno error = ReadNumber(nameZ, out value, out bool there);
        return error.IsNone && there;
    }

    private static Errno ReadNumber(ReadOnlySpan<byte> nameZ, out uint value, out bool there)
    {
        value = 0;
        there = false;
        Span<byte> buffer = stackalloc byte[Limits.ServiceFileLengthMax];
        Errno error = ReadLine(nameZ, buffer, out int length);
        if (error.Failed || length < 0)
        {
            return error;
        }
        there = Text.TryParse(buffer[..length], out value);
        if (!there)
        {
            Diagnostics.Warn("invalid "u8, nameZ[..^1]);
        }
        return Errno.None;
    }

    private static Signal ReadSignal(ReadOnlySpan<byte> nameZ, Signal otherwise)
    {
        Span<byte> buffer = stackalloc byte[Limits.ServiceFileLengthMax];
        Errno error = ReadLine(nameZ, buffer, out int length);
        if (error.Failed || length < 0)
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
