using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// .s6-svscan/hosted: the records of services that s6-svscan supervises itself, one after another, each in a slot of its
/// own. After s6-svscan was killed, the next one finds by device and inode which slot is that of a service, and goes on
/// from there; slots are never moved.
/// </summary>
internal ref struct HostedSlots
{
    private const uint ModeOwner = 0x180;   // 0600
    private const int ReadAtOnce = 16;

    private readonly Span<byte> _uses;
    private readonly IndexMap _old;
    private readonly Fd _file;
    private readonly BootId _boot;
    private int _firstFree;

    /// <summary>Zeroed memory: a use for each slot, and entries for those that the file has.</summary>
    public HostedSlots(Fd file, Span<byte> uses, Span<IndexMap.Entry> entries)
    {
        _file = file;
        _uses = uses;
        _old = new IndexMap(entries);
        _ = StateFile.ReadBootId(out _boot);
        _firstFree = 0;
    }

    private static class Use
    {
        public const byte Free = 0;
        public const byte Taken = 1;

        /// <summary>A record of an s6-svscan before, whose service has not come up yet.</summary>
        public const byte Old = 2;
    }

    /// <summary>
    /// Opens the file in the current directory: how many slots it has. A child that the s6-svscan before was just starting
    /// when it was killed still holds it; it is waited for until it has recorded itself.
    /// </summary>
    public static Errno Open(bool create, out Fd file, out int count)
    {
        file = Fd.None;
        count = 0;
        int flags = OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK | (create ? OpenFlags.O_CREAT : 0);
        Result<Fd> opened = Kernel.Open(Fd.CurrentDirectory, ScanFile.HostedZ, flags, ModeOwner);
        if (!opened.Ok)
        {
            return opened.Error;
        }
        // A file system without these locks leaves but a moment unguarded.
        _ = Kernel.LockOpenFile(opened.Value);
        Result<FileStatus> status = Kernel.Stat(opened.Value);
        if (!status.Ok)
        {
            Kernel.Close(opened.Value);
            return status.Error;
        }
        file = opened.Value;
        count = (int)Math.Min(status.Value.Size / SupervisorRecord.Length, Limits.ServicesMax);
        return Errno.None;
    }

    /// <summary>Looks through the records that are there; false where some are not understood.</summary>
    // By itself, for its buffer would lie below everything a daemon has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly bool ReadOld(int count)
    {
        Span<byte> buffer = stackalloc byte[SupervisorRecord.Length * ReadAtOnce];
        bool understood = true;
        int read = 0;
        for (int slot = 0; slot < count; slot++)
        {
            int at = slot % ReadAtOnce * SupervisorRecord.Length;
            if (at == 0)
            {
                Result<int> result = Kernel.ReadAt(_file, buffer, (long)slot * SupervisorRecord.Length);
                read = result.Ok ? result.Value : 0;
            }
            understood &= read >= at + SupervisorRecord.Length
                && TryKeep(buffer.Slice(at, SupervisorRecord.Length), slot);
        }
        return understood;
    }

    private readonly bool TryKeep(ReadOnlySpan<byte> bytes, int slot)
    {
        if (!SupervisorRecord.TryUnpack(bytes, out SupervisorRecord record))
        {
            return IsEmpty(bytes);
        }
        if (record.Boot.Is(_boot) && _old.Find(record.Identity, 0) < 0)
        {
            _uses[slot] = Use.Old;
            _old.Add(record.Identity, 0, slot);
        }
        return true;
    }

    private static bool IsEmpty(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if (value != 0)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The slot with the record of that service directory, or -1.</summary>
    public readonly int Find(ulong device, ulong inode)
    {
        int slot = _old.Find(SupervisorRecord.IdentityOf(device, inode), 0);
        return slot >= 0 && _uses[slot] == Use.Old ? slot : -1;
    }

    /// <summary>The packed record of that service directory, as it is in a file of its own; false where there is none.</summary>
    public readonly bool TryReadForFile(ulong device, ulong inode, Span<byte> bytes)
    {
        int slot = Find(device, inode);
        if (slot < 0)
        {
            return false;
        }
        Result<int> read = Kernel.ReadAt(_file, bytes, (long)slot * SupervisorRecord.Length);
        if (!read.Ok || !SupervisorRecord.TryUnpack(bytes[..read.Value], out SupervisorRecord record))
        {
            return false;
        }
        record.Identity = 0;
        record.Pack(bytes);
        return true;
    }

    public readonly bool IsOfThisBoot(in SupervisorRecord record) => record.Boot.Is(_boot);

    /// <summary>There are records of services that did not come up again.</summary>
    public readonly bool HasOld => _uses.Contains(Use.Old);

    /// <summary>
    /// The slot of a service that begins: the one it had, or another. It may have a supervise/state of an earlier supervisor's,
    /// which counts where it has no slot.
    /// </summary>
    public StateFile Take(ulong device, ulong inode, bool mayHaveFile, out int slot)
    {
        slot = Find(device, inode);
        bool isFresh = slot < 0;
        if (isFresh)
        {
            slot = FindFree();
        }
        else
        {
            _old.Remove(SupervisorRecord.IdentityOf(device, inode), 0);
        }
        _uses[slot] = Use.Taken;
        return StateFile.InSlot(_file, slot, _boot, SupervisorRecord.IdentityOf(device, inode), isFresh, mayHaveFile);
    }

    private int FindFree()
    {
        int slot = _firstFree;
        while (slot < _uses.Length && _uses[slot] != Use.Free)
        {
            slot++;
        }
        _firstFree = slot + 1;
        for (int i = 0; slot == _uses.Length && i < _uses.Length; i++)
        {
            // There are as many slots as services: those of services that never came back are left.
            slot = _uses[i] == Use.Old ? i : slot;
            _firstFree = slot + 1;
        }
        Assert.That(slot < _uses.Length);
        return slot;
    }

    /// <summary>The service has no record any more that anybody could go on from.</summary>
    public void Free(int slot)
    {
        Assert.That(_uses[slot] == Use.Taken);
        _uses[slot] = Use.Free;
        _firstFree = Math.Min(_firstFree, slot);
    }
}
