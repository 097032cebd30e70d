using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Base;
using Sestet.Cdb;
using Sestet.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>
/// Constant databases that are broken: places far behind the end, slots that lead to each other, lengths of 4 GB, files cut
/// short, and noise. Whoever reads them ends, after no more reads than the file has room for, and with an error at most.
/// </summary>
public class CdbFuzz(ITestOutputHelper output)
{
    /// <summary>Numbers that are at home in such a file, and those at the ends of what there can be.</summary>
    private static readonly Gen<uint> s_number = Gen.OneOf(
        Gen.OneOf(0u, 1u, 2u, 7u, 8u, 2047u, 2048u, 2056u, 0x7fffffffu, 0x80000000u, 0xfffffff7u, 0xfffffff8u, 0xffffffffu),
        Gen.UInt[0, 6000], Gen.UInt);

    private static readonly Gen<(string Key, string Data)[]> s_records = Gen.Select(
        Gen.OneOf(
            Gen.OneOf("uid/self", "uid/12", "gid/34", "gid/self", "uid/default", "a/../b", "/", "..", ""),
            Gen.String[Gen.Char["uid/012.\0"], 0, 90]),
        Gen.OneOf(
            Gen.OneOf("D", "A\0\0\0\0", "A\0\u0004A=b\0\0\0", "A\0\u0002A\0\0\u0001x", "A\u00ff\u00ff", "A\0\0\u00ff\u00ff", "", "?"),
            Gen.String[Gen.Char['\0', '\u00ff'], 0, 40])).Array[0, 40];

    /// <summary>A file that was right, with numbers replaced (even places are those of pairs), or bytes, and cut.</summary>
    private static readonly Gen<byte[]> s_file = Gen.Select(
        s_records,
        Gen.Select(Gen.Int[0, 1500], s_number).Array[0, 6],
        Gen.Select(Gen.Int[0, 6000], Gen.Byte).Array[0, 6],
        Gen.OneOf(Gen.Const(int.MaxValue), Gen.Int[0, 6000]),
        Gen.Bool).Select((records, numbers, bytes, length, everywhere) =>
    {
        byte[] file = CdbImage.Build(records);
        foreach ((int at, uint number) in numbers)
        {
            // Everywhere: all tables of the header at once, so that whoever looks up a key comes by it.
            for (int i = at * 4 % file.Length; i <= file.Length - 4; i += everywhere && i < 2048 ? 8 : file.Length)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(i), number);
            }
        }
        foreach ((int at, byte value) in bytes)
        {
            file[at % file.Length] = value;
        }
        return file[..Math.Min(length, file.Length)];
    });

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "cdb")]
    public void LookingUpEnds() => s_file.Fuzz(output, LooksUp, Print);

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "cdb")]
    public void GoingThroughEnds() => s_file.Fuzz(output, GoesThrough, Print);

    /// <summary>s6-ipcserver-access lets nobody in without a record that says so, and tells what is wrong.</summary>
    [Fact, Trait("Category", "Property"), Trait("Fuzz", "cdb")]
    public void RulesetsAreNotBelieved() => s_file.Fuzz(output, IsAsked, Print);

    private static bool LooksUp(byte[] file)
    {
        foreach (string key in (string[])["uid/self", "uid/12", "gid/34", "uid/default", "none", new('u', 90)])
        {
            CdbImage source = new(file);
            Errno error = CdbSearch.Find(ref source, Encoding.ASCII.GetBytes(key), out long position, out long length);
            bool found = error.IsNone && length >= 0;
            // A slot is read once; what it leads to takes two reads, and one more for each 64 bytes of a key.
            long readsMax = 2 + (file.Length / 8 + 1) * (3 + key.Length / 64);
            if (source.Reads > readsMax || (error.Failed && (error != Errno.EINVAL || length >= 0)))
            {
                return false;
            }
            if (found && !file.AsSpan((int)position - key.Length, key.Length).SequenceEqual(Encoding.ASCII.GetBytes(key)))
            {
                return false;
            }
        }
        return true;
    }

    private static bool GoesThrough(byte[] file)
    {
        CdbImage source = new(file);
        Errno error = CdbTraversal.Begin(ref source, out CdbTraversal records);
        long last = CdbFormat.HeaderLength;
        for (bool found = true; error.IsNone && found;)
        {
            error = records.Next(ref source, out found);
            // Each record is behind the one before.
            if (found && records.KeyPosition < last + CdbFormat.PairLength)
            {
                return false;
            }
            last = records.DataPosition + records.DataLength;
        }
        return source.Reads <= 2 + file.Length / 8 && (error.IsNone || error == Errno.EINVAL);
    }

    private static bool IsAsked(byte[] file)
    {
        OneCommandResult result = OneCommand.Run(
            ["s6-ipcserver-access", "-v0", "-l", "here", "-x", "/rules", "prog"],
            ["PROTO=IPC", "IPCREMOTEEUID=12", "IPCREMOTEEGID=34"],
            machine => machine.Tree.MakeFile(machine.Tree.Root, "rules", file));
        if (result.Words != null)
        {
            IEnumerable<string> expected = result.Words.Length == 1 ? ["prog"] : ["execlineb", "-Pc", result.Words[^1]];
            return file.Contains((byte)'A') && result.Words.SequenceEqual(expected) && result.Errors.Length == 0;
        }
        return result.Code switch
        {
            1 => result.Errors.Length == 0,
            111 => result.Errors.StartsWith("s6-ipcserver-access: fatal: unable to ", StringComparison.Ordinal),
            _ => false,
        };
    }

    private static string Print(byte[] file) => Convert.ToHexString(file);
}
