using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>
/// Reads options one by one, as the reference's two parsers do. Plain commands know letters only, and anything wrong
/// prints their usage. Commands whose options string goes on with long names ("ab: verbose=a size=b") also take
/// --verbose and --size=VALUE, and say what is wrong.
/// Parsing ends at the first word that is no option, or behind "--".
/// </summary>
internal ref struct OptionParser
{
    /// <summary>There is no further option.</summary>
    public const byte End = 0;

    /// <summary>Something was wrong, and has been printed; the command exits with ExitCode.Usage.</summary>
    public const byte Bad = (byte)'?';

    private readonly Arguments _arguments;
    private readonly ReadOnlySpan<byte> _letters;
    private readonly ReadOnlySpan<byte> _longNames;
    private readonly ReadOnlySpan<byte> _usage;
    private int _word;
    private int _letter;

    public OptionParser(in Invocation invocation)
    {
        _arguments = invocation.Arguments;
        ReadOnlySpan<byte> options = CommandTable.Options(invocation.Command);
        int blank = options.IndexOf((byte)' ');
        _letters = blank < 0 ? options : options[..blank];
        _longNames = blank < 0 ? default : options[(blank + 1)..];
        _usage = CommandTable.Usage(invocation.Command);
        _word = 0;
        _letter = 0;
        ValueZ = default;
    }

    /// <summary>The value of the option that Next gave, with its NUL. A gol option at the very end may lack it: then it is empty.</summary>
    public ReadOnlySpan<byte> ValueZ { get; private set; }

    /// <summary>The value without its NUL.</summary>
    public readonly ReadOnlySpan<byte> Value => ValueZ.IsEmpty ? default : ValueZ[..^1];

    /// <summary>The words behind the options.</summary>
    public readonly Arguments Rest => _arguments.From(_word);

    private readonly bool HasLongNames => !_longNames.IsEmpty;

    /// <summary>The next option's letter, End or Bad.</summary>
    public byte Next()
    {
        if (_letter == 0)
        {
            if (_word >= _arguments.Count)
            {
                return End;
            }
            ReadOnlySpan<byte> word = _arguments[_word];
            if (word.Length < 2 || word[0] != '-')
            {
                return End;
            }
            if (word[1] == '-')
            {
                return NextLong(word);
            }
            _letter = 1;
        }
        return NextLetter();
    }

    /// <summary>Prints the usage line and gives the outcome for it.</summary>
    public readonly Outcome UsageError() => Outcome.Exit(Diagnostics.Usage(_usage));

    private byte NextLetter()
    {
        ReadOnlySpan<byte> wordZ = _arguments.AtZ(_word);
        byte letter = wordZ[_letter];
        int at = letter == ':' ? -1 : _letters.IndexOf(letter);
        if (at < 0)
        {
            return Refuse("unrecognized short option: "u8, wordZ[_letter..(_letter + 1)]);
        }
        _letter++;
        bool wordEnds = wordZ[_letter] == 0;
        if (at + 1 >= _letters.Length || _letters[at + 1] != ':')
        {
            ValueZ = default;
            StepOver(wordEnds);
            return letter;
        }
        if (!wordEnds)
        {
            ValueZ = wordZ[_letter..];
            StepOver(true);
            return letter;
        }
        StepOver(true);
        bool missing = _word >= _arguments.Count || (HasLongNames && _arguments[_word].SequenceEqual("--"u8));
        if (missing)
        {
            ValueZ = default;
            return HasLongNames ? letter : Refuse(default, default);
        }
        ValueZ = _arguments.AtZ(_word);
        _word++;
        return letter;
    }

    private void StepOver(bool wordEnds)
    {
        if (wordEnds)
        {
            _word++;
            _letter = 0;
        }
    }

    private byte NextLong(ReadOnlySpan<byte> word)
    {
        if (word.Length == 2)
        {
            _word++;
            return End;
        }
        if (!HasLongNames)
        {
            return Refuse(default, default);
        }
        int equals = word.IndexOf((byte)'=');
        if (equals == 2)
        {
            return Refuse("invalid option: "u8, word);
        }
        byte letter = FindLong(equals < 0 ? word[2..] : word[2..equals], equals >= 0);
        if (letter == End)
        {
            return Refuse(equals < 0 ? "unrecognized boolean option: "u8 : "unrecognized option with argument: "u8, word);
        }
        ValueZ = equals < 0 ? default : _arguments.AtZ(_word)[(equals + 1)..];
        _word++;
        return letter;
    }

    /// <summary>The letter of a long name that takes a value or does not, or End.</summary>
    private readonly byte FindLong(ReadOnlySpan<byte> name, bool takesValue)
    {
        ReadOnlySpan<byte> rest = _longNames;
        while (!rest.IsEmpty)
        {
            int blank = rest.IndexOf((byte)' ');
            ReadOnlySpan<byte> entry = blank < 0 ? rest : rest[..blank];
            rest = blank < 0 ? default : rest[(blank + 1)..];
            Assert.That(entry.Length > 2 && entry[^2] == '=');
            if (entry[..^2].SequenceEqual(name))
            {
                int at = _letters.IndexOf(entry[^1]);
                Assert.That(at >= 0);
                bool hasValue = at + 1 < _letters.Length && _letters[at + 1] == ':';
                return hasValue == takesValue ? entry[^1] : End;
            }
        }
        return End;
    }

    private readonly byte Refuse(ReadOnlySpan<byte> what, ReadOnlySpan<byte> text)
    {
        if (HasLongNames)
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, what, text);
        }
        else
        {
            _ = Diagnostics.Usage(_usage);
        }
        return Bad;
    }
}
