using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>Where the record of one service is kept, and what it says.</summary>
internal struct StateFile
{
    private const uint ModeOwner = 0x180;   // 0600

    private Fd _file;
    private long _position;
    private ulong _written;
    private ulong _status;
    private long _born;
    private BootId _boot;
    private long _notBefore;
    private bool _warned;

    /// <summary>No record is kept.</summary>
    public static StateFile None => new() { _file = Fd.None };

    /// <summary>
    /// Opens the current directory's supervise/state and reads what a supervisor before has left, where there is
    /// something to go on from. The lock on supervise/lock is held. A child that the supervisor before was just starting
    /// when it was killed still holds the file; it is waited for until it has recorded itself. An error is a shortage that
    /// will pass: a service must not be started beside one that was only not seen for that. The process may be
    /// <paramref name="same"/> that wrote the record: no boot came between then, and /proc need not tell so.
    /// </summary>
    public Errno Open(bool same, out SupervisorRecord record, out bool found)
    {
        this = None;
        record = default;
        found = false;
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, ServiceFile.StateZ, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NONBLOCK, ModeOwner);
        if (file.Error.IsShortage)
        {
            return file.Error;
        }
        if (!file.Ok)
        {
            Diagnostics.WarnUnable(file.Error, "open "u8, ServiceFile.StateZ[..^1]);
            return Errno.None;
        }
        _file = file.Value;
        // A file system without these locks leaves but a moment unguarded.
        _ = Kernel.LockOpenFile(_file);
        Errno error = ReadBootId(out _boot);
        if (error.Failed)
        {
            return error;
        }
        _born = Kernel.SinceBoot();
        if (!TryRead(out record))
        {
            return Errno.None;
        }
        found = same;
        return same ? Errno.None : CheckLife(record, out found);
    }

    /// <summary>What the record of another service says, where it is of this boot.</summary>
    public static bool TryPeek(ReadOnlySpan<byte> pathZ, out SupervisorRecord record)
    {
        record = default;
        Span<byte> bytes = stackalloc byte[SupervisorRecord.Length];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, pathZ, bytes);
        return read.Ok
            && SupervisorRecord.TryUnpack(bytes[..read.Value], out record)
            && ReadBootId(out BootId boot).IsNone
            && record.Boot.Is(boot);
    }

    private readonly bool TryRead(out SupervisorRecord record)
    {
        record = default;
        Span<byte> bytes = stackalloc byte[SupervisorRecord.Length];
        Result<int> read = Kernel.ReadAt(_file, bytes, _position);
        if (read.Ok && read.Value == 0)
        {
            return false;
        }
        if (!read.Ok || !SupervisorRecord.TryUnpack(bytes[..read.Value], out record))
        {
            Diagnostics.Warn(ServiceFile.StateZ[..^1], " is not understood - ignored"u8);
            return false;
        }
        return true;
    }

    /// <summary>
    /// Whether the record is of this boot, and of this container: its numbers of processes mean nothing in another, nor
    /// should a service stay down because it was told to before the container was started again.
    /// </summary>
    private readonly Errno CheckLife(in SupervisorRecord record, out bool same)
    {
        same = record.Boot.Is(_boot);
        if (!same)
        {
            return Errno.None;
        }
        Errno error = ForeignProcess.GetStart(new Pid(1), out bool known, out long start);
        same = !known || start <= record.Born;
        return error;
    }

    // By itself, for its buffer would lie below everything a supervisor has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Errno ReadBootId(out BootId boot)
    {
        Span<byte> text = stackalloc byte[Limits.ServiceFileLengthMax];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, "/proc/sys/kernel/random/boot_id\0"u8, text);
        boot = read.Ok ? BootId.Parse(text[..read.Value]) : default;
        return read.Error.IsShortage ? read.Error : Errno.None;
    }

    /// <summary>Somebody else may have written to the file: the next record is written whatever it says.</summary>
    public void Forget() => _written = 0;

    /// <summary>The file has what was to be written last.</summary>
    public readonly bool IsCurrent => _file.IsOpen && _written != 0;

    public readonly bool KnowsStatus => _status != 0;

    /// <summary>What supervise/status says from now on.</summary>
    public void StatusIs(ReadOnlySpan<byte> bytes) => _status = SupervisorRecord.Checksum(bytes);

    /// <summary>The process that the record says is alive has been found to be so.</summary>
    public void Adopt(in SupervisorRecord record)
    {
        _born = record.Born;
        _notBefore = record.NotBefore;
    }

    /// <summary>Writes the record unless it says what is written already.</summary>
    public void Write(SupervisorRecord record)
    {
        if (!_file.IsOpen)
        {
            return;
        }
        Span<byte> bytes = stackalloc byte[SupervisorRecord.Length];
        Pack(record, bytes);
        if (SupervisorRecord.ContentOf(bytes) == _written)
        {
            return;
        }
        Result<int> written = Kernel.WriteAt(_file, bytes, _position);
        Conclude(written.Ok && written.Value == bytes.Length, written.Error, SupervisorRecord.ContentOf(bytes));
    }

    /// <summary>The record for a child to write of itself.</summary>
    public readonly void PrepareBirth(SupervisorRecord record, out BirthRecord birth)
    {
        birth = new BirthRecord { File = _file, Position = _position, NotBefore = record.NotBefore };
        Pack(record, birth.Bytes);
    }

    /// <summary>
    /// The child has been born, and has written that; where its program could not be executed, the file tells of one that
    /// is no more.
    /// </summary>
    public void Conclude(in BirthRecord birth, bool executed)
    {
        _written = 0;
        if (executed && _file.IsOpen)
        {
            _born = birth.Born;
            _notBefore = birth.NotBefore;
            Conclude(birth.Error.IsNone, birth.Error, SupervisorRecord.ContentOf(birth.Packed));
        }
    }

    private readonly void Pack(SupervisorRecord record, Span<byte> bytes)
    {
        record.Boot = _boot;
        record.NotBefore = record.NotBefore == 0 ? _notBefore : record.NotBefore;
        record.StatusBefore = _status;
        record.Born = _born;
        record.Pack(bytes);
    }

    /// <summary>What could not be written is written when the next turn ends; it is warned of once.</summary>
    private void Conclude(bool ok, Errno error, ulong checksum)
    {
        _written = ok ? checksum : 0;
        if (!ok && !_warned)
        {
            Diagnostics.WarnUnable(error, "write "u8, ServiceFile.StateZ[..^1]);
        }
        _warned = !ok;
    }

    /// <summary>To open it anew.</summary>
    public void Close()
    {
        if (_file.IsOpen)
        {
            Kernel.Close(_file);
        }
        this = None;
    }
}
