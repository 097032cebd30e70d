using System;
using Sestet.Base;
using Sestet.Execline;

namespace Sestet.Rc;

/// <summary>
/// Reads what import writes before a program (ServiceImport.Scripts.cs) back into keys. It goes by the words alone, for whoever
/// asks compares the files that are made of the keys with what was there.
/// </summary>
internal ref struct ChainReader
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly Span<WordRange> _words;
    private readonly int _count;
    private int _next;

    /// <summary>A word's place in the text of all words.</summary>
    internal struct WordRange
    {
        public int Start;
        public int Length;
    }

    private ChainReader(ReadOnlySpan<byte> text, Span<WordRange> words, int count)
    {
        _text = text;
        _words = words;
        _count = count;
        _next = 0;
        HasReadiness = false;
        GoesToDirectory = false;
        ReturnsToService = false;
    }

    /// <summary>Readiness is checked by s6-notifyoncheck.</summary>
    public bool HasReadiness { get; private set; }

    public bool GoesToDirectory { get; private set; }

    /// <summary>The service's directory is kept for a program in data.</summary>
    public bool ReturnsToService { get; private set; }

    /// <summary>Words behind what was read.</summary>
    public readonly int RestCount => _count - _next;

    public readonly ReadOnlySpan<byte> Rest(int index) => WordAt(_next + index);

    /// <summary>
    /// Divides a script into words; false where it has blocks or is none. The text must be twice as long as the script, the words
    /// as many as it has bytes.
    /// </summary>
    public static bool TryCreate(ReadOnlySpan<byte> script, Span<byte> text, Span<WordRange> words, out ChainReader reader)
    {
        Assert.That(text.Length >= script.Length * 2);
        reader = default;
        ScriptLexer lexer = new(script, text[script.Length..]);
        int length = 0;
        int count = 0;
        for (ScriptToken token = lexer.Next(); token != ScriptToken.End; token = lexer.Next())
        {
            if (token != ScriptToken.Word || count == words.Length)
            {
                return false;
            }
            lexer.Word.CopyTo(text[length..]);
            words[count++] = new WordRange { Start = length, Length = lexer.Word.Length };
            length += lexer.Word.Length;
        }
        reader = new ChainReader(text[..length], words, count);
        return true;
    }

    /// <summary>Writes the keys of what stands before the program.</summary>
    public void Read(ref TomlWriter toml)
    {
        if (Is(0, "fdmove"u8) && Is(1, "-c"u8) && Is(2, "2"u8) && Is(3, "1"u8))
        {
            toml.Append("merge-stderr = true\n"u8);
            _next += 4;
        }
        ReadOptions(ref toml, "s6-notifyoncheck"u8, "readiness."u8, isLimits: false);
        ReadOptions(ref toml, "s6-softlimit"u8, "limits."u8, isLimits: true);
        if (Is(0, "nice"u8) && Is(1, "-n"u8) && IsNice(WordAt(_next + 2)))
        {
            toml.Append("nice = "u8);
            toml.Append(WordAt(_next + 2));
            toml.Append("\n"u8);
            _next += 3;
        }
        ReadString(ref toml, "umask"u8, "umask"u8);
        if (Is(0, "emptyenv"u8) && Is(1, "-p"u8))
        {
            toml.Append("clean-environment = true\n"u8);
            _next += 2;
        }
        ReadString(ref toml, "s6-envdir"u8, "environment-directory"u8);
        while (Is(0, "export"u8) && RestCount > 2)
        {
            toml.Append("environment."u8);
            toml.AppendKey(WordAt(_next + 1));
            toml.Append(" = "u8);
            toml.AppendString(WordAt(_next + 2));
            toml.Append("\n"u8);
            _next += 3;
        }
        ReadUser(ref toml);
        ReadDirectory(ref toml);
    }

    private readonly bool Is(int ahead, ReadOnlySpan<byte> word) =>
        WordAt(_next + ahead).SequenceEqual(word) && ahead < RestCount;

    private readonly ReadOnlySpan<byte> WordAt(int index) =>
        index < _count ? _text.Slice(_words[index].Start, _words[index].Length) : default;

    private static bool IsNumber(ReadOnlySpan<byte> word) =>
        Text.TryParse(word, out ulong _) && (word.Length == 1 || word[0] != '0');

    private static bool IsNice(ReadOnlySpan<byte> word) => IsNumber(word.StartsWith("-"u8) ? word[1..] : word);

    /// <summary>A command with one operand.</summary>
    private void ReadString(ref TomlWriter toml, ReadOnlySpan<byte> command, ReadOnlySpan<byte> key)
    {
        if (Is(0, command) && RestCount > 1)
        {
            toml.Append(key);
            toml.Append(" = "u8);
            toml.AppendString(WordAt(_next + 1));
            toml.Append("\n"u8);
            _next += 2;
        }
    }

    /// <summary>A command whose options are the members of a table.</summary>
    private void ReadOptions(ref TomlWriter toml, ReadOnlySpan<byte> command, ReadOnlySpan<byte> prefix, bool isLimits)
    {
        if (!Is(0, command))
        {
            return;
        }
        HasReadiness |= !isLimits;
        _next++;
        int count = isLimits ? SoftLimits.Count : ReadinessOptions.Count;
        for (int i = 0; i < count && RestCount > 1; i++)
        {
            ReadOnlySpan<byte> option = WordAt(_next);
            ReadOnlySpan<byte> value = WordAt(_next + 1);
            bool isHard = isLimits && value.SequenceEqual("="u8);
            bool matches = option.Length == 2 && option[0] == '-'
                && option[1] == (isLimits ? SoftLimits.Letter(i) : ReadinessOptions.Letter(i))[0];
            if (matches && (isHard || IsNumber(value)))
            {
                toml.Append(prefix);
                toml.Append(isLimits ? SoftLimits.Key(i) : ReadinessOptions.Key(i));
                toml.Append(" = "u8);
                toml.Append(isHard ? "\"hard\""u8 : value);
                toml.Append("\n"u8);
                _next += 2;
            }
        }
    }

    private void ReadUser(ref TomlWriter toml)
    {
        ReadString(ref toml, "s6-setuidgid"u8, "user"u8);
        if (!Is(0, "s6-envuidgid"u8))
        {
            return;
        }
        ReadString(ref toml, "s6-envuidgid"u8, "user"u8);
        if (Is(0, "s6-envuidgid"u8) && Is(1, "-g"u8) && Is(2, "-n"u8) && RestCount > 3)
        {
            toml.Append("group = "u8);
            toml.AppendString(WordAt(_next + 3));
            toml.Append("\n"u8);
            _next += 4;
        }
        if (!Is(0, "s6-applyuidgid"u8) || !Is(1, "-z"u8) || !Is(2, "-U"u8))
        {
            return;
        }
        _next += 3;
        if (Is(0, "-G"u8) && RestCount > 1)
        {
            toml.Append("supplementary-groups = ["u8);
            toml.Append(WordAt(_next + 1));
            toml.Append("]\n"u8);
            _next += 2;
        }
    }

    private void ReadDirectory(ref TomlWriter toml)
    {
        bool keeps = Is(0, "getcwd"u8) && Is(1, "SERVICE_DIRECTORY"u8);
        _next += keeps ? 2 : 0;
        GoesToDirectory = Is(0, "cd"u8);
        ReadString(ref toml, "cd"u8, "directory"u8);
        ReturnsToService = keeps && Is(0, "importas"u8) && Is(1, "-i"u8) && Is(2, "-u"u8)
            && Is(3, "SERVICE_DIRECTORY"u8) && Is(4, "SERVICE_DIRECTORY"u8);
        _next += ReturnsToService ? 5 : 0;
    }
}
