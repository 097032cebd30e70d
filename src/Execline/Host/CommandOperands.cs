using System;
using Sestet.Base;
using Sestet.Cli;

namespace Sestet.Execline.Host;

/// <summary>What a command of this suite says of its options and operands, for words that are only looked at.</summary>
internal ref struct CommandOperands
{
    private readonly ReadOnlySpan<byte> _options;
    private readonly ReadOnlySpan<byte> _longOptions;

    public CommandOperands(int command)
    {
        _options = CommandTable.Options(command);
        _longOptions = CommandTable.LongOptions(command);
        Letters = CommandTable.Operands(command);
        HasSameName = false;
    }

    /// <summary>As ICommand.Operands.</summary>
    public ReadOnlySpan<byte> Letters { get; }

    /// <summary>The option -S was there.</summary>
    public bool HasSameName { get; private set; }

    /// <summary>A command without options takes words that begin with a dash as they are.</summary>
    public readonly bool HasOptions => !_options.IsEmpty;

    /// <summary>
    /// Takes a word of options, which begins with a dash; false where it has an unknown one. TakesNext: the value of the last is
    /// the next word.
    /// </summary>
    public bool TryTakeOption(ReadOnlySpan<byte> word, out bool takesNext)
    {
        Assert.That(word.Length > 1 && word[0] == '-');
        takesNext = false;
        if (word[1] == '-')
        {
            return IsLong(word[2..]);
        }
        for (int i = 1; i < word.Length; i++)
        {
            int place = word[i] == ':' ? -1 : _options.IndexOf(word[i]);
            if (place < 0)
            {
                return false;
            }
            HasSameName |= word[i] == 'S';
            if (place + 1 < _options.Length && _options[place + 1] == ':')
            {
                takesNext = i == word.Length - 1;
                return true;
            }
        }
        return true;
    }

    private readonly bool IsLong(ReadOnlySpan<byte> word)
    {
        int equals = word.IndexOf((byte)'=');
        ReadOnlySpan<byte> name = equals < 0 ? word : word[..equals];
        ReadOnlySpan<byte> rest = _longOptions;
        while (!rest.IsEmpty)
        {
            int blank = rest.IndexOf((byte)' ');
            ReadOnlySpan<byte> entry = blank < 0 ? rest : rest[..blank];
            rest = blank < 0 ? default : rest[(blank + 1)..];
            if (entry[..^2].SequenceEqual(name))
            {
                return true;
            }
        }
        return false;
    }
}
