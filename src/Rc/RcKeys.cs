using System;
using Sestet.Base;
using Sestet.Execline;

namespace Sestet.Rc;

/// <summary>
/// The keys of declarative service files (docs/IMPORT.md). The services stand in tables [service.NAME], or one is the document
/// itself, under the name of the file.
/// </summary>
internal static class RcKeys
{
    /// <summary>
    /// A line each: the table ("-": that of the service), the key, what its value may be, and which services may have it.
    /// Values: s string, a array of strings, i integer, b boolean, d time (milliseconds, or a string such as "5s"), z size (an
    /// integer, or a string such as "64M"), t table, v any string of a table whose keys are free. Services: l longrun,
    /// o oneshot, b bundle.
    /// </summary>
    private static ReadOnlySpan<byte> Table => """
        - type s lob
        - description s lob
        - run s l
        - exec a l
        - up sa o
        - down sa o
        - reload sa o
        - finish sa l
        - user s lo
        - group s lo
        - supplementary-groups a lo
        - environment t lo
        - environment-directory s lo
        - clean-environment b lo
        - directory s lo
        - umask s lo
        - nice i lo
        - merge-stderr b lo
        - limits t lo
        - dependencies a lo
        - contents a b
        - essential b lob
        - recommended b lob
        - timeout-up d lo
        - timeout-down d lo
        - timeout-kill d l
        - timeout-finish d l
        - max-death-tally i l
        - down-signal s l
        - notification-fd i l
        - lock-fd i l
        - restart s l
        - permanent-failure t l
        - readiness t l
        - logging t l
        - producer-for s l
        - consumer-for a l
        - pipeline-name s l
        - data t l
        - env t l
        environment * v lo
        data * v l
        env * v l
        limits memory z lo
        limits address-space z lo
        limits data z lo
        limits stack z lo
        limits locked-memory z lo
        limits resident z lo
        limits core z lo
        limits file-size z lo
        limits open-files z lo
        limits processes z lo
        limits cpu-seconds z lo
        permanent-failure deaths i l
        permanent-failure seconds i l
        permanent-failure exits sa l
        readiness fd i l
        readiness check sa l
        readiness initial-wait d l
        readiness interval d l
        readiness check-timeout d l
        readiness timeout d l
        readiness tries i l
        logging directory s l
        logging script a l
        logging timestamp s l
        logging size z l
        logging number i l
        logging user s l
        logging name s l
        logging pipeline s l
        logging dependencies a l

        """u8;

    /// <summary>One line of the table.</summary>
    internal readonly ref struct Entry
    {
        public readonly ReadOnlySpan<byte> Section;
        public readonly ReadOnlySpan<byte> Key;
        public readonly ReadOnlySpan<byte> Values;
        public readonly ReadOnlySpan<byte> Services;

        public Entry(ReadOnlySpan<byte> line)
        {
            Section = TakeWord(ref line);
            Key = TakeWord(ref line);
            Values = TakeWord(ref line);
            Services = TakeWord(ref line);
            Assert.That(!Services.IsEmpty && line.IsEmpty);
        }

        /// <summary>Whether any key will do.</summary>
        public bool IsFree => Key.SequenceEqual("*"u8);

        private static ReadOnlySpan<byte> TakeWord(scoped ref ReadOnlySpan<byte> line)
        {
            int blank = line.IndexOf((byte)' ');
            ReadOnlySpan<byte> word = blank < 0 ? line : line[..blank];
            line = blank < 0 ? default : line[(blank + 1)..];
            return word;
        }
    }

    /// <summary>Walks the table: the next entry from a place on; false at its end.</summary>
    public static bool Next(scoped ref int place, out Entry entry)
    {
        ReadOnlySpan<byte> rest = Table[place..];
        int newline = rest.IndexOf((byte)'\n');
        entry = newline > 0 ? new Entry(rest[..newline]) : default;
        place += newline + 1;
        return newline > 0;
    }

    /// <summary>The entry of a key; the table of a service is "-".</summary>
    public static bool TryFind(scoped ReadOnlySpan<byte> section, scoped ReadOnlySpan<byte> key, out Entry entry)
    {
        int place = 0;
        while (Next(ref place, out entry))
        {
            if (entry.Section.SequenceEqual(section) && (entry.IsFree || entry.Key.SequenceEqual(key)))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The key of that table that is most like the word; empty where none is like it.</summary>
    public static ReadOnlySpan<byte> FindNearest(scoped ReadOnlySpan<byte> section, scoped ReadOnlySpan<byte> word)
    {
        ReadOnlySpan<byte> nearest = default;
        // A third of the letters may be wrong, and two in any case.
        int best = Math.Max(2, word.Length / 3) + 1;
        int place = 0;
        while (Next(ref place, out Entry entry))
        {
            if (!entry.Section.SequenceEqual(section) || entry.IsFree)
            {
                continue;
            }
            int distance = EditDistance.Between(word, entry.Key);
            if (distance < best)
            {
                best = distance;
                nearest = entry.Key;
            }
        }
        return nearest;
    }

    /// <summary>The table that has such a key, where another table does not; empty where there is none.</summary>
    public static ReadOnlySpan<byte> FindSection(scoped ReadOnlySpan<byte> key)
    {
        int place = 0;
        while (Next(ref place, out Entry entry))
        {
            if (entry.Key.SequenceEqual(key))
            {
                return entry.Section;
            }
        }
        return default;
    }
}
