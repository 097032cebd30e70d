using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>Takes blocks off a command line, one after another (el_semicolon.html).</summary>
internal ref struct Blocks
{
    private readonly EnvironmentBlock _environment;
    private int _number;

    public Blocks(Arguments words, EnvironmentBlock environment)
    {
        Rest = words;
        _environment = environment;
        _number = 0;
    }

    /// <summary>The words behind the blocks that were taken.</summary>
    public Arguments Rest { get; private set; }

    /// <summary>
    /// The next block, its words without the blank in front. False, printed, where it does not end or is refused by
    /// EXECLINE_STRICT; code: what to exit with.
    /// </summary>
    public bool TryTake(out Arguments block, out int code)
    {
        block = default;
        code = ExitCode.Usage;
        Arguments words = Rest;
        int length = 0;
        while (length < words.Count && words.ByteAt(length, 0) != 0)
        {
            length++;
        }
        Errno error = ChainMemory.TryAllocateArray(length + 2, out Span<nint> slots);
        if (error.Failed)
        {
            code = Diagnostics.Unable(ExitCode.System, error, "read block"u8);
            return false;
        }
        _number++;
        ArgumentList list = new(slots);
        if (!ArgumentBlock.TryRead(words, _environment, _number, default, ref list, out Arguments rest))
        {
            return false;
        }
        Rest = rest;
        block = list.Arguments;
        return true;
    }
}
