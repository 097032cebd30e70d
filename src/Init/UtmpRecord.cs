using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Init;

/// <summary>
/// A record of /run/utmp and /var/log/wtmp (utmp(5)), as glibc has it. Numbers are little-endian.
/// <code>
/// offset       size      field
/// (32/64 bit)            (x86-64 has times of 32 bits, arm64 of 64)
///      0          2      ut_type
///      4          4      ut_pid
///      8         32      ut_line, without /dev/
///     40          4      ut_id
///     44         32      ut_user
///     76        256      ut_host
///    332          4      ut_exit
///    336        4/8      ut_session
///    340/344    4/8      ut_tv, seconds
///    344/352    4/8      and microseconds
///    348/360     16      ut_addr_v6
///    364/376     20      unused; the whole has 384/400 bytes
/// </code>
/// </summary>
internal readonly ref struct UtmpRecord
{
    /// <summary>Bytes of the longer layout.</summary>
    public const int LengthMax = 400;

    public const short RunLevel = 1;
    public const short UserProcess = 7;
    public const short DeadProcess = 8;

    private const int ShortLength = 384;
    private const int TypeAt = 0;
    private const int PidAt = 4;
    private const int LineAt = 8;
    private const int UserAt = 44;
    private const int HostAt = 76;
    private const int SessionAt = 336;
    private const int NameLength = 32;
    private const int HostLength = 256;

    private readonly Span<byte> _bytes;
    private readonly bool _isWide;

    /// <summary>Takes LengthOf(isWide) bytes for a record.</summary>
    public UtmpRecord(Span<byte> bytes, bool isWide)
    {
        Assert.That(bytes.Length == LengthOf(isWide));
        _bytes = bytes;
        _isWide = isWide;
    }

    public static int LengthOf(bool isWide) => isWide ? LengthMax : ShortLength;

    public short Type => unchecked((short)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[TypeAt..])); // the lower half

    public int Pid => unchecked((int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[PidAt..])); // the same 32 bits

    public ReadOnlySpan<byte> Line => Text.UntilNul(_bytes.Slice(LineAt, NameLength));

    public ReadOnlySpan<byte> User => Text.UntilNul(_bytes.Slice(UserAt, NameLength));

    /// <summary>Makes it the record of a shutdown: of user "shutdown" or "reboot", on line "~".</summary>
    public void FillShutdown(bool isReboot, int pid, int session, ReadOnlySpan<byte> host, long unixSeconds, uint microseconds)
    {
        _bytes.Clear();
        WriteShort(TypeAt, (uint)RunLevel);
        WriteShort(PidAt, unchecked((uint)pid)); // the same 32 bits
        "~"u8.CopyTo(_bytes[LineAt..]);
        ReadOnlySpan<byte> user = isReboot ? "reboot"u8 : "shutdown"u8;
        user.CopyTo(_bytes[UserAt..]);
        // A NUL stays behind the name.
        host[..Math.Min(host.Length, HostLength - 1)].CopyTo(_bytes[HostAt..]);
        int at = WriteNumber(SessionAt, session);
        at = WriteNumber(at, unixSeconds);
        _ = WriteNumber(at, microseconds);
    }

    /// <summary>Marks that the process has ended: nobody is logged in there any more.</summary>
    public void MarkDead()
    {
        WriteShort(TypeAt, (uint)DeadProcess);
        _bytes.Slice(UserAt, NameLength).Clear();
        _bytes.Slice(HostAt, HostLength).Clear();
        int at = SessionAt + (_isWide ? sizeof(long) : sizeof(int));
        at = WriteNumber(at, 0);
        _ = WriteNumber(at, 0);
    }

    /// <summary>A number of the session or of the time. After 2038 one of 32 bits is cut, as glibc does it.</summary>
    private int WriteNumber(int at, long value)
    {
        WriteShort(at, unchecked((uint)value));
        if (_isWide)
        {
            WriteShort(at + sizeof(uint), unchecked((uint)(value >> 32))); // the upper half
        }
        return at + (_isWide ? sizeof(long) : sizeof(int));
    }

    private void WriteShort(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_bytes[at..], value);
}
