using System;
using System.Linq;
using System.Text;

namespace Sestet.Scripts;

/// <summary>Writes a random script: its first line has options of execlineb, the rest is the script.</summary>
internal sealed class ScriptWriter
{
    private const int ChainMax = 8;
    private const int DepthMax = 3;

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

    public string Write()
    {
        string options = Pick(s_options);
        if (OneIn(3))
        {
            WriteLetters();
        }
        else
        {
            WriteChain(DepthMax);
        }
        if (OneIn(12))
        {
            Spoil();
        }
        // The reference's lexer loses its way there (docs/DIVERGENCES.md).
        _text.Replace("{\\", "{").Replace("}\\", "}");
        return options + "\n" + _text;
    }

    private bool OneIn(int count) => _dice.Next(count) == 0;

    private T Pick<T>(params T[] choices) => choices[_dice.Next(choices.Length)];

    /// <summary>Words of random letters, most of which mean something to a lexer.</summary>
    private void WriteLetters()
    {
        const string letters = "\"\"\\\\\\{}{}# \n\t ab01$x\r\v\f;'*";
        _text.Append("printf -- <%s> ");
        int words = _dice.Next(8);
        for (int i = 0; i < words; i++)
        {
            int length = _dice.Next(12);
            bool quoted = OneIn(2);
            _text.Append(quoted ? "\"" : "");
            for (int j = 0; j < length; j++)
            {
                _text.Append(OneIn(20) ? (char)_dice.Next(1, 256) : OneIn(6) ? Pick("\\0x", "\\09", "\\1", "\\n", "\\\n")[0] : letters[_dice.Next(letters.Length)]);
            }
            _text.Append(quoted ? "\" " : " ");
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

    private void WriteChain(int depth)
    {
        int commands = _dice.Next(1, ChainMax);
        for (int i = 0; i < commands; i++)
        {
            WriteCommand(depth);
        }
        WriteEnd();
    }

    private void WriteEnd()
    {
        switch (_dice.Next(6))
        {
            case 0:
                _text.Append("env ");
                break;
            case 1:
                _text.Append("eltest ").Append(Expression()).Append(' ');
                break;
            case 2:
                _text.Append("dollarat ").Append(Pick("", "-n ", "-0 ", "-d \"\" ", "-nd : "));
                break;
            default:
                _text.Append("printf -- <%s> ");
                for (int i = _dice.Next(6); i >= 0; i--)
                {
                    WriteWord(Pick("$", "${", "x$", "\\\\$", "\\\\\\\\$", "") is var begin ? begin + Name() + (begin.EndsWith('{') ? "}" : "") : "");
                }
                break;
        }
    }

    private void WriteCommand(int depth)
    {
        switch (_dice.Next(depth > 0 ? 20 : 16))
        {
            case 0:
            case 1:
                _text.Append("define ");
                WriteDefinition();
                break;
            case 2:
            case 3:
                _text.Append("importas ");
                WriteImport();
                break;
            case 4:
                WriteBlockCommand("multisubstitute ");
                break;
            case 5:
                _text.Append("multidefine ");
                WriteMultidefinition();
                break;
            case 6:
                _text.Append("elgetpositionals ").Append(Pick("", "", "-P2 ", "-P 4 "));
                break;
            case 7:
                _text.Append("elgetopt ").Append(Pick("x:y", "ab:", "z", "-D d xy:")).Append(' ');
                break;
            case 8:
                _text.Append("elglob ").Append(Pick("-s ", "-s0 ", "-sm ", "-sd : ", "-snd : ", "-sd \"\" "));
                WriteWord(Name());
                WriteWord(Pick("*", "o*", "nope*", "sub", "[ot]*", "*/", "\\\\*", "t?o"));
                break;
            case 9:
            case 10:
                _text.Append("export ");
                WriteWord(Variable());
                WriteWord(Value());
                break;
            case 11:
                _text.Append("unexport ");
                WriteWord(Name());
                break;
            case 12:
                _text.Append("export-array ").Append(Pick("", "-d : "));
                WriteWord(Variable());
                _text.Append("{ ").Append(Pick("a b", "\"\"", "c $A $B", "\"x y\" z")).Append(" } ");
                break;
            case 13:
                _text.Append("emptyenv ").Append(Pick("-p ", "-c ", "-o ", "-pl "));
                break;
            case 14:
                _text.Append(Pick("fdmove -c 5 1 ", "fdclose 7 ", "fdblock 0 ", "fdswap 1 1 ", "redirfd -r 0 two ", "umask 22 "));
                break;
            case 15:
                _text.Append(Pick("getcwd D ", "getcwd -E x ", "redirfd -w 4 new ", "fdreserve 2 ", "redirfd -fr D one ", "cd . "));
                break;
            default:
                WriteFlow(depth - 1);
                break;
        }
    }

    private void WriteFlow(int depth)
    {
        switch (_dice.Next(8))
        {
            case 0:
                _text.Append(Pick("if ", "if -n ", "if -X ", "if -t ", "if -x 3 "));
                WriteBlock(depth);
                break;
            case 1:
                _text.Append(Pick("ifelse ", "ifelse -n ", "ifte ", "ifthenelse "));
                WriteBlock(depth);
                WriteBlock(depth);
                break;
            case 2:
                _text.Append(Pick("forx ", "forx -E ", "forx -o 0 ", "forx -x 1 "));
                WriteWord(Variable());
                _text.Append("{ ").Append(Pick("a b", "$A c", "\"x y\" z", "\"\"")).Append(" } ");
                break;
            case 3:
                _text.Append(Pick("backtick ", "backtick -E ", "backtick -i ", "backtick -I ", "backtick -N ", "backtick -D d "));
                WriteWord(Variable());
                WriteBlock(depth);
                break;
            case 4:
                _text.Append(Pick("shift ", "shift 2 ", "shift 0 ", "withstdinas -E x ", "heredoc 0 \"a b\\n\" ", "runblock 1 "));
                break;
            default:
                _text.Append("foreground ");
                WriteBlock(depth);
                _text.Append(OneIn(2) ? "importas ? ? " : "");
                break;
        }
    }

    private void WriteBlock(int depth)
    {
        _text.Append("{ ");
        WriteChain(depth);
        _text.Append("} ");
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
            WriteWord(Name());
            return;
        }
        WriteWord(Name());
        WriteWord(Name());
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

    /// <summary>A variable to set; without a good PATH the rest of the script is only about that.</summary>
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
