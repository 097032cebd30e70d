using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>How a scanner goes on in another program.</summary>
internal ref partial struct Scanner
{
    private const byte FlagKillAfterScan = 1;
    private const byte FlagKillInactive = 2;
    private const byte FlagKillLoggersToo = 4;

    /// <summary>Packs all but the services (ScannerRecord).</summary>
    public readonly void PackHeader(int entryLength, int count, scoped Span<byte> bytes)
    {
        Assert.That(Phase == ScannerPhase.Running && !_killAll);
        bytes[..ScannerRecord.HeaderLength].Clear();
        ScannerRecord.Magic.CopyTo(bytes);
        ScannerRecord.WriteInt(bytes[8..], entryLength);
        ScannerRecord.WriteInt(bytes[12..], count);
        bytes[16] = (byte)((_killAfterScan ? FlagKillAfterScan : 0) | (_killInactive ? FlagKillInactive : 0)
            | (_killLoggersToo ? FlagKillLoggersToo : 0));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], (ulong)ScanDeadline.Nanoseconds);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[32..], (ulong)_spawnRetry.Nanoseconds);
        ScannerRecord.WriteInt(bytes[40..], SpecialLogger + 1);
    }

    /// <summary>Takes all but the services from a header; false for one of another version.</summary>
    public bool TryUnpackHeader(scoped ReadOnlySpan<byte> bytes, out int entryLength, out int count)
    {
        entryLength = 0;
        count = 0;
        if (bytes.Length != ScannerRecord.HeaderLength || !bytes.StartsWith(ScannerRecord.Magic))
        {
            return false;
        }
        entryLength = ScannerRecord.ReadInt(bytes[8..]);
        count = ScannerRecord.ReadInt(bytes[12..]);
        _killAfterScan = (bytes[16] & FlagKillAfterScan) != 0;
        _killInactive = (bytes[16] & FlagKillInactive) != 0;
        _killLoggersToo = (bytes[16] & FlagKillLoggersToo) != 0;
        ScanDeadline = new Instant((long)BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]));
        _spawnRetry = new Instant((long)BinaryPrimitives.ReadUInt64BigEndian(bytes[32..]));
        SpecialLogger = ScannerRecord.ReadInt(bytes[40..]) - 1;
        return true;
    }

    /// <summary>Takes a service as the program before had it; false where that cannot be.</summary>
    public bool TryRestore(in ScannerRecord entry, scoped ReadOnlySpan<byte> name)
    {
        if (!Table.TryRestore(entry.Index, entry.Service, name))
        {
            return false;
        }
        AliveCount += entry.Service.Pid.IsNone ? 0 : 1;
        return true;
    }
}
