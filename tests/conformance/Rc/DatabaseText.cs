using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Sestet.Harness;

namespace Sestet.Conformance.Rc;

/// <summary>
/// What a compiled database says, as text, whichever order its strings are in: for comparing two. Paths of programs that differ
/// from suite to suite are left out.
/// </summary>
internal static class DatabaseText
{
    private const int LongrunNumbers = 11;
    private const int OneshotNumbers = 14;

    private static readonly Regex ProgramPaths = new(@"/\S*/(execlineb|s6-rc-oneshot-run|s6-rc-fdholder-filler)", RegexOptions.Compiled);

    public static string Read(string directory)
    {
        StringBuilder text = new();
        uint[] counts = Numbers(File.ReadAllBytes(Path.Combine(directory, "n")));
        // How long the texts are is each compiler's own affair.
        text.Append(CultureInfo.InvariantCulture, $"n {string.Join(' ', counts.Where((_, index) => index != 2))}\n");
        AppendServices(text, counts, File.ReadAllBytes(Path.Combine(directory, "db")));
        text.AppendJoin('\n', Names(File.ReadAllBytes(Path.Combine(directory, "resolve.cdb"))).Order(StringComparer.Ordinal)).Append('\n');
        string servicedirs = Path.Combine(directory, "servicedirs");
        IEnumerable<string> paths = Directory.EnumerateFileSystemEntries(directory)
            .Concat(Directory.EnumerateFileSystemEntries(servicedirs, "*", SearchOption.AllDirectories));
        foreach (string path in paths.Order(StringComparer.Ordinal))
        {
            AppendFile(text, directory, path);
        }
        return text.ToString();
    }

    private static void AppendServices(StringBuilder text, uint[] counts, byte[] file)
    {
        (int oneshots, int longruns, int textLength) = ((int)counts[0], (int)counts[1], (int)counts[2]);
        int lists = "s6rc-db: start\n".Length + textLength;
        uint[] reverse = Numbers(file.AsSpan(lists, (int)counts[4] * 4));
        uint[] direct = Numbers(file.AsSpan(lists + (int)counts[4] * 4, (int)counts[4] * 4));
        uint[] producers = Numbers(file.AsSpan(lists + (int)counts[4] * 8, (int)counts[5] * 4));
        int at = lists + (int)counts[4] * 8 + (int)counts[5] * 4;
        string Words(uint start, uint count)
        {
            string all = Encoding.Latin1.GetString(file.AsSpan((int)("s6rc-db: start\n".Length + start)));
            return string.Join('|', all.Split('\0', (int)count + 1).Take((int)count));
        }
        for (int i = 0; i < longruns + oneshots; i++)
        {
            int length = i < longruns ? LongrunNumbers : OneshotNumbers;
            uint[] one = Numbers(file.AsSpan(at, length * 4));
            at += length * 4 + 1;
            text.Append(CultureInfo.InvariantCulture, $"{i} {Words(one[0], 1)} flags {one[1]} timeouts {one[2]} {one[3]}");
            text.Append(" reverse ").AppendJoin(' ', reverse[(int)one[6]..(int)(one[6] + one[4])].Order());
            text.Append(" direct ").AppendJoin(' ', direct[(int)one[7]..(int)(one[7] + one[5])].Order());
            if (i < longruns)
            {
                text.Append(CultureInfo.InvariantCulture, $" consumer {one[8]} producers ");
                text.AppendJoin(' ', producers[(int)one[10]..(int)(one[10] + one[9])].Order());
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $" down {Words(one[9], one[8])} up {Words(one[11], one[10])}");
                text.Append(CultureInfo.InvariantCulture, $" reload {Words(one[13], one[12])}");
            }
            text.Append('\n');
        }
    }

    /// <summary>Names and their numbers: the records of a cdb, which end where its first table begins.</summary>
    private static List<string> Names(byte[] file)
    {
        const int HeaderLength = 2048;
        List<string> names = [];
        int end = Enumerable.Range(0, HeaderLength / 8).Min(i => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(i * 8)));
        for (int at = HeaderLength; at < end;)
        {
            int keyLength = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));
            int valueLength = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            string key = Encoding.Latin1.GetString(file.AsSpan(at + 8, keyLength));
            names.Add($"name {key}: {string.Join(' ', Numbers(file.AsSpan(at + 8 + keyLength, valueLength)))}");
            at += 8 + keyLength + valueLength;
        }
        return names;
    }

    private static void AppendFile(StringBuilder text, string directory, string path)
    {
        FileInfo file = new(path);
        text.Append(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(directory, path)} ");
        if (file.LinkTarget != null)
        {
            text.Append(CultureInfo.InvariantCulture, $"-> {file.LinkTarget}\n");
            return;
        }
        text.Append(CultureInfo.InvariantCulture, $"{Convert.ToString(Native.Mode(path), 8)}");
        if (file.Exists && file.Name is not ("db" or "n" or "resolve.cdb"))
        {
            text.Append(' ').Append(ProgramPaths.Replace(Encoding.Latin1.GetString(File.ReadAllBytes(path)), "$1"));
        }
        text.Append('\n');
    }

    private static uint[] Numbers(ReadOnlySpan<byte> bytes)
    {
        uint[] numbers = new uint[bytes.Length / 4];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(i * 4)..]);
        }
        return numbers;
    }
}
