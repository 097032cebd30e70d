using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>Takes blocks off a command line, one after another (el_semicolon.html).</summary>
internal struct Blocks
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

    /// <summary>Goes on with the words of a block, which has blocks of its own in it.</summary>
    public void Enter(Arguments block) => Rest = block;

    /// <summary>Takes one word, which must be there, with its NUL.</summary>
    public ReadOnlySpan<byte> TakeWordZ()
    {
        ReadOnlySpan<byte> wordZ = Rest.AtZ(0);
        Rest = Rest.From(1);
        return wordZ;
    }

    /// <summary>
    /// The next block, its words without the blank in front. False, printed, where it does not end or is refused by
    /// EXECLINE_STRICT; code: what to exit with. Kind: what messages call it.
    /// </summary>
    public bool TryTake(out Arguments block, out int code, scoped ReadOnlySpan<byte> kind = default)
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
        if (!ArgumentBlock.TryRead(words, _environment, _number, kind, ref list, out Arguments rest))
        {
            return false;
        }
        Rest = rest;
        block = list.Arguments;
        return true;
    }

    /// <summary>The same for a block that must have a program in it.</summary>
    public bool TryTakeProgram(out Arguments block, out int code)
    {
        if (Rest.Count > 0 && Rest.ByteAt(0, 0) == 0)
        {
            block = default;
            code = Diagnostics.Fatal(ExitCode.Usage, "empty block"u8);
            return false;
        }
        return TryTake(out block, out code);
    }
}
