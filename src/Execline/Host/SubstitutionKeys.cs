using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>The keys of one substitution, each name once; they lie in the chain's memory.</summary>
internal ref struct SubstitutionKeys
{
    private const int CountFirst = 8;

    private Span<SubstitutionKey> _keys;
    private int _count;
    private KeyIndex _index;
    private int _indexed;

    public readonly ReadOnlySpan<SubstitutionKey> All => _keys[.._count];

    /// <summary>A name that is there already, or empty, is an error: 0, or the exit code, printed.</summary>
    public int CheckName(ReadOnlySpan<byte> name)
    {
        int code = KeyValue.CheckName(name);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Index();
        return _index.Find(All, name) < 0
            ? ExitCode.Success
            : Diagnostics.Fatal(ExitCode.Usage, "bad substitution key: "u8, name);
    }

    /// <summary>Adds a key whose name was checked: 0, or an exit code, printed.</summary>
    public int Add(in SubstitutionKey key)
    {
        Errno error = TryExtend(1, out Span<SubstitutionKey> added);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "add key "u8, key.Name.Text);
        }
        added[0] = key;
        return ExitCode.Success;
    }

    /// <summary>Room for more keys at the end, which the caller fills.</summary>
    public Errno TryExtend(int more, out Span<SubstitutionKey> added)
    {
        Assert.That(more > 0);
        added = default;
        if (more > _keys.Length - _count)
        {
            int length = Math.Max(_count + more, Math.Max(_keys.Length * 2, CountFirst));
            Errno error = ChainMemory.TryAllocateArray(length, out Span<SubstitutionKey> larger);
            if (error.Failed)
            {
                return error;
            }
            All.CopyTo(larger);
            _keys = larger;
        }
        added = _keys.Slice(_count, more);
        _count += more;
        return Errno.None;
    }

    /// <summary>
    /// Each name is looked for among those before it, which would take the square of their number: of many there is an index.
    /// Without memory there is none.
    /// </summary>
    private void Index()
    {
        if (_count < Limits.EnvironmentIndexedMin)
        {
            return;
        }
        if (!_index.HasRoomFor(_count))
        {
            // Twice as many, so that a new one is seldom needed.
            _index = ChainMemory.TryAllocateArray(KeyIndex.CapacityFor(_count * 2), out Span<int> places).IsNone
                ? new KeyIndex(places)
                : default;
            _indexed = 0;
        }
        if (_index.IsMade)
        {
            _index.AddAll(All, _indexed);
            _indexed = _count;
        }
    }
}
