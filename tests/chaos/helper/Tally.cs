using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Chaos.Helper;

/// <summary>
/// The file `tally` of a service: the number of its instances, and behind it how many lines each has certainly written. The
/// instance that lives holds a lock on it.
/// <code>
/// offset  size  field, big-endian
///      0     8  number of the last instance
///    8 i     8  lines that instance i has written; it may have written one more
/// </code>
/// </summary>
internal readonly struct Tally(Fd file)
{
    private const int NumberLength = 8;

    /// <summary>Opens and locks it; the descriptor stays open, and locked, in the program that this one becomes.</summary>
    public static Errno TryOpen(out Tally tally)
    {
        Result<Fd> file = Kernel.OpenInheritable(Fd.CurrentDirectory, "tally\0"u8, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0x1a4);
        tally = new Tally(file.Ok ? file.Value : Fd.None);
        return file.Ok ? Kernel.Lock(file.Value, LockKind.Exclusive, wait: false) : file.Error;
    }

    /// <summary>The number of the last instance.</summary>
    public ulong Last()
    {
        Span<byte> number = stackalloc byte[NumberLength];
        Result<int> read = Kernel.ReadAt(file, number, 0);
        return read.Ok && read.Value == NumberLength ? BinaryPrimitives.ReadUInt64BigEndian(number) : 0;
    }

    /// <summary>Writes a number; 0 is the place of the last instance's.</summary>
    public bool TryWrite(ulong place, ulong value)
    {
        Span<byte> number = stackalloc byte[NumberLength];
        BinaryPrimitives.WriteUInt64BigEndian(number, value);
        Result<int> written = Kernel.WriteAt(file, number, (long)place * NumberLength);
        return written.Ok && written.Value == NumberLength;
    }
}
