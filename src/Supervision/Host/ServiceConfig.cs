using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The files of the service directory that is the current directory. Those of the reference are looked for when they are
/// asked for. Those that are additions (docs/SERVICE-DIRECTORY.md) would cost every start a system call each, so the
/// directory is looked through for them, when the supervisor begins and at the start after a command; that look answers
/// for the others of that start too.
/// </summary>
internal struct ServiceConfig : IServiceConfig
{
    private OptionalFiles _files;
    private bool _seen;
    private bool _fresh;

    public readonly Signal DownSignal() => ReadSignal(ServiceFile.DownSignalZ, Signal.SIGTERM);

    public readonly Signal ReloadSignal() => ReadSignal(ServiceFile.ReloadSignalZ, Signal.SIGHUP);

    public readonly uint TimeoutKillMs() => TryReadNumber(ServiceFile.TimeoutKillZ, out uint value) ? value : 0;

    public readonly uint TimeoutFinishMs() =>
        TryReadNumber(ServiceFile.TimeoutFinishZ, out uint value) ? value : Limits.FinishTimeoutDefaultMs;

    public readonly bool TimeoutKillsProcessGroup() => Exists(ServiceFile.FlagTimeoutKillProcessGroupZ);

    public readonly bool HasFinish() => Exists(ServiceFile.FinishZ);

    public readonly bool WantsNewPidNamespace() =>
        _fresh ? Has(OptionalFiles.FlagNewPidNamespace) : Exists(ServiceFile.FlagNewPidNamespaceZ);

    /// <summary>Whether one of those additions was there at the last look.</summary>
    public readonly bool Has(OptionalFiles files) => (_files & files) != 0;

    /// <summary>A user was here: the next start looks at the directory anew.</summary>
    public void ExpectChanges() => _seen = false;

    /// <summary>
    /// Looks which optional files there are, where that is not known. An error is a shortage that will pass, after a
    /// warning; the files are then not known.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Errno Look()
    {
        if (_seen)
        {
            return Errno.None;
        }
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, ".\0"u8);
        if (!directory.Ok)
        {
            Diagnostics.WarnUnable(directory.Error, "opendir ."u8);
            return directory.Error;
        }
        Errno error = Look(directory.Value);
        Kernel.Close(directory.Value);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "readdir ."u8);
        }
        _seen = error.IsNone;
        _fresh = error.IsNone;
        return error;
    }

    /// <summary>The start is over: from now on the reference's files may be others.</summary>
    public void LookAway() => _fresh = false;

    private Errno Look(Fd directory)
    {
        _files = OptionalFiles.None;
        DirectoryReader reader = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        for (int i = 0; i < Limits.ServiceFilesMax; i++)
        {
            if (!reader.Next(out ReadOnlySpan<byte> nameZ))
            {
                return reader.Error;
            }
            _files |= OptionalFileNames.Find(nameZ[..^1]);
        }
        Ask();
        return Errno.None;
    }

    /// <summary>The service keeps its data here: to ask for each file is less work than to read all names.</summary>
    private void Ask()
    {
        for (OptionalFiles file = OptionalFiles.FlagCgroup; file < OptionalFiles.End; file = (OptionalFiles)((uint)file << 1))
        {
            _files |= Exists(OptionalFileNames.NameZ(file)) ? file : OptionalFiles.None;
        }
    }

    /// <summary>How the service is restarted; without a look at the directory, as the reference does it.</summary>
    public readonly RestartRules RestartRules() =>
        Has(OptionalFiles.Restart) ? ReadRestartRules() : Supervision.RestartRules.Reference;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly RestartRules ReadRestartRules() => Supervision.RestartRules.Create(
        ReadOptional(OptionalFiles.RestartDelay, 0, uint.MaxValue, 0),
        ReadOptional(OptionalFiles.RestartDelayMax, 0, uint.MaxValue, 0),
        ReadOptional(OptionalFiles.RestartJitter, 0, 100, 0),
        ReadOptional(OptionalFiles.RestartReset, 0, uint.MaxValue, Limits.RestartResetDefaultMs),
        ReadOptional(OptionalFiles.MaxRestarts, 1, uint.MaxValue, 0));

    /// <summary>Whether the service can say that it is ready, as far as the last look knows.</summary>
    public readonly bool NotifiesReadiness() => Has(OptionalFiles.NotificationFd | OptionalFiles.FlagNotifySocket);

    /// <summary>watchdog in milliseconds, 0 for none.</summary>
    public readonly uint WatchdogMs() => ReadOptional(OptionalFiles.Watchdog, 1, uint.MaxValue, 0);

    /// <summary>memory-max, cpu-max or pids-max; CgroupLimit.None where there is no valid one.</summary>
    public readonly ulong ReadLimit(OptionalFiles file)
    {
        Assert.That(file is OptionalFiles.MemoryMax or OptionalFiles.CpuMax or OptionalFiles.PidsMax);
        Span<byte> buffer = stackalloc byte[Limits.ServiceFileLengthMax];
        ReadOnlySpan<byte> nameZ = OptionalFileNames.NameZ(file);
        if (!Has(file) || ReadLine(nameZ, buffer, out int length).Failed || length < 0)
        {
            return CgroupLimit.None;
        }
        ReadOnlySpan<byte> text = buffer[..length];
        ulong limit;
        bool valid = file switch
        {
            OptionalFiles.MemoryMax => CgroupLimit.TryParseMemory(text, out limit),
            OptionalFiles.CpuMax => CgroupLimit.TryParseCpu(text, out limit),
            _ => CgroupLimit.TryParseTasks(text, out limit),
        };
        if (valid)
        {
            return limit;
        }
        Diagnostics.Warn("invalid "u8, nameZ[..^1]);
        return CgroupLimit.None;
    }

    private readonly uint ReadOptional(OptionalFiles file, uint least, uint most, uint otherwise)
    {
        ReadOnlySpan<byte> nameZ = OptionalFileNames.NameZ(file);
        if (!Has(file) || !TryReadNumber(nameZ, out uint value))
        {
            return otherwise;
        }
        if (value >= least && value <= most)
        {
            return value;
        }
        Diagnostics.Warn("invalid "u8, nameZ[..^1]);
        return otherwise;
    }

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
        if (_fresh && !Has(OptionalFileNames.Find(nameZ[..^1])))
        {
            return Errno.None;
        }
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
