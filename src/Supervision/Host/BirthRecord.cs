using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// A service's record as a new process writes it before it executes ./run or ./finish. A supervisor that is killed between
/// the creation of the process and its own next step is so survived by a process that the next one finds.
/// </summary>
internal struct BirthRecord : IBirth
{
    private const int WatchdogPidLength = 40;

    private RecordBytes _bytes;
    private WatchdogPidText _watchdogPid;
    private int _watchdogPidAt;
    private bool _isFirstOfNamespace;

    public Fd File;
    public long Position;

    /// <summary>supervise/status, which nobody has written yet, is written too: ./run may ask for it.</summary>
    public bool WritesStatus;

    /// <summary>Why that could not be.</summary>
    public Errno StatusError;

    /// <summary>When it was written, nanoseconds since boot.</summary>
    public long Born;

    /// <summary>A time before its beginning, of the monotonic clock in nanoseconds.</summary>
    public long NotBefore;

    /// <summary>Why it could not be written.</summary>
    public Errno Error;

    [InlineArray(SupervisorRecord.Length)]
    private struct RecordBytes
    {
        private byte _first;
    }

    [InlineArray(WatchdogPidLength)]
    private struct WatchdogPidText
    {
        private byte _first;
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public Span<byte> Bytes => _bytes;

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Packed => _bytes;

    /// <summary>
    /// A variable ("NAME=") of the new process's environment whose value it writes itself: its number, as it is to it.
    /// </summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ReadOnlySpan<byte> PrepareWatchdogPid(ReadOnlySpan<byte> variable, bool isFirstOfNamespace)
    {
        Assert.That(variable.Length + Limits.DecimalLengthMax < WatchdogPidLength);
        Span<byte> text = _watchdogPid;
        text.Clear();
        variable.CopyTo(text);
        _watchdogPidAt = variable.Length;
        _isFirstOfNamespace = isFirstOfNamespace;
        return text;
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Status => SupervisorRecord.StatusIn(_bytes);

    public void Record(Pid pid)
    {
        if (_watchdogPidAt > 0)
        {
            Span<byte> text = _watchdogPid;
            _ = Text.Format(_isFirstOfNamespace ? 1 : (ulong)pid.Value, text[_watchdogPidAt..]);
        }
        Born = Kernel.SinceBoot();
        SupervisorRecord.SetBirth(Bytes, pid, Born);
        if (File.IsOpen)
        {
            Result<int> written = Kernel.WriteAt(File, Packed, Position);
            Error = written.Ok && written.Value != SupervisorRecord.Length ? Errno.ENOSPC : written.Error;
        }
        if (WritesStatus)
        {
            StatusError = AtomicFile.Replace(
                Fd.CurrentDirectory, ServiceFile.StatusZ, ServiceFile.StatusTemporaryZ, Status);
        }
    }
}
