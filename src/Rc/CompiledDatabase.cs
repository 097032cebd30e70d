using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// A compiled database's file db: atomic services by number, longruns first. It is looked into where it lies, and each
/// service is found without looking at others. Whoever opens it verifies it, as a whole (Verify) or for the services that are
/// asked for (VerifyService); nothing but that may be done with one that was not verified.
/// <code>
/// "s6rc-db: start\n"
/// texts: names and words of scripts, each with its NUL
/// reverse dependencies, then direct ones: numbers of services
/// producers: numbers of longruns
/// for each service, longruns first:
///   offset  size  what
///        0     4  where its name begins in the texts
///        4     4  flags (ServiceFlags)
///        8     8  timeouts for down and up in milliseconds; 0: none
///       16     8  how many reverse and direct dependencies
///       24     8  which are the first of each
///   a longrun:
///       32     4  its consumer's number; as many as there are longruns: none
///       36     8  how many producers, and which is the first
///       44     1  0xfe
///   a oneshot:
///       32    24  for down, up, reload: how many words, and where the first begins in the texts
///       56     1  0xfe
/// "\ns6rc-db: end\n"
/// </code>
/// </summary>
internal readonly ref struct CompiledDatabase
{
    public const byte RecordEnd = 0xfe;
    public const int LongrunLength = 45;
    public const int OneshotLength = 57;
    public const int ScriptKinds = 3;
    private const int None = -1;

    private readonly DatabaseCounts _counts;
    private readonly ReadOnlySpan<byte> _texts;
    private readonly ReadOnlySpan<byte> _dependencies;
    private readonly ReadOnlySpan<byte> _producers;
    private readonly ReadOnlySpan<byte> _records;

    private CompiledDatabase(DatabaseCounts counts, ReadOnlySpan<byte> body)
    {
        int dependencies = counts.Dependencies * 2 * NumberList.NumberLength;
        int producers = counts.Producers * NumberList.NumberLength;
        _counts = counts;
        _texts = body[..counts.TextLength];
        _dependencies = body.Slice(counts.TextLength, dependencies);
        _producers = body.Slice(counts.TextLength + dependencies, producers);
        _records = body[(counts.TextLength + dependencies + producers)..];
    }

    /// <summary>What the file begins and ends with.</summary>
    public static ReadOnlySpan<byte> Begin => "s6rc-db: start\n"u8;

    public static ReadOnlySpan<byte> End => "\ns6rc-db: end\n"u8;

    /// <summary>Atomic services.</summary>
    public int Count => _counts.Services;

    /// <summary>Longruns have the numbers from 0, oneshots those behind them.</summary>
    public int LongrunCount => _counts.Longruns;

    public int OneshotCount => _counts.Oneshots;

    /// <summary>Bytes of the file that belong to the database.</summary>
    public static long LengthFor(DatabaseCounts counts) =>
        Begin.Length
        + (long)counts.TextLength
        + (counts.Dependencies * 2L + counts.Producers) * NumberList.NumberLength
        + (long)counts.Longruns * LongrunLength
        + (long)counts.Oneshots * OneshotLength
        + End.Length;

    /// <summary>
    /// Finds the parts of the file. False where it cannot be a database of these counts. Bytes behind its end are left alone,
    /// as the reference does.
    /// </summary>
    public static bool TryFrame(DatabaseCounts counts, ReadOnlySpan<byte> db, out CompiledDatabase database)
    {
        database = default;
        long length = LengthFor(counts);
        if (length > db.Length)
        {
            return false;
        }
        db = db[..(int)length];
        if (!db.StartsWith(Begin) || !db.EndsWith(End))
        {
            return false;
        }
        database = new CompiledDatabase(counts, db[Begin.Length..^End.Length]);
        return database._texts.IsEmpty ? counts.Services == 0 : database._texts[^1] == 0;
    }

    /// <summary>Every service is one that can be, so that whatever is asked of it has an answer.</summary>
    public bool Verify()
    {
        long words = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!VerifyService(i))
            {
                return false;
            }
            if (!IsLongrun(i))
            {
                words += ScriptKinds;
                for (int kind = 0; kind < ScriptKinds; kind++)
                {
                    words += Field(Record(i), 8 + kind * 2);
                }
            }
        }
        return words == _counts.Words;
    }

    /// <summary>The same for one of the services; it takes no longer where there are others.</summary>
    public bool VerifyService(int service)
    {
        ReadOnlySpan<byte> record = Record(service);
        if (record[^1] != RecordEnd || Field(record, 0) >= (uint)_texts.Length)
        {
            return false;
        }
        for (int direction = 0; direction < 2; direction++)
        {
            uint count = Field(record, 4 + direction);
            uint first = Field(record, 6 + direction);
            if (first > (uint)_counts.Dependencies || count > (uint)_counts.Dependencies - first
                || !Dependencies(service, direction == 1).AllBelow(Count))
            {
                return false;
            }
        }
        return IsLongrun(service) ? VerifyPipeline(service, record) : VerifyScripts(record);
    }

    public bool IsLongrun(int service) => service < LongrunCount;

    public ReadOnlySpan<byte> NameZ(int service) => Text.UntilNulZ(_texts[(int)Field(Record(service), 0)..]);

    public ReadOnlySpan<byte> Name(int service) => NameZ(service)[..^1];

    /// <summary>See ServiceFlags.</summary>
    public uint Flags(int service) => Field(Record(service), 1);

    /// <summary>How long going up or down may take; 0: as long as it likes.</summary>
    public uint TimeoutMs(int service, bool up) => Field(Record(service), 2 + Direction(up));

    /// <summary>What must be up for the service to go up; with up false, what must be down for it to go down.</summary>
    public NumberList Dependencies(int service, bool up)
    {
        ReadOnlySpan<byte> record = Record(service);
        int count = (int)Field(record, 4 + Direction(up));
        int first = (int)Field(record, 6 + Direction(up));
        int start = (up ? _counts.Dependencies : 0) + first;
        return new NumberList(_dependencies.Slice(start * NumberList.NumberLength, count * NumberList.NumberLength));
    }

    /// <summary>The longrun that reads what this one writes, or -1.</summary>
    public int Consumer(int longrun)
    {
        Assert.That(IsLongrun(longrun));
        uint consumer = Field(Record(longrun), 8);
        return consumer == (uint)LongrunCount ? None : (int)consumer;
    }

    /// <summary>The longruns whose output this one reads.</summary>
    public NumberList Producers(int longrun)
    {
        Assert.That(IsLongrun(longrun));
        ReadOnlySpan<byte> record = Record(longrun);
        int start = (int)Field(record, 10) * NumberList.NumberLength;
        return new NumberList(_producers.Slice(start, (int)Field(record, 9) * NumberList.NumberLength));
    }

    /// <summary>The command line of a oneshot's script; without words: nothing is to be done.</summary>
    public ScriptWords Script(int oneshot, ScriptKind kind)
    {
        Assert.That(!IsLongrun(oneshot));
        ReadOnlySpan<byte> record = Record(oneshot);
        int count = (int)Field(record, 8 + (int)kind * 2);
        ReadOnlySpan<byte> texts = _texts[(int)Field(record, 9 + (int)kind * 2)..];
        bool ok = TryMeasureWords(texts, count, out int length);
        Assert.That(ok);
        return new ScriptWords(count, texts[..length]);
    }

    private bool VerifyPipeline(int longrun, ReadOnlySpan<byte> record)
    {
        uint count = Field(record, 9);
        uint first = Field(record, 10);
        return Field(record, 8) <= (uint)LongrunCount
            && first <= (uint)_counts.Producers
            && count <= (uint)_counts.Producers - first
            && Producers(longrun).AllBelow(LongrunCount);
    }

    private bool VerifyScripts(ReadOnlySpan<byte> record)
    {
        for (int kind = 0; kind < ScriptKinds; kind++)
        {
            uint count = Field(record, 8 + kind * 2);
            uint start = Field(record, 9 + kind * 2);
            if (start > (uint)_texts.Length || count > (uint)_counts.Words
                || !TryMeasureWords(_texts[(int)start..], (int)count, out _))
            {
                return false;
            }
        }
        return true;
    }

    private static bool TryMeasureWords(ReadOnlySpan<byte> texts, int count, out int length)
    {
        length = 0;
        for (int i = 0; i < count; i++)
        {
            int end = texts[length..].IndexOf((byte)0);
            if (end < 0)
            {
                return false;
            }
            length += end + 1;
        }
        return true;
    }

    private static int Direction(bool up) => up ? 1 : 0;

    private static uint Field(ReadOnlySpan<byte> record, int index) =>
        BinaryPrimitives.ReadUInt32BigEndian(record[(index * NumberList.NumberLength)..]);

    private ReadOnlySpan<byte> Record(int service)
    {
        Assert.That(service >= 0 && service < Count);
        return service < LongrunCount
            ? _records.Slice(service * LongrunLength, LongrunLength)
            : _records.Slice(
                LongrunCount * LongrunLength + (service - LongrunCount) * OneshotLength, OneshotLength);
    }
}
