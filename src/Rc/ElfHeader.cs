using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// What the start of a binary says (elf(5)), of those of little end first.
/// <code>
/// offset (64, 32 bits)  size  field
///      4      4            1  class: 1 is 32 bits, 2 is 64
///      5      5            1  data: 1 is little end first
///     18     18            2  machine
///     32     28          8/4  offset of the program headers
///     54     42            2  size of one
///     56     44            2  how many
/// program header
///      0      0            4  type: 3 names the loader
///      8      4          8/4  offset
///     32     16          8/4  length
/// </code>
/// </summary>
internal static class ElfHeader
{
    /// <summary>Bytes of a file that are looked at: headers and the loader's name stand at its start.</summary>
    public const int LookedAt = 4096;

    private const uint LoaderType = 3;
    private const int Machine386 = 3;
    private const int MachineArm = 40;
    private const int MachineX64 = 62;
    private const int MachineArm64 = 183;

    private static ReadOnlySpan<byte> Magic => "\u007fELF"u8;

    /// <summary>The number of the machine that it is for.</summary>
    public static bool TryMachine(ReadOnlySpan<byte> start, out int machine)
    {
        machine = 0;
        if (start.Length < 64 || !start.StartsWith(Magic) || start[5] != 1)
        {
            return false;
        }
        machine = ReadTwo(start, 18);
        return true;
    }

    /// <summary>Whether a machine executes what was made for another: 64-bit ones that of their 32-bit ones.</summary>
    public static bool Executes(int machine, int made) =>
        machine == made || (machine == MachineX64 && made == Machine386) || (machine == MachineArm64 && made == MachineArm);

    /// <summary>The loader that the binary names, which is not there for a static one.</summary>
    public static bool TryLoader(ReadOnlySpan<byte> start, out ReadOnlySpan<byte> loader)
    {
        loader = default;
        if (!TryMachine(start, out _))
        {
            return false;
        }
        bool wide = start[4] == 2;
        ulong offset = wide ? ReadEight(start[32..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[28..]);
        int size = ReadTwo(start, wide ? 54 : 42);
        int count = ReadTwo(start, wide ? 56 : 44);
        int sizeMin = wide ? 56 : 32;
        for (int i = 0; i < count && size >= sizeMin; i++)
        {
            if (offset > (ulong)start.Length || (int)offset + size > start.Length)
            {
                return false;
            }
            ReadOnlySpan<byte> header = start.Slice((int)offset, size);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == LoaderType)
            {
                ulong place = wide ? ReadEight(header[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
                ulong length = wide ? ReadEight(header[32..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
                bool inside = place <= (ulong)start.Length && length <= (ulong)start.Length - place;
                loader = inside ? Text.UntilNul(start.Slice((int)place, (int)length)) : default;
                return !loader.IsEmpty;
            }
            offset += (ulong)size;
        }
        return false;
    }

    private static ulong ReadEight(ReadOnlySpan<byte> bytes) =>
        ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static int ReadTwo(ReadOnlySpan<byte> start, int place) => start[place] | (start[place + 1] << 8);
}
