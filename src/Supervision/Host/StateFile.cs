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
    private long _born;
    private BootId _boot;
    private ulong _device;
    private ulong _inode;
    private bool _warned;
    private bool _isSlot;
    private bool _isFresh;
    private bool _mayHaveFile;

    /// <summary>No record is kept.</summary>
    public static StateFile None => new() { _file = Fd.None };

    /// <summary>
    /// A slot of a file that has those of many services, for that service directory; a fresh one has no record of it yet.
    /// </summary>
    public static StateFile InSlot(
        Fd file, int slot, BootId boot, ulong device, ulong inode, bool isFresh, bool mayHaveFile) => new()
    {
        _file = file,
        _position = (long)slot * SupervisorRecord.Length,
        _boot = boot,
        _device = device,
        _inode = inode,
        _isSlot = true,
        _isFresh = isFresh,
        _mayHaveFile = mayHaveFile,
    };

    /// <summary>The record was found in the supervise/state of a supervisor of its own, which is not needed any more.</summary>
    public bool ReplacesFile { get; private set; }

    /// <summary>
    /// Opens the current directory's supervise/state and reads what a supervisor before has left: false where there is
    /// nothing to go on from. The lock on supervise/lock is held. A child that the supervisor before was just starting when
    /// it was killed still holds the file; it is waited for until it has recorded itself.
    /// </summary>
    public bool TryOpen(out SupervisorRecord record)
    {
        if (_isSlot)
        {
            return !_isFresh ? TryRead(out record) : TryTakeOver(out record);
        }
        this = None;
        record = default;
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, ServiceFile.StateZ, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NONBLOCK, ModeOwner);
        if (!file.Ok)
        {
            Diagnostics.WarnUnable(file.Error, "open "u8, ServiceFile.StateZ[..^1]);
            return false;
        }
        _file = file.Value;
        // A file system without these locks leaves but a moment unguarded.
        _ = Kernel.LockOpenFile(_file);
        _boot = ReadBootId();
        return TryRead(out record);
    }

    /// <summary>Reads the supervise/state of a service that had a supervisor of its own.</summary>
    private bool TryTakeOver(out SupervisorRecord record)
    {
        record = default;
        if (!_mayHaveFile)
        {
            return false;
        }
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, ServiceFile.StateZ, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            if (file.Error != Errno.ENOENT)
            {
                Diagnostics.WarnUnable(file.Error, "open "u8, ServiceFile.StateZ[..^1]);
            }
            return false;
        }
        _ = Kernel.LockOpenFile(file.Value);
        StateFile state = None;
        state._file = file.Value;
        state._boot = _boot;
        bool found = state.TryRead(out record);
        Kernel.Close(file.Value);
        ReplacesFile = true;
        return found;
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
        return record.Boot.Is(_boot);
    }

    // By itself, for its buffer would lie below everything a supervisor has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static BootId ReadBootId()
    {
        Span<byte> text = stackalloc byte[Limits.ServiceFileLengthMax];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, "/proc/sys/kernel/random/boot_id\0"u8, text);
        return read.Ok ? BootId.Parse(text[..read.Value]) : default;
    }

    /// <summary>The process that the record says is alive has been found to be so.</summary>
    public void Adopt(in SupervisorRecord record) => _born = record.Born;

    /// <summary>Writes the record unless it says what is written already.</summary>
    public void Write(SupervisorRecord record)
    {
        if (!_file.IsOpen)
        {
            return;
        }
        Span<byte> bytes = stackalloc byte[SupervisorRecord.Length];
        Pack(record, bytes);
        if (SupervisorRecord.ChecksumOf(bytes) == _written)
        {
            return;
        }
        Result<int> written = Kernel.WriteAt(_file, bytes, _position);
        Conclude(written.Ok && written.Value == bytes.Length, written.Error, SupervisorRecord.ChecksumOf(bytes));
    }

    /// <summary>The record for a child to write of itself.</summary>
    public readonly void PrepareBirth(SupervisorRecord record, out BirthRecord birth)
    {
        birth = new BirthRecord { File = _file, Position = _position };
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
            Conclude(birth.Error.IsNone, birth.Error, SupervisorRecord.ChecksumOf(birth.Packed));
        }
    }

    private readonly void Pack(SupervisorRecord record, Span<byte> bytes)
    {
        record.Boot = _boot;
        record.Device = _device;
        record.Inode = _inode;
        record.Born = record.Status.Pid.IsNone ? 0 : _born;
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

    /// <summary>
    /// Writes the record of a slot into the current directory's supervise/state, for a supervisor of its own, and takes it
    /// out of the slot.
    /// </summary>
    public void MoveToFile(SupervisorRecord record)
    {
        Assert.That(_isSlot);
        _device = 0;
        _inode = 0;
        Span<byte> bytes = stackalloc byte[SupervisorRecord.Length];
        Pack(record, bytes);
        Errno error = WriteFile(Fd.CurrentDirectory, ServiceFile.StateZ, bytes);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write "u8, ServiceFile.StateZ[..^1]);
            return;
        }
        bytes.Clear();
        _ = Kernel.WriteAt(_file, bytes, _position);
    }

    /// <summary>Writes a packed record into a supervise/state that no supervisor has open.</summary>
    public static Errno WriteFile(Fd directory, ReadOnlySpan<byte> pathZ, ReadOnlySpan<byte> bytes)
    {
        Result<Fd> file = Kernel.Open(
            directory, pathZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NONBLOCK, ModeOwner);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Output.WriteAll(file.Value, bytes);
        Kernel.Close(file.Value);
        return error;
    }

    /// <summary>For the program that this one becomes: it opens the file anew.</summary>
    public void Close()
    {
        if (_file.IsOpen)
        {
            Kernel.Close(_file);
        }
        this = None;
    }
}
