using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Execline;

/// <summary>if, ifelse, ifte and ifthenelse.</summary>
public sealed class Conditions(ITestOutputHelper output) : ScriptScenario(output)
{
    [Theory]
    [InlineData("if { true } echo yes", 0, "yes\n", "")]
    [InlineData("if { false } echo yes", 1, "", "")]
    [InlineData("if { exit 5 } echo yes", 5, "", "")]
    [InlineData("if { exit 200 } echo yes", 128, "", "")]
    [InlineData("if { true }", 0, "", "")]
    [InlineData("if { sh -c \"kill -9 $$\" } echo yes", 137, "", "if: fatal: child crashed with signal 9\n")]
    [InlineData("if -X { sh -c \"kill -9 $$\" } echo yes", 137, "", "")]
    [InlineData("if -n { true } echo yes", 1, "", "")]
    [InlineData("if -n { false } echo yes", 0, "yes\n", "")]
    [InlineData("if -nX { sh -c \"kill -9 $$\" } echo yes", 0, "yes\n", "")]
    [InlineData("if -x 7 { false } echo yes", 7, "", "")]
    [InlineData("if -x 7 { sh -c \"kill -9 $$\" } echo yes", 137, "", "if: fatal: child crashed with signal 9\n")]
    [InlineData("if -Xx7 { sh -c \"kill -9 $$\" } echo yes", 7, "", "")]
    [InlineData("if -t { exit 3 } echo yes", 0, "", "")]
    [InlineData("if -tn { true } echo yes", 0, "", "")]
    [InlineData("if -x 300 { false } echo yes", 100, "", "if: fatal: invalid exit code\n")]
    [InlineData("if -x { false } echo yes", 100, "", "if: usage: if [ -n ] [ -X ] [ -t | -x exitcode ] { command... }\n")]
    [InlineData("if -z { false } echo yes", 100, "", "if: usage: if [ -n ] [ -X ] [ -t | -x exitcode ] { command... }\n")]
    [InlineData("if { nonexistent } echo yes", 111, "", "if: fatal: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("if { true } nonexistent", 127, "", "if: fatal: unable to exec nonexistent: No such file or directory\n")]
    [InlineData("if a", 100, "", "if: fatal: unterminated block\n")]
    [InlineData("ifelse { true } { echo 1 } echo 2", 0, "1\n", "")]
    [InlineData("ifelse { false } { echo 1 } echo 2", 0, "2\n", "")]
    [InlineData("ifelse -n { true } { echo 1 } echo 2", 0, "2\n", "")]
    [InlineData("ifelse { sh -c \"kill -9 $$\" } { echo 1 } echo 2", 137, "", "ifelse: fatal: child crashed with signal 9\n")]
    [InlineData("ifelse -X { sh -c \"kill -9 $$\" } { echo 1 } echo 2", 0, "2\n", "")]
    [InlineData("ifelse { false } { echo 1 }", 0, "", "")]
    [InlineData("ifelse { true } { }", 0, "", "")]
    [InlineData("ifelse { nonexistent } { echo 1 } echo 2", 111, "", "ifelse: fatal: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("ifelse { true }", 100, "", "ifelse: fatal: then block required\n")]
    [InlineData("ifelse { true } a", 100, "", "ifelse: fatal: unterminated then block\n")]
    [InlineData("ifelse -z { true } { } a", 100, "", "ifelse: usage: ifelse [ -n ] [ -X ] { command-if } { command-then... } command-else...\n")]
    [InlineData("ifte { echo 1 } { echo 2 } true", 0, "1\n", "")]
    [InlineData("ifte { echo 1 } { echo 2 } false", 0, "2\n", "")]
    [InlineData("ifte -n { echo 1 } { echo 2 } false", 0, "1\n", "")]
    [InlineData("ifte { echo 1 } { echo 2 } sh -c \"kill -9 $$\"", 137, "", "ifte: fatal: child crashed with signal 9\n")]
    [InlineData("ifte -X { echo 1 } { echo 2 } sh -c \"kill -9 $$\"", 0, "2\n", "")]
    [InlineData("ifte { } { echo 2 } true", 0, "", "")]
    [InlineData("ifte { echo 1 } { echo 2 }", 100, "", "ifte: fatal: empty command-if\n")]
    [InlineData("ifte { echo 1 }", 100, "", "ifte: fatal: else block required\n")]
    [InlineData(
        "ifte { a } { b } { c }",
        111,
        "",
        "ifte: fatal: unable to spawn  c: name begins with a space, are you trying to spawn a block as your command-if?\n")]
    [InlineData("ifte { a } { b } nonexistent", 111, "", "ifte: fatal: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("ifthenelse { true } { echo 1 } { echo 2 } echo 3", 0, "1\n3\n", "")]
    [InlineData("ifthenelse { false } { echo 1 } { echo 2 } echo 3", 0, "2\n3\n", "")]
    [InlineData("ifthenelse { true } { exit 3 } { echo 2 } printenv ?", 0, "3\n", "")]
    [InlineData("ifthenelse { false } { exit 3 } { sh -c \"kill -9 $$\" } printenv ?", 0, "265\n", "")]
    [InlineData(
        "ifthenelse { false } { exit 3 } { nonexistent } printenv ?",
        0,
        "127\n",
        "ifthenelse: warning: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("ifthenelse { sh -c \"kill -9 $$\" } { echo 1 } { echo 2 } echo 3", 137, "", "ifthenelse: fatal: child crashed with signal 9\n")]
    [InlineData("ifthenelse -X { sh -c \"kill -9 $$\" } { echo 1 } { echo 2 } echo 3", 0, "2\n3\n", "")]
    [InlineData("ifthenelse { true } { echo 1 } { echo 2 }", 0, "1\n", "")]
    [InlineData("ifthenelse -s { true } { echo 1 } { echo 2 } 3 4", 0, "1 3 4\n", "")]
    [InlineData("ifthenelse -s { false } { echo 1 } { echo 2 } 3 4", 0, "2 3 4\n", "")]
    [InlineData("ifthenelse { a } { b }", 100, "", "ifthenelse: fatal: unterminated else block\n")]
    [InlineData("ifthenelse { a } { b } c", 100, "", "ifthenelse: fatal: unterminated else block\n")]
    [InlineData("foreground { exit 3 } printenv ?", 0, "3\n", "")]
    [InlineData("foreground { sh -c \"kill -9 $$\" } printenv ?", 0, "265\n", "")]
    [InlineData("foreground { nonexistent } printenv ?", 0, "127\n", "foreground: warning: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("foreground { /dev/null } printenv ?", 0, "126\n", "foreground: warning: unable to spawn /dev/null: Permission denied\n")]
    [InlineData("foreground { echo 1 }", 0, "1\n", "")]
    [InlineData("foreground { if { false } } printenv ?", 0, "1\n", "")]
    [InlineData("case ab { (a)(b)(c)? { echo yes } } echo no", 0, "yes\n", "")]
    [InlineData("case -N ab { (a)(b)(c)? { printenv \\# 0 1 2 3 } }", 0, "3\n(a)(b)(c)?\na\nb\n\n", "")]
    [InlineData("case ab { a { echo a } a.* { echo b } } echo no", 0, "b\n", "")]
    [InlineData("case ab { b { echo yes } } echo no", 0, "no\n", "")]
    [InlineData("case ab { b { echo yes } }", 0, "", "")]
    [InlineData("case -i AB { ab { echo yes } } echo no", 0, "yes\n", "")]
    [InlineData("case -e \"a+\" { a+ { echo yes } } echo no", 0, "yes\n", "")]
    [InlineData("case -e aa { a+ { echo yes } } echo no", 0, "no\n", "")]
    [InlineData("case -s aab { a*b { echo yes } } echo no", 0, "yes\n", "")]
    [InlineData("case -s .ab { *b { echo yes } } echo no", 0, "yes\n", "")]
    [InlineData("case -s -i .ab { *b { echo yes } } echo no", 0, "no\n", "")]
    [InlineData("case -s -N a/b { a*b { echo yes } } echo no", 0, "no\n", "")]
    [InlineData("case -s \"a*\" { \"a\\\\*\" { echo yes } } echo no", 0, "yes\n", "")]
    [InlineData("case -s -e \"a*\" { \"a\\\\*\" { echo yes } } echo no", 0, "no\n", "")]
    [InlineData("case -- -N { -N { echo yes } }", 0, "yes\n", "")]
    [InlineData("case x { a { echo a } x { foreground { echo 1 } echo 2 } } echo no", 0, "1\n2\n", "")]
    [InlineData("case a { b }", 100, "", "case: fatal: malformed case block\n")]
    [InlineData("case a { b c }", 100, "", "case: fatal: unterminated regex block\n")]
    [InlineData("case a b", 100, "", "case: fatal: unterminated case block\n")]
    [InlineData(
        "case",
        100,
        "",
        "case: usage: case [ -s | -S ] [ -e | -E ] [ -n | -N ] [ -i ] value { re1 { prog1... } re2 { prog2... } ... } progdefault... \n")]
    [InlineData(
        "case -z a { }",
        100,
        "",
        "case: usage: case [ -s | -S ] [ -e | -E ] [ -n | -N ] [ -i ] value { re1 { prog1... } re2 { prog2... } ... } progdefault... \n")]
    public void DoesAsTheReference(string script, int code, string standardOutput, string error) =>
        Expect(script, code, standardOutput, error);
}
