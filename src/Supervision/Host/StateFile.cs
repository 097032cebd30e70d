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
    private ulong _identity;
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
        Fd file, int slot, BootId boot, ulong identity, bool isFresh, bool mayHaveFile) => new()
    {
        _file = file,
        _position = (long)slot * SupervisorRecord.Length,
        _boot = boot,
        _identity = identity,
        _isSlot = true,
        _isFresh = isFresh,
        _mayHaveFile = mayHaveFile,
    };

    /// <summary>The record was found in the supervise/state of a supervisor of its own, which is not needed any more.</summary>
    public bool ReplacesFile { get; private set; }

    /// <summary>
    /// Opens the current directory's supervise/state and reads what a supervisor before has left, where there is
    /// something to go on from, as a new directory has not. The lock on supervise/lock is held. A child that the supervisor
    /// before was just starting when it was killed still holds the file; it is waited for until it has recorded itself. An
    /// error is a shortage that will pass: a service must not be started beside one that was only not seen for that. The
    /// process may be the <paramref name="same"/> that wrote the record: no boot came between then, and /proc need not tell
    /// so.
    /// </summary>
    public Errno Open(bool isNew, bool same, out SupervisorRecord record, out bool found)
    {
        found = false;
        if (_isSlot)
        {
            return OpenSlot(out record, out found);
        }
        this = None;
        record = default;
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
        if (isNew || !TryRead(out record))
        {
            return Errno.None;
        }
        found = same;
        return same ? Errno.None : CheckLife(record, out found);
    }

    /// <summary>
    /// What the record of another service says, where it is of this boot. An error is a shortage that will pass, and says
    /// nothing of it.
    /// </summary>
    public static Errno Peek(ReadOnlySpan<byte> pathZ, out SupervisorRecord record, out bool found)
    {
        record = default;
        found = false;
        Span<byte> bytes = stackalloc byte[SupervisorRecord.Length];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, pathZ, bytes);
        if (!read.Ok || !SupervisorRecord.TryUnpack(bytes[..read.Value], out record))
        {
            return read.Error.IsShortage ? read.Error : Errno.None;
        }
        Errno error = ReadBootId(out BootId boot);
        found = error.IsNone && record.Boot.Is(boot);
        return error.IsShortage ? error : Errno.None;
    }

    /// <summary>
    /// Whether a service that has no supervisor lives on, by its directory: its record names a process that does, and no
    /// supervisor was told to leave it. One that is just being born holds the file, and will be named.
    /// </summary>
    // By itself, for its buffer would lie below everything s6-svscan has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TellsOfLife(ReadOnlySpan<byte> directory)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append("/"u8);
        path.Append(ServiceFile.StateZ[..^1]);
        Result<Fd> file = path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return false;
        }
        bool held = Kernel.TryLockOpenFile(file.Value) == Errno.EAGAIN;
        Kernel.Close(file.Value);
        if (held)
        {
            return true;
        }
        Errno unseen = Peek(path.TextZ, out SupervisorRecord record, out bool found);
        if (unseen.Failed || !found || record.Left || record.Status.Pid.IsNone)
        {
            return unseen.Failed;
        }
        Errno error = ForeignProcess.Find(record.Status.Pid, record.NotBefore, record.Born, out ProcessFate fate, out Fd process);
        if (process.IsOpen)
        {
            Kernel.Close(process);
        }
        return error.IsNone && fate == ProcessFate.Alive;
    }

    private Errno OpenSlot(out SupervisorRecord record, out bool found)
    {
        _born = Kernel.SinceBoot();
        record = default;
        found = !_isFresh && TryRead(out record);
        Errno error = _isFresh && _mayHaveFile ? TakeOver(out record, out found) : Errno.None;
        return error.IsNone && found ? CheckLife(record, out found) : error;
    }

    /// <summary>Reads the supervise/state of a service that had a supervisor of its own.</summary>
    private Errno TakeOver(out SupervisorRecord record, out bool found)
    {
        record = default;
        found = false;
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, ServiceFile.StateZ, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            if (file.Error.IsShortage)
            {
                return file.Error;
            }
            if (file.Error != Errno.ENOENT)
            {
                Diagnostics.WarnUnable(file.Error, "open "u8, ServiceFile.StateZ[..^1]);
            }
            return Errno.None;
        }
        _ = Kernel.LockOpenFile(file.Value);
        StateFile state = None;
        state._file = file.Value;
        state._boot = _boot;
        found = state.TryRead(out record);
        Kernel.Close(file.Value);
        ReplacesFile = true;
        return Errno.None;
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
    public static Errno ReadBootId(out BootId boot)
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
        ulong content = SupervisorRecord.ContentOf(bytes);
        if (content == _written)
        {
            return;
        }
        SupervisorRecord.Seal(bytes);
        Result<int> written = Kernel.WriteAt(_file, bytes, _position);
        Conclude(written.Ok && written.Value == bytes.Length, written.Error, content);
    }

    /// <summary>The record for a child to write of itself, and to seal.</summary>
    // By itself, for its copies would lie below all that starts the child.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly void PrepareBirth(in SupervisorRecord record, out BirthRecord birth)
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

    /// <summary>Without its checksum.</summary>
    private readonly void Pack(SupervisorRecord record, Span<byte> bytes)
    {
        record.Boot = _boot;
        record.NotBefore = record.NotBefore == 0 ? _notBefore : record.NotBefore;
        record.StatusBefore = _status;
        record.Identity = _identity;
        record.Born = _born;
        record.PackUnsealed(bytes);
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
        _identity = 0;
        Span<byte> bytes = stackalloc byte[SupervisorRecord.Length];
        Pack(record, bytes);
        SupervisorRecord.Seal(bytes);
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
