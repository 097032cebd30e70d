using System;
using Sestet.Linux;

namespace Sestet.FdHolder.Host;

/// <summary>The words of the chain that a command becomes.</summary>
internal ref struct CommandLine(Span<nint> slots)
{
    private ArgumentList _list = new(slots);

    public void Add(ReadOnlySpan<byte> wordZ) => _list.Add(wordZ);

    /// <summary>Adds an option and its value, where one was given; or, with no option, a word.</summary>
    public void AddGiven(ReadOnlySpan<byte> optionZ, ReadOnlySpan<byte> valueZ)
    {
        if (valueZ.IsEmpty)
        {
            return;
        }
        if (!optionZ.IsEmpty)
        {
            _list.Add(optionZ);
        }
        _list.Add(valueZ);
    }

    /// <summary>The words, with more behind them.</summary>
    public Arguments Finish(Arguments more)
    {
        _list.Add(more);
        return _list.Arguments;
    }
}
