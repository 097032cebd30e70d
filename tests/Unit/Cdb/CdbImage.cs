using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Sestet.Base;
using Sestet.Cdb;

namespace Sestet.Tests;

/// <summary>A constant database in memory.</summary>
internal struct CdbImage(byte[] file) : ICdbSource
{
    /// <summary>How often it was read.</summary>
    public long Reads { get; private set; }

    public Errno Read(long position, scoped Span<byte> buffer)
    {
        Reads++;
        if (position < 0 || position > file.Length - buffer.Length)
        {
            return Errno.EINVAL;
        }
        file.AsSpan((int)position, buffer.Length).CopyTo(buffer);
        return Errno.None;
    }

    /// <summary>The file that has these records, in this order; keys and data are Latin-1.</summary>
    public static byte[] Build((string Key, string Data)[] records)
    {
        List<byte> file = [.. new byte[CdbFormat.HeaderLength]];
        CdbSlot[] all = new CdbSlot[records.Length];
        for (int i = 0; i < records.Length; i++)
        {
            byte[] key = Encoding.Latin1.GetBytes(records[i].Key);
            all[i] = new CdbSlot { Hash = CdbFormat.Hash(key), Position = (uint)file.Count };
            AddPair(file, (uint)key.Length, (uint)records[i].Data.Length);
            file.AddRange(key);
            file.AddRange(Encoding.Latin1.GetBytes(records[i].Data));
        }
        byte[] header = new byte[CdbFormat.HeaderLength];
        for (int table = 0; table < CdbFormat.TableCount; table++)
        {
            CdbSlot[] slots = new CdbSlot[CdbTable.SlotCount(all, table)];
            CdbTable.Fill(all, table, slots);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(table * 8), (uint)file.Count);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(table * 8 + 4), (uint)slots.Length);
            foreach (CdbSlot slot in slots)
            {
                AddPair(file, slot.Hash, slot.Position);
            }
        }
        byte[] bytes = [.. file];
        header.CopyTo(bytes, 0);
        return bytes;
    }

    private static void AddPair(List<byte> file, uint first, uint second)
    {
        byte[] pair = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(pair, first);
        BinaryPrimitives.WriteUInt32LittleEndian(pair.AsSpan(4), second);
        file.AddRange(pair);
    }
}
