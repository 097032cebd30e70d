using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>A command line that a sub-command becomes or runs. All words end in a NUL and stay.</summary>
internal ref struct FrontLine
{
    /// <summary>More words than any sub-command makes of itself.</summary>
    private const int OwnWordsMax = 32;

    private readonly Errno _error;
    private ArgumentList _list;

    /// <summary>Begins with a program; more: how many words of the user's there may be.</summary>
    public FrontLine(ReadOnlySpan<byte> programZ, int more = 0)
    {
        _error = ChainMemory.TryAllocateArray(OwnWordsMax + more + 1, out Span<nint> slots);
        if (_error.IsNone)
        {
            _list = new ArgumentList(slots);
        }
        Add(programZ);
    }

    public readonly Arguments Words => _list.Arguments;

    /// <summary>There was memory for it; else there is nothing in it.</summary>
    public readonly bool Ok => _error.IsNone;

    public void Add(ReadOnlySpan<byte> wordZ)
    {
        if (Ok)
        {
            _list.Add(wordZ);
        }
    }

    public void AddIf(bool given, ReadOnlySpan<byte> wordZ)
    {
        if (given)
        {
            Add(wordZ);
        }
    }

    /// <summary>An option and its value.</summary>
    public void Add(ReadOnlySpan<byte> optionZ, TextReference valueZ)
    {
        Add(optionZ);
        Add(valueZ.Text);
    }

    /// <summary>The same where the value is given, and not empty.</summary>
    public void AddGiven(ReadOnlySpan<byte> optionZ, TextReference valueZ)
    {
        if (valueZ.Text.Length > 1)
        {
            Add(optionZ, valueZ);
        }
    }

    public void Add(Arguments words)
    {
        if (Ok)
        {
            _list.Add(words);
        }
    }

    /// <summary>A text that does not stay, without a NUL.</summary>
    public void AddCopy(scoped ReadOnlySpan<byte> a, scoped ReadOnlySpan<byte> b = default, scoped ReadOnlySpan<byte> c = default)
    {
        TextReference joined = FrontText.JoinZ(a, b, c);
        if (!joined.Text.IsEmpty)
        {
            Add(joined.Text);
        }
    }

    /// <summary>A number in decimal, behind its option, where it is not 0.</summary>
    public void AddNumber(ReadOnlySpan<byte> optionZ, uint number)
    {
        if (number == 0)
        {
            return;
        }
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        Add(optionZ);
        AddCopy(digits[..Text.Format(number, digits)]);
    }

    /// <summary>-v, where it is not the default.</summary>
    public void AddVerbosity(in FrontSettings settings)
    {
        if (settings.Verbosity != 1)
        {
            Add("-v\0"u8, settings.VerbosityZ);
        }
    }

    /// <summary>Becomes that program.</summary>
    public readonly Outcome Become(in FrontSettings settings) => Ok
        ? Outcome.Chain(Words, settings.Environment)
        : Outcome.Exit(Diagnostics.Unable(ExitCode.System, _error, "allocate memory"u8));
}
