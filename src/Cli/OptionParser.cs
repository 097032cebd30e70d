using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>
/// Reads options one by one, as the reference's two parsers do. Plain commands know letters only, and anything wrong
/// prints their usage. Commands with long names ("verbose=a size=b") also take --verbose and --size=VALUE, and say what
/// is wrong.
/// Parsing ends at the first word that is no option, or behind "--".
/// </summary>
internal ref struct OptionParser
{
    /// <summary>There is no further option.</summary>
    public const byte End = 0;

    /// <summary>Something was wrong, and has been printed; the command exits with ExitCode.Usage.</summary>
    public const byte Bad = (byte)'?';

    private const int SubCommand = -1;

    private readonly Arguments _arguments;
    private readonly ReadOnlySpan<byte> _letters;
    private readonly int _command;
    private readonly ReadOnlySpan<byte> _longNames;
    private ReadOnlySpan<byte> _wordZ;
    private int _word;
    private int _letter;

    public OptionParser(in Invocation invocation)
    {
        _arguments = invocation.Arguments;
        _letters = CommandTable.Options(invocation.Command);
        _command = invocation.Command;
        _wordZ = default;
        _word = 0;
        _letter = 0;
        ValueZ = default;
    }

    /// <summary>
    /// For a command with sub-commands, each of which has options of its own: letters, and long names, of which there is one
    /// at least. Whoever calls prints the usage.
    /// </summary>
    public OptionParser(Arguments arguments, ReadOnlySpan<byte> letters, ReadOnlySpan<byte> longNames)
    {
        Assert.That(!longNames.IsEmpty);
        _arguments = arguments;
        _letters = letters;
        _longNames = longNames;
        _command = SubCommand;
    }

    /// <summary>
    /// The value of the option that Next gave, with its NUL. A gol option at the very end may lack it: then it is empty.
    /// </summary>
    public ReadOnlySpan<byte> ValueZ { get; private set; }

    /// <summary>A long name's value may be the next word, too, as in "--since 2h".</summary>
    public bool ValuesMayBeWords { get; init; }

    /// <summary>The value without its NUL.</summary>
    public readonly ReadOnlySpan<byte> Value => ValueZ.IsEmpty ? default : ValueZ[..^1];

    /// <summary>The words behind the options.</summary>
    public readonly Arguments Rest => _arguments.From(_word);

    private readonly ReadOnlySpan<byte> LongNames =>
        _command == SubCommand ? _longNames : CommandTable.LongOptions(_command);

    private readonly bool HasLongNames => !LongNames.IsEmpty;

    /// <summary>The next option's letter, End or Bad.</summary>
    public byte Next()
    {
        if (_letter == 0)
        {
            if (_word >= _arguments.Count || _arguments.ByteAt(_word, 0) != '-')
            {
                return End;
            }
            _wordZ = _arguments.AtZ(_word);
            if (_wordZ.Length <= 2)
            {
                // A dash alone is no option.
                return End;
            }
            if (_wordZ[1] == '-')
            {
                return NextLong(_wordZ[..^1]);
            }
            _letter = 1;
        }
        return NextLetter();
    }

    /// <summary>Reads all options. False where one is wrong, which has been printed: the command ends so.</summary>
    public bool TryReadAll<T>(scoped ref T options, out Outcome ending)
        where T : struct, IOptionTaker
    {
        ending = Outcome.Exit(ExitCode.Usage);
        for (byte letter = Next(); letter != End; letter = Next())
        {
            if (letter == Bad)
            {
                return false;
            }
            if (!options.TryTake(letter, ValueZ))
            {
                ending = UsageError();
                return false;
            }
        }
        return true;
    }

    /// <summary>Prints the usage line and gives the outcome for it.</summary>
    public readonly Outcome UsageError() => Outcome.Exit(Diagnostics.Usage(CommandTable.Usage(_command)));

    private byte NextLetter()
    {
        ReadOnlySpan<byte> wordZ = _wordZ;
        byte letter = wordZ[_letter];
        if (!TryFindLetter(letter, out bool takesValue))
        {
            return Refuse("unrecognized short option: "u8, wordZ[_letter..(_letter + 1)]);
        }
        _letter++;
        bool wordEnds = wordZ[_letter] == 0;
        if (!takesValue)
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

    /// <summary>Whether there is such an option. The list is too short for a search by words to pay.</summary>
    private readonly bool TryFindLetter(byte letter, out bool takesValue)
    {
        ReadOnlySpan<byte> letters = _letters;
        takesValue = false;
        for (int i = 0; i < letters.Length; i++)
        {
            if (letters[i] == letter && letter != ':')
            {
                takesValue = i + 1 < letters.Length && letters[i + 1] == ':';
                return true;
            }
        }
        return false;
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
        bool hasNext = ValuesMayBeWords && equals < 0 && _word + 1 < _arguments.Count;
        if (hasNext && FindLong(word[2..], takesValue: true) is byte found and not End)
        {
            ValueZ = _arguments.AtZ(_word + 1);
            _word += 2;
            return found;
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
        ReadOnlySpan<byte> rest = LongNames;
        while (!rest.IsEmpty)
        {
            int blank = rest.IndexOf((byte)' ');
            ReadOnlySpan<byte> entry = blank < 0 ? rest : rest[..blank];
            rest = blank < 0 ? default : rest[(blank + 1)..];
            Assert.That(entry.Length > 2 && entry[^2] == '=');
            if (entry[..^2].SequenceEqual(name))
            {
                bool known = TryFindLetter(entry[^1], out bool hasValue);
                Assert.That(known);
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
            _ = Diagnostics.Usage(CommandTable.Usage(_command));
        }
        return Bad;
    }
}
