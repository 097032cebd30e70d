namespace Sestet.Scripts;

/// <content>
/// Commands and what they may run. What would depend on time is not written: nothing beside something else (the first program
/// of pipeline, the generator of forbacktickx) reads the script's stdin, writes to its stdout, or looks at the file that changes.
/// </content>
internal sealed partial class ScriptWriter
{
    /// <summary>How many programs around this place run beside others.</summary>
    private int _aside;

    private int _keys;

    /// <summary>
    /// A letter changed somewhere could make a loop without end, or a forbacktickx without lines (docs/DIVERGENCES.md).
    /// </summary>
    private bool _isFragile;

    /// <summary>
    /// In how many blocks of forbacktickx this place is: they have one descriptor more with the reference (docs/DIVERGENCES.md).
    /// </summary>
    private int _extraDescriptors;

    /// <summary>What comes next is the loop of forbacktickx: where it is not there the reference goes on (docs/DIVERGENCES.md).</summary>
    private bool _isLoopOfGenerator;

    private void WriteChain(int depth)
    {
        int commands = _dice.Next(1, depth == DepthMax ? ChainMax : 2 + depth);
        for (int i = 0; i < commands; i++)
        {
            WriteCommand(depth);
        }
        WriteEnd();
    }

    private void WriteEnd()
    {
        bool isLoop = _isLoopOfGenerator;
        _isLoopOfGenerator = false;
        switch (_dice.Next(14))
        {
            case 0 when !isLoop:
                _text.Append("nonexistent ");
                break;
            case 0:
            case 1:
                _text.Append("env ");
                break;
            case 2:
            case 3:
                _text.Append("eltest ").Append(Expression()).Append(' ');
                break;
            case 4:
            case 5:
                _text.Append("dollarat ").Append(Pick("", "-n ", "-0 ", "-d \"\" ", "-nd : "));
                break;
            case 6:
                _text.Append(Pick("cat ", "exit ", "exit 3 ", "exit 300 ", "sh -c \"kill -9 $$\" ", "exec -c env ", "exec -la a sh -c \"echo $0\" "));
                break;
            case 7:
                _text.Append(Pick("sh -c umask ", "homeof root ", "getcwd PWD posix-cd sub getcwd -E x echo $x ", "cd sub getcwd x env "));
                break;
            case 8:
                _text.Append(_aside > 0 ? "cat one " : "cat new ");
                break;
            case 9:
                _text.Append(_extraDescriptors > 0 ? "echo fd " : "sh -c \"ls /proc/self/fd\" ");
                break;
            default:
                _text.Append("printf -- <%s> ");
                for (int i = _dice.Next(6); i >= 0; i--)
                {
                    string begin = Pick("$", "${", "x$", "\\\\$", "\\\\\\\\$", "");
                    WriteWord(begin.Length == 0 ? "" : begin + Name() + (begin.EndsWith('{') ? "}" : ""));
                }
                break;
        }
    }

    private void WriteCommand(int depth)
    {
        _isLoopOfGenerator = false;
        switch (_dice.Next(depth > 0 ? 27 : 18))
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
                _text.Append("elgetopt ").Append(Pick("x:y", "ab:", "z", "-D d xy:", "x")).Append(' ');
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
                WriteWord(Variable());
                break;
            case 12:
                _text.Append("export-array ").Append(Pick("", "-d : "));
                WriteWord(Variable());
                _text.Append("{ ").Append(Pick("a b", "z \"\"", "c $A $B", "\"x y\" z")).Append(" } ");
                break;
            case 13:
                _text.Append(Pick("emptyenv -p ", "emptyenv -c ", "emptyenv -o ", "emptyenv -pl ", "envfile settings ", "envfile -I nope "));
                break;
            case 14:
            case 15:
                WriteDescriptors();
                break;
            case 16:
                _text.Append(Pick("getcwd D ", "getcwd -E x ", "cd . ", "getcwd PWD posix-cd . ", "umask 22 ", "posix-umask g-w ", "exec -a zero "));
                break;
            case 17:
                _text.Append(Pick(
                    "shift ", "shift -n 2 ", "shift -n 3 -b 1 ", "shift -b 1 ", "runblock -n 3 1 printf <%s> ", "runblock -r -n 3 1 exec ",
                    "runblock 1 printf <%s> ", "runblock -P -n 3 1 printf <%s> "));
                break;
            default:
                WriteFlow(depth - 1);
                break;
        }
    }

    /// <summary>Nothing reads from a pipe that is never closed.</summary>
    private void WriteDescriptors()
    {
        string[] harmless =
        [
            "fdmove -c 5 1 ", "fdclose 7 ", "fdblock 0 ", "fdblock -n 4 ", "fdswap 1 1 ", "redirfd -r 0 two ", "redirfd -r 0 lines ",
            "redirfd -r 4 nope ", "piperw 6 7 ", "fdmove 8 4 ", "fdswap 0 4 ", "heredoc 0 \"a b\\n\" ",
            "heredoc -d 0 \"$A\\n\" ",
        ];
        string[] others =
        [
            "redirfd -w 4 new ", "redirfd -a 1 new ", "redirfd -w 1 new ", "redirfd -u 1 new ", "redirfd -x 4 new ", "redirfd -wnb 4 new ",
            "fdmove -c 1 5 ", "fdmove 1 5 ", "fdmove 1 4 ",
        ];
        if (_extraDescriptors > 0)
        {
            _text.Append(Pick("fdclose 7 ", "fdswap 1 1 ", "redirfd -r 0 lines ", "heredoc 0 \"a b\\n\" "));
            return;
        }
        if (OneIn(4))
        {
            // The lowest numbers that are free.
            _text.Append(Pick("fdreserve 2 ", "redirfd -fr D one ", "redirfd -fEr x two "));
            return;
        }
        _text.Append(_aside > 0 || OneIn(2) ? Pick(harmless) : Pick(others));
    }

    private void WriteFlow(int depth)
    {
        switch (_dice.Next(14))
        {
            case 0:
                _text.Append(Pick("if ", "if -n ", "if -X ", "if -t ", "if -x 3 "));
                WriteBlock(depth);
                break;
            case 1:
                _text.Append(Pick("ifelse ", "ifelse -n ", "ifelse -X ", "ifte ", "ifte -n ", "ifte -X "));
                WriteBlock(depth);
                WriteBlock(depth);
                break;
            case 2:
                _text.Append(Pick("ifthenelse ", "ifthenelse -s ", "ifthenelse -X "));
                WriteBlock(depth);
                WriteBlock(depth);
                WriteBlock(depth);
                break;
            case 3:
                _text.Append(Pick("forx ", "forx -E ", "forx -o 0 ", "forx -x 1 ", "forx -o 0,3,127 ", "forx -P 1 "));
                WriteWord(Variable());
                _text.Append("{ ").Append(Pick("a b", "$A c", "\"x y\" z", "\"\"")).Append(" } ");
                break;
            case 4:
                _text.Append(Pick(
                    "backtick ", "backtick -E ", "backtick -i ", "backtick -I ", "backtick -N ", "backtick -D d ", "backtick -x ", "backtick -IE "));
                WriteWord(Variable());
                WriteBlock(depth);
                break;
            case 5:
                WritePipeline(depth);
                break;
            case 6:
                WriteReader();
                break;
            case 7:
                WriteGenerator(depth);
                break;
            case 8:
                // Each time round reads a line: the end of the input is that of the loop, too.
                _isFragile = true;
                _text.Append(Pick("loopwhilex ", "loopwhilex -x 1,2,3,9,100,111,126,127,128,137 ", "loopwhilex -o 0 "));
                _text.Append("if { sh -c \"read l && echo \\\"got $l\\\"\" } ");
                break;
            case 9:
                WriteCase(depth);
                break;
            case 10:
                _text.Append(Pick("trap { TERM { echo t } default { echo d } } ", "trap -x { 1 { echo h } } ", "tryexec ", "tryexec -n ", "tryexec -l "));
                if (_text.ToString().EndsWith("} ", System.StringComparison.Ordinal))
                {
                    break;
                }
                WriteBlock(depth);
                break;
            case 11:
                WriteBackground();
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

    private void WriteBackground()
    {
        // A key that no other number of a process is substituted for.
        string key = $"p{_keys++}";
        _text.Append(Pick(
            $"background {{ exit 3 }} importas -i {key} ! wait -o {{ ${{{key}}} }} importas -i ? ? ", "background -d { exit 1 } ",
            $"background {{ exit 4 }} importas -i {key} ! wait {{ ${{{key}}} }} ", "background { sh -c \"kill -9 $$\" } wait { } ",
            "wait -r { } "));
    }

    private void WritePipeline(int depth)
    {
        if (OneIn(4))
        {
            // The reader's output is there before the script goes on.
            _text.Append("foreground { pipeline -w { cat } foreground ");
            WriteBlock(depth);
            _text.Append("fdclose 1 fdclose 5 fdclose 7 wait { } exit 3 } ");
            return;
        }
        _text.Append(Pick("pipeline ", "pipeline -d ", "pipeline -r ")).Append("{ redirfd -r 0 lines ");
        _aside++;
        WriteChain(depth);
        _aside--;
        _text.Append("} ");
        if (OneIn(2))
        {
            WriteReader();
        }
    }

    /// <summary>
    /// What reads stdin to its end, without those options together that differ (docs/DIVERGENCES.md). How much of a pipe has
    /// been read when a loop runs, or is left, is a matter of time: the loop does not read the pipe too.
    /// </summary>
    private void WriteReader()
    {
        string[] readers =
        [
            "forstdin ", "forstdin -E ", "forstdin -C ", "forstdin -N ", "forstdin -0 ", "forstdin -d \" \" ", "forstdin -d \"\" ",
            "withstdinas ", "withstdinas -E ", "withstdinas -N ", "withstdinas -i ", "withstdinas -I ", "withstdinas -D d ",
        ];
        bool fromFile = OneIn(2);
        _text.Append(fromFile ? "redirfd -r 0 lines " : "");
        _text.Append(fromFile && OneIn(3) ? Pick("forstdin -o 0 ", "forstdin -x 1,3 ") : Pick(readers));
        WriteWord(Variable());
        _text.Append(fromFile ? "" : "redirfd -r 0 lines ");
    }

    private void WriteGenerator(int depth)
    {
        _isFragile = true;
        _text.Append(Pick(
            "forbacktickx ", "forbacktickx -E ", "forbacktickx -C ", "forbacktickx -N ", "forbacktickx -o 0 ", "forbacktickx -x 1 ",
            "forbacktickx -P 1 ", "forbacktickx -d \" \\n\" "));
        WriteWord(Variable());
        _text.Append("{ redirfd -r 0 /dev/null foreground ");
        _aside++;
        _extraDescriptors++;
        WriteBlock(depth);
        _extraDescriptors--;
        _aside--;
        // One line at least, though the block writes none, or only the beginning of one.
        _text.Append("printf \"\\nlast \\n\" } ");
        _isLoopOfGenerator = true;
    }

    private void WriteCase(int depth)
    {
        _text.Append(Pick("case ", "case -s ", "case -i ", "case -N ", "case -e ", "case -eN ", "case -si "));
        WriteWord(Value());
        _text.Append("{ ");
        for (int i = _dice.Next(3); i >= 0; i--)
        {
            _text.Append(Pick("a ", "\"^(.*) (.)$\" ", "x ", "[ab]* ", "* ", "\"\" ", ". ", "\"\\\\(x\\\\)\" ", "^A|B$ "));
            WriteBlock(depth);
        }
        _text.Append("} ");
    }
}
