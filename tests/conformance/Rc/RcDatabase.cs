using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Sestet.Conformance.Rc;

/// <summary>An atomic service of a compiled database, and the files of its service directory.</summary>
public sealed record RcService(string Name, bool IsLongrun)
{
    public string[] Needs { get; init; } = [];

    public bool IsEssential { get; init; }

    public uint TimeoutUp { get; init; }

    public uint TimeoutDown { get; init; }

    /// <summary>Scripts of a oneshot.</summary>
    public string[] Up { get; init; } = [];

    public string[] Down { get; init; } = [];

    public string[] Reload { get; init; } = [];

    /// <summary>A longrun's script, and other files.</summary>
    public string RunScript { get; init; } = "exec sleep 1000";

    public Dictionary<string, string> Files { get; init; } = [];
}

/// <summary>
/// Writes compiled databases, as s6-rc-compile would: scenarios of what works on them do without it, and can have databases
/// that it would not make.
/// </summary>
internal static class RcDatabase
{
    public const string Runner = "s6rc-oneshot-runner";
    private const int TableCount = 256;

    /// <summary>Longruns must come first. A bundle is a name with the names of its services.</summary>
    public static void Write(string directory, RcService[] services, params (string Name, string[] Services)[] bundles)
    {
        Directory.CreateDirectory(Path.Combine(directory, "servicedirs"));
        List<byte> texts = [];
        int[][] needs = [.. services.Select(service => service.Needs.Select(name => IndexOf(services, name)).ToArray())];
        int[][] neededBy = [.. services.Select(
            (_, index) => Enumerable.Range(0, services.Length).Where(other => needs[other].Contains(index)).ToArray())];
        int edges = needs.Sum(list => list.Length);
        List<byte> records = [];
        int words = 0;
        int firstDown = 0;
        int firstUp = 0;
        int longruns = services.Count(service => service.IsLongrun);
        for (int i = 0; i < services.Length; i++)
        {
            RcService service = services[i];
            Put(records, PutText(texts, service.Name), service.IsEssential ? 1 : 0, (int)service.TimeoutDown, (int)service.TimeoutUp);
            Put(records, neededBy[i].Length, needs[i].Length, firstDown, firstUp);
            firstDown += neededBy[i].Length;
            firstUp += needs[i].Length;
            if (service.IsLongrun)
            {
                Put(records, longruns, 0, 0);
            }
            else
            {
                foreach (string[] script in (string[][])[service.Down, service.Up, service.Reload])
                {
                    Put(records, script.Length, texts.Count);
                    script.ToList().ForEach(word => PutText(texts, word));
                    words += script.Length + 1;
                }
            }
            records.Add(0xfe);
        }
        List<byte> counts = [];
        Put(counts, services.Length - longruns, longruns, texts.Count, words, edges, 0);
        File.WriteAllBytes(Path.Combine(directory, "n"), [.. counts]);
        List<byte> lists = [];
        neededBy.Concat(needs).ToList().ForEach(list => Put(lists, list));
        File.WriteAllBytes(
            Path.Combine(directory, "db"),
            [.. "s6rc-db: start\n"u8, .. texts, .. lists, .. records, .. "\ns6rc-db: end\n"u8]);
        File.WriteAllBytes(Path.Combine(directory, "resolve.cdb"), Names(services, bundles));
        File.WriteAllText(Path.Combine(directory, "lock"), "");
    }

    public static int IndexOf(RcService[] services, string name)
    {
        int index = Array.FindIndex(services, service => service.Name == name);
        return index >= 0 ? index : throw new ArgumentException($"no service {name}");
    }

    private static byte[] Names(RcService[] services, (string Name, string[] Services)[] bundles)
    {
        List<byte> file = [.. new byte[TableCount * 8]];
        List<(uint Hash, uint Position)> all = [];
        foreach ((string name, string[] members) in services.Select(s => (s.Name, (string[])[s.Name])).Concat(bundles))
        {
            byte[] key = Encoding.Latin1.GetBytes(name);
            all.Add((key.Aggregate(5381u, (hash, value) => unchecked((hash * 33) ^ value)), (uint)file.Count));
            PutPair(file, (uint)key.Length, (uint)members.Length * 4);
            file.AddRange(key);
            Put(file, [.. members.Select(member => IndexOf(services, member))]);
        }
        byte[] header = new byte[TableCount * 8];
        for (uint table = 0; table < TableCount; table++)
        {
            (uint Hash, uint Position)[] entries = [.. all.Where(entry => entry.Hash % TableCount == table)];
            (uint Hash, uint Position)[] slots = new (uint, uint)[entries.Length * 2];
            foreach ((uint Hash, uint Position) entry in entries)
            {
                long slot = entry.Hash / TableCount % slots.Length;
                while (slots[slot].Position != 0)
                {
                    slot = (slot + 1) % slots.Length;
                }
                slots[slot] = entry;
            }
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan((int)table * 8), (uint)file.Count);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan((int)table * 8 + 4), (uint)slots.Length);
            slots.ToList().ForEach(slot => PutPair(file, slot.Hash, slot.Position));
        }
        return [.. header, .. file[header.Length..]];
    }

    private static int PutText(List<byte> texts, string text)
    {
        int start = texts.Count;
        texts.AddRange(Encoding.Latin1.GetBytes(text));
        texts.Add(0);
        return start;
    }

    private static void Put(List<byte> bytes, params int[] numbers)
    {
        byte[] four = new byte[4];
        foreach (int number in numbers)
        {
            BinaryPrimitives.WriteInt32BigEndian(four, number);
            bytes.AddRange(four);
        }
    }

    private static void PutPair(List<byte> bytes, uint first, uint second)
    {
        byte[] eight = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(eight, first);
        BinaryPrimitives.WriteUInt32LittleEndian(eight.AsSpan(4), second);
        bytes.AddRange(eight);
    }
}
