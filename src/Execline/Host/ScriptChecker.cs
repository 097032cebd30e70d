using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>
/// Looks through a compiled script without running it: commands that PATH does not have, options that commands of this suite
/// do not know, operands and blocks that are missing. What stands behind a program of others, or comes of a substitution,
/// nobody can tell; there the walk of a chain ends.
/// </summary>
internal ref struct ScriptChecker
{
    /// <summary>Faults that are told of: who has so many begins with the first ones.</summary>
    private const int FaultsMax = 50;

    private readonly ReadOnlySpan<byte> _script;
    private readonly ReadOnlySpan<byte> _name;
    private readonly Arguments _words;
    private readonly ReadOnlySpan<int> _positions;
    private readonly EnvironmentBlock _environment;
    private readonly Span<ChainPart> _parts;
    private int _count;
    private int _faults;

    private ScriptChecker(
        ReadOnlySpan<byte> script,
        ReadOnlySpan<byte> name,
        Arguments words,
        EnvironmentBlock environment,
        ReadOnlySpan<int> positions,
        Span<ChainPart> parts)
    {
        _script = script;
        _name = name;
        _words = words;
        _environment = environment;
        _positions = positions;
        _parts = parts;
        _parts[0] = new ChainPart { End = words.Count };
        _count = 1;
        _faults = 0;
    }

    /// <summary>0 where nothing is wrong, and 1 where something is, which is printed.</summary>
    public static int Check(
        ReadOnlySpan<byte> script, ReadOnlySpan<byte> name, Arguments words, EnvironmentBlock environment)
    {
        Errno error = ScriptLoader.Locate(script, words.Count, out ReadOnlySpan<int> positions);
        Span<ChainPart> parts = default;
        if (error.IsNone)
        {
            // Each block has a word that ends it.
            error = ChainMemory.TryAllocateArray(words.Count + 1, out parts);
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "check script"u8);
        }
        ScriptChecker checker = new(script, name, words, environment, positions, parts);
        for (int i = 0; i < checker._count && checker._faults < FaultsMax; i++)
        {
            if (parts[i].IsCases)
            {
                checker.WalkCases(parts[i]);
            }
            else
            {
                checker.WalkChain(parts[i]);
            }
        }
        return checker._faults == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private void Report(int word, scoped ReadOnlySpan<byte> what, scoped ReadOnlySpan<byte> more = default)
    {
        _faults++;
        _ = ScriptComplaint.Print(_script, _name, _positions[Math.Min(word, _positions.Length - 1)], what, more);
    }

    private readonly ReadOnlySpan<byte> WordZ(int index, int level) => _words.AtZ(index)[level..];

    private static bool IsVariable(ReadOnlySpan<byte> word) => word.Contains((byte)'$');

    private void WalkChain(in ChainPart part)
    {
        int at = part.Start;
        while (at < part.End)
        {
            ReadOnlySpan<byte> wordZ = WordZ(at, part.Level);
            if (IsVariable(wordZ))
            {
                return;
            }
            ReadOnlySpan<byte> name = Text.BaseName(wordZ[..^1]);
            int command = CommandTable.IndexOf(name);
            bool isRelative = wordZ.Contains((byte)'/') && wordZ[0] != '/';
            if (!isRelative && !Chain.IsExecutable(wordZ, _environment))
            {
                ReportUnknown(at, wordZ[..^1]);
            }
            if (command < 0)
            {
                return;
            }
            CommandOperands operands = new(command);
            int next = SkipOptions(ref operands, part, at + 1);
            if (next < 0 || !WalkOperands(ref operands, part, at, ref next))
            {
                return;
            }
            at = next;
        }
    }

    private void ReportUnknown(int at, ReadOnlySpan<byte> name)
    {
        int best = EditDistance.LengthMax;
        int nearest = 0;
        for (int i = 0; i < CommandTable.Count; i++)
        {
            int distance = EditDistance.Between(name, CommandTable.Name(i));
            nearest = distance < best ? i : nearest;
            best = Math.Min(best, distance);
        }
        PathBuffer what = new(stackalloc byte[Limits.PathLengthMax]);
        what.Append(name);
        what.Append(": not found"u8);
        what.Append(name.Contains((byte)'/') ? default : " in PATH"u8);
        if (best == 0 || (best * 3 <= name.Length))
        {
            what.Append(best == 0 ? ", though a command of this suite: "u8 : "; did you mean "u8);
            what.Append(best == 0 ? "see sestet install"u8 : CommandTable.Name(nearest));
            what.Append(best == 0 ? default : "?"u8);
        }
        Report(at, what.Overflowed ? "a program that is not there"u8 : what.Text);
    }

    /// <summary>The first word behind the options, or -1 where one is unknown.</summary>
    private int SkipOptions(scoped ref CommandOperands operands, in ChainPart part, int at)
    {
        while (at < part.End)
        {
            ReadOnlySpan<byte> word = WordZ(at, part.Level)[..^1];
            if (word.Length < 2 || word[0] != '-' || !operands.HasOptions)
            {
                return at;
            }
            at++;
            if (word.SequenceEqual("--"u8))
            {
                return at;
            }
            if (IsVariable(word))
            {
                continue;
            }
            if (!operands.TryTakeOption(word, out bool takesNext))
            {
                Report(at - 1, "unknown option "u8, word);
                return -1;
            }
            at += takesNext ? 1 : 0;
        }
        return at;
    }

    /// <summary>
    /// Goes over the words and blocks of a command: true where a program follows, at next. False where nothing does, or what
    /// cannot be told.
    /// </summary>
    private bool WalkOperands(scoped ref CommandOperands operands, in ChainPart part, int command, scoped ref int next)
    {
        bool isCertain = true;
        foreach (byte letter in operands.Letters)
        {
            bool isThere = next < part.End;
            switch (letter)
            {
                case (byte)'r':
                    if (!isThere && isCertain)
                    {
                        Report(command, "no program behind "u8, WordZ(command, part.Level)[..^1]);
                    }
                    return isThere;
                case (byte)'R':
                    return isThere;
                case (byte)'s' when operands.HasSameName:
                    break;
                case (byte)'b':
                case (byte)'p':
                case (byte)'c':
                    if (!WalkBlock(letter, part, command, isCertain, ref next))
                    {
                        return false;
                    }
                    break;
                default:
                    if (!isThere)
                    {
                        if (isCertain && letter != 'W')
                        {
                            Report(command, "missing operand of "u8, WordZ(command, part.Level)[..^1]);
                        }
                        return false;
                    }
                    // It may become no word or several.
                    isCertain &= !IsVariable(WordZ(next, part.Level));
                    next++;
                    break;
            }
        }
        return false;
    }

    private bool WalkBlock(byte letter, in ChainPart part, int command, bool isCertain, scoped ref int next)
    {
        int start = next;
        // Only one byte of a word is looked at, for a block in blocks has that many blanks in front of each.
        byte first = start < part.End ? _words.ByteAt(start, part.Level) : (byte)'x';
        if (first is not (0 or (byte)' '))
        {
            if (isCertain)
            {
                Report(command, "missing block of "u8, WordZ(command, part.Level)[..^1]);
            }
            return false;
        }
        int end = start;
        while (end < part.End && _words.ByteAt(end, part.Level) == ' ')
        {
            end++;
        }
        if (end == part.End || _words.ByteAt(end, part.Level) != 0)
        {
            Report(start, "unterminated block of "u8, WordZ(command, part.Level)[..^1]);
            return false;
        }
        if (letter != 'b')
        {
            Assert.That(_count < _parts.Length);
            _parts[_count++] = new ChainPart { Start = start, End = end, Level = part.Level + 1, IsCases = letter == 'c' };
        }
        next = end + 1;
        return true;
    }

    /// <summary>"word { program } word { program } …".</summary>
    private void WalkCases(in ChainPart part)
    {
        int at = part.Start;
        while (at < part.End)
        {
            int word = at++;
            bool isCertain = !IsVariable(WordZ(word, part.Level));
            if (!WalkBlock((byte)'p', part, word, isCertain, ref at))
            {
                return;
            }
        }
    }
}
