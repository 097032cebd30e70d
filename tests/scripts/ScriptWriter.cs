using System;
using System.Linq;
using System.Text;

namespace Sestet.Scripts;

/// <summary>Writes a random script: its first line has options of execlineb, the rest is the script.</summary>
internal sealed partial class ScriptWriter
{
    private const int ChainMax = 8;
    private const int DepthMax = 3;
    private const string Special = "\"\"\\\\\\{}{}# \n\t ab01$x\r\v\f;'*";
    private const string Tame = "ab01$x#;'* \n\t\r\v\f\\{}";

    private static readonly string[] s_names = ["A", "B", "C", "D", "x", "PATH", "1", "@", "#", "0", "NOPE"];
    private static readonly string[] s_options = ["", "-P", "-p", "-S0", "-S2", "-s1", "-S5", "-s2", "-W", "-w"];

    private static readonly string[] s_values =
    [
        "a", "b c", " a  b ", "", "a:b::c:", "1:a,3:b c,", "\n x\ty\n", "$A", "${B}", "\\\\$A", "x$B${A}y", "$@", "$1", "3:ab,", "*",
        "-n", "--", "0:,", ":", "a\\b", "$A$A", "${@}${B}", "$#", "}", "{",
    ];

    private readonly Random _dice;
    private readonly StringBuilder _text = new();

    public ScriptWriter(int seed, int number) => _dice = new Random(unchecked((seed * 1_000_003) + number));

    /// <param name="lettersOnly">Words of random letters, and no commands.</param>
    public string Write(bool lettersOnly)
    {
        string options = Pick(s_options);
        if (lettersOnly || OneIn(6))
        {
            WriteLetters();
        }
        else
        {
            WriteChain(DepthMax);
        }
        if (OneIn(12) && !_isFragile)
        {
            Spoil();
        }
        RemoveKnownDivergences();
        return options + "\n" + _text;
    }

    /// <summary>The reference's lexer loses its way where a brace has a backslash behind it, and where the script ends in one.</summary>
    private void RemoveKnownDivergences()
    {
        for (int length = -1; length != _text.Length;)
        {
            length = _text.Length;
            _text.Replace("{\\", "{").Replace("}\\", "}");
        }
        while (_text.Length > 0 && _text[^1] == '\\')
        {
            _text.Length--;
        }
    }

    private bool OneIn(int count) => _dice.Next(count) == 0;

    private T Pick<T>(params T[] choices) => choices[_dice.Next(choices.Length)];

    /// <summary>Words of random letters, most of which mean something to a lexer, and words in quotes.</summary>
    private void WriteLetters()
    {
        string[] escapes = ["\\0x4", "\\0x41", "\\0101", "\\09", "\\1", "\\65", "\\255", "\\256", "\\n", "\\\n", "\\\"", "\\q", "\\\\"];
        _text.Append("printf -- <%s> ");
        // Of a script with many of the letters that need others, nothing is seen but that it is refused.
        string letters = OneIn(3) ? Special : Tame;
        int words = _dice.Next(8);
        for (int i = 0; i < words; i++)
        {
            bool quoted = OneIn(2);
            bool block = OneIn(4);
            _text.Append(block ? "{ " : "").Append(quoted ? "\"" : "");
            for (int j = _dice.Next(12); j > 0; j--)
            {
                _ = OneIn(15) ? _text.Append((char)_dice.Next(1, 256))
                    : OneIn(6) ? _text.Append(Pick(escapes))
                    : OneIn(1500) ? _text.Append('\0')
                    : _text.Append(letters[_dice.Next(letters.Length)]);
            }
            _text.Append(quoted ? "\" " : Pick(" ", "\n", "\t#\"{\n")).Append(block ? "} " : "");
        }
    }

    /// <summary>Replaces, doubles or takes out some letter.</summary>
    private void Spoil()
    {
        if (_text.Length == 0)
        {
            return;
        }
        int at = _dice.Next(_text.Length);
        switch (_dice.Next(3))
        {
            case 0:
                _text[at] = Pick('"', '{', '}', '\\', ' ', '#', '$', '\n');
                break;
            case 1:
                _text.Insert(at, _text[at]);
                break;
            default:
                _text.Remove(at, 1);
                break;
        }
    }

    private void WriteBlockCommand(string command)
    {
        _text.Append(command).Append("{ ");
        for (int i = _dice.Next(4); i >= 0; i--)
        {
            switch (_dice.Next(5))
            {
                case 0:
                    _text.Append("importas ");
                    WriteImport();
                    break;
                case 1:
                    _text.Append("multidefine ");
                    WriteMultidefinition();
                    break;
                case 2:
                    _text.Append("elgetpositionals ");
                    break;
                default:
                    _text.Append("define ");
                    WriteDefinition();
                    break;
            }
        }
        _text.Append("} ");
    }

    private void WriteTransformation(bool splits)
    {
        string[] options = splits ? ["-s", "-n", "-C", "-N", "-c", "-sC", "-sn"] : ["-n", "-C", "-N", "-c"];
        for (int i = _dice.Next(3); i > 0; i--)
        {
            _text.Append(Pick(options)).Append(' ');
        }
        _text.Append(Pick("", "", "-d : ", "-d \"\" ", "-d \" \" ", "-d \"\\n:\" "));
    }

    private void WriteDefinition()
    {
        WriteTransformation(splits: true);
        WriteWord(Name());
        WriteWord(Value());
    }

    private void WriteImport()
    {
        WriteTransformation(splits: true);
        string[] options = ["", "", "", "-u ", "-D \"d e\" ", "-i ", "-D \"\" "];
        _text.Append(Pick(options));
        if (OneIn(3))
        {
            _text.Append("-S ");
            WriteWord(Variable());
            return;
        }
        WriteWord(Name());
        WriteWord(Variable());
    }

    private void WriteMultidefinition()
    {
        WriteTransformation(splits: false);
        _text.Append(Pick("", "", "-0 ", "-r "));
        WriteWord(Value());
        _text.Append("{ ");
        string[] names = [.. s_names.OrderBy(_ => _dice.Next()).Take(_dice.Next(1, 4))];
        foreach (string name in names)
        {
            WriteWord(name);
        }
        _text.Append("} ");
    }

    private string Name() => Pick(s_names);

    /// <summary>A variable to set or take away; without a good PATH the rest of the script is only about that.</summary>
    private string Variable() => Name() is var name && name == "PATH" ? "E" : name;

    private string Value() => Pick(s_values);

    /// <summary>A word in one of the ways to write it, and what may stand behind one.</summary>
    private void WriteWord(string word)
    {
        bool plain = word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "$@:*-".Contains(c, StringComparison.Ordinal));
        if (plain && OneIn(2))
        {
            _text.Append(word);
        }
        else
        {
            _text.Append('"').Append(word.Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }
        _text.Append(Pick(" ", " ", " ", "\n", "\t", "  ", " # a comment\n", " \\\n"));
    }

    private string Expression() => Pick(
        "a = a", "$A = a", "-n $B", "-z $x", "( a ) -a ! b", "a -o ( b -a c )", "-f one", "-d sub -a -e nope", "-v A", "one -ot two",
        "$# -eq 3", "$# -lt 2 -o $# -gt 2", "abc =~ ^a.c$", "! ! ! a", "( ( a )", "a b", "\\\\-n = \\\\-n", "a < b", "b <= a", "-r one -a -w one");
}
