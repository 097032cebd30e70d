using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Execline;

/// <summary>background, pipeline, piperw, backtick, heredoc, withstdinas and wait.</summary>
public sealed class Pipes(ITestOutputHelper output) : ScriptScenario(output)
{
    [Theory]
    [InlineData("background { exit 3 } importas p ! wait $p", 3, "", "")]
    [InlineData("background { exit 200 } importas p ! wait $p", 128, "", "")]
    [InlineData("background { sh -c \"kill -9 $$\" } importas p ! wait $p", 137, "", "")]
    [InlineData("background { nonexistent } echo next", 111, "", "background: fatal: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("background { } echo next", 100, "", "background: fatal: empty block\n")]
    [InlineData("background { true }", 0, "", "")]
    [InlineData("background -d { true } echo next", 0, "next\n", "")]
    [InlineData("background -d { nonexistent } echo next", 111, "", "background: fatal: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("background -z { true } echo next", 100, "", "background: usage: background [ -d ] { command... }\n")]
    [InlineData("background -d { exit 3 } importas p ! wait $p", 127, "", "")]
    [InlineData("pipeline { echo a } cat", 0, "a\n", "")]
    [InlineData("pipeline { echo a } pipeline { cat } cat", 0, "a\n", "")]
    [InlineData("pipeline -r { echo a } cat", 0, "a\n", "")]
    [InlineData("pipeline -w { cat } foreground { echo a } fdclose 1 wait { }", 0, "a\n", "")]
    [InlineData("pipeline -d { echo a } cat", 0, "a\n", "")]
    [InlineData("pipeline { exit 3 } importas p ! wait $p", 3, "", "")]
    [InlineData("pipeline { nonexistent } cat", 111, "", "pipeline: fatal: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("pipeline { } cat", 100, "", "pipeline: fatal: empty block\n")]
    [InlineData("pipeline { echo a }", 100, "", "pipeline: fatal: empty remainder\n")]
    [InlineData("pipeline { export x abc importas x x dollarat } cat", 0, "", "dollarat: fatal: # not set\n")]
    [InlineData("pipeline { ls /proc/self/fd } cat", 0, "0\n1\n2\n3\n", "")]
    [InlineData("pipeline { echo a } ls /proc/self/fd", 0, "0\n1\n2\n3\n", "")]
    [InlineData("fdclose 0 pipeline { ls /proc/self/fd } cat", 0, "0\n1\n2\n", "")]
    [InlineData("fdclose 0 pipeline { true } ls /proc/self/fd", 0, "0\n1\n2\n3\n", "")]
    [InlineData("foreground { ls /proc/self/fd } ls /proc/self/fd", 0, "0\n1\n2\n3\n0\n1\n2\n3\n", "")]
    [InlineData("if { ls /proc/self/fd } ls /proc/self/fd", 0, "0\n1\n2\n3\n0\n1\n2\n3\n", "")]
    [InlineData("backtick x { ls /proc/self/fd } foreground { ls /proc/self/fd } printenv x", 0, "0\n1\n2\n3\n0\n1\n2\n3\n", "")]
    [InlineData("forx -p x { 1 } ls /proc/self/fd", 0, "0\n1\n2\n3\n", "")]
    [InlineData("trap { term { } } ls /proc/self/fd", 0, "0\n1\n2\n3\n", "")]
    [InlineData("background { true } wait -t 60000 { } ls /proc/self/fd", 0, "0\n1\n2\n3\n", "")]
    [InlineData("heredoc 0 abc ls /proc/self/fd", 0, "0\n1\n2\n3\n", "")]
    [InlineData("heredoc 5 abc ls /proc/self/fd", 0, "0\n1\n2\n3\n5\n", "")]
    [InlineData("piperw 4 5 ls /proc/self/fd", 0, "0\n1\n2\n3\n4\n5\n", "")]
    [InlineData("piperw 5 4 ls /proc/self/fd", 0, "0\n1\n2\n3\n4\n5\n", "")]
    [InlineData("piperw 4 3 ls /proc/self/fd", 0, "0\n1\n2\n3\n4\n5\n", "")]
    [InlineData("piperw 3 4 ls /proc/self/fd", 0, "0\n1\n2\n3\n4\n5\n", "")]
    [InlineData("piperw 0 7 foreground { fdmove -c 1 7 echo a } fdclose 7 cat", 0, "a\n", "")]
    [InlineData("piperw 4 3 foreground { fdmove -c 1 3 echo a } fdclose 3 fdmove 0 4 cat", 0, "a\n", "")]
    [InlineData("piperw 1 1 a", 100, "", "piperw: usage: piperw fdr fdw prog...\n")]
    [InlineData("piperw -1 2 a", 100, "", "piperw: usage: piperw fdr fdw prog...\n")]
    [InlineData("piperw 4294967295 3 a", 111, "", "piperw: fatal: unable to move fds: Bad file descriptor\n")]
    [InlineData("piperw 3 4", 100, "", "piperw: usage: piperw fdr fdw prog...\n")]
    [InlineData("heredoc 0 abc cat", 0, "abc", "")]
    [InlineData("heredoc 0 \"\" cat", 0, "", "")]
    [InlineData("heredoc 0 \"a\\nb\\n\" cat", 0, "a\nb\n", "")]
    [InlineData("heredoc -d 0 abc cat", 0, "abc", "")]
    [InlineData("heredoc 7 abc fdmove 0 7 cat", 0, "abc", "")]
    [InlineData("heredoc x abc cat", 100, "", "heredoc: usage: heredoc [ -d ] fd string command...\n")]
    [InlineData("heredoc 0 abc", 100, "", "heredoc: usage: heredoc [ -d ] fd string command...\n")]
    [InlineData("heredoc -z 0 abc cat", 100, "", "heredoc: usage: heredoc [ -d ] fd string command...\n")]
    [InlineData("backtick x { echo a } printenv x", 0, "a\n", "")]
    [InlineData("backtick -N x { echo a } printenv x", 0, "a\n\n", "")]
    [InlineData("backtick x { printf \"a\\n\\n\" } printenv x", 0, "a\n\n", "")]
    [InlineData("backtick x { true } printenv x", 0, "\n", "")]
    [InlineData("backtick -E x { printf \"a  b\" } echo \"$x\" ${x}y", 0, "a  b a  by\n", "")]
    [InlineData("backtick -E x { echo a } printenv x", 1, "", "")]
    [InlineData("backtick x { foreground { echo a } echo b } printenv x", 0, "a\nb\n", "")]
    [InlineData("backtick x { echo a } backtick y { importas x x echo $x b } printenv y", 0, "a b\n", "")]
    [InlineData("backtick x { exit 3 } echo next", 3, "", "backtick: fatal: child process exited non-zero\n")]
    [InlineData("backtick x { sh -c \"kill -9 $$\" } echo next", 137, "", "backtick: fatal: child process crashed\n")]
    [InlineData("backtick x { printf \"a\\\\0b\" } echo next", 124, "", "backtick: fatal: child process output contained a null character\n")]
    [InlineData("backtick -I x { foreground { echo a } exit 3 } printenv x ?", 0, "a\n3\n", "")]
    [InlineData("backtick -I x { foreground { echo a } sh -c \"kill -9 $$\" } printenv x ?", 0, "a\n265\n", "")]
    [InlineData("backtick -I x { printf \"a\\n\\\\0b\" } printenv x ?", 0, "a\n0\n", "")]
    [InlineData("backtick -EI x { foreground { echo a } exit 3 } echo $x $?", 0, "a 3\n", "")]
    [InlineData("export x old backtick -x x { exit 3 } printenv ? x", 1, "3\n", "")]
    [InlineData(
        "backtick -x x { printf \"a\\\\0b\" } printenv ? x",
        1,
        "0\n",
        "backtick: warning: child process output contained a null character\n")]
    [InlineData("backtick -D k x { exit 3 } printenv x ?", 0, "k\n3\n", "")]
    [InlineData(
        "backtick -D k x { printf \"a\\\\0b\\n\" } printenv x ?",
        0,
        "k\n0\n",
        "backtick: warning: child process output contained a null character\n")]
    [InlineData("backtick -D k x { echo a } printenv x ?", 0, "a\n0\n", "")]
    [InlineData("backtick -Ex x { exit 3 } echo $?", 0, "3\n", "")]
    [InlineData("backtick -D k -i x { exit 3 } echo next", 3, "", "backtick: fatal: child process exited non-zero\n")]
    [InlineData("backtick x { nonexistent } echo next", 111, "", "backtick: fatal: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("backtick x { } echo", 100, "", "backtick: fatal: empty block\n")]
    [InlineData("backtick x { echo }", 100, "", "backtick: fatal: the command line after the block must not be empty\n")]
    [InlineData("backtick x=y { echo } echo", 100, "", "backtick: fatal: invalid variable name\n")]
    [InlineData(
        "backtick x",
        100,
        "",
        "backtick: usage: backtick [ -i | -I | -x | -D default ] [ -N | -n ] [ -E | -e ] var { prog... } remainder...\n")]
    [InlineData("pipeline { printf \"a\\nb\\n\" } withstdinas x printenv x", 0, "a\nb\n", "")]
    [InlineData("pipeline { printf \"a\\nb\\n\" } withstdinas -N x printenv x", 0, "a\nb\n\n", "")]
    [InlineData("pipeline { printf \"a\\n\\\\0b\\n\" } withstdinas x printenv x", 0, "a\n\n", "")]
    [InlineData("pipeline { printf \"a\\n\\\\0b\\n\" } withstdinas -i x printenv x", 1, "", "withstdinas: fatal: stdin contained a null character\n")]
    [InlineData("pipeline { printf \"a\\n\\\\0b\\n\" } withstdinas -I x printenv x", 1, "", "")]
    [InlineData(
        "pipeline { printf \"a\\n\\\\0b\\n\" } withstdinas -D foo x printenv x",
        0,
        "foo\n",
        "withstdinas: warning: stdin contained a null character - using default instead\n")]
    [InlineData("pipeline { printf \"a\\n\" } withstdinas -D foo x printenv x", 0, "a\n", "")]
    [InlineData("pipeline { printf \"a\\n\" } withstdinas -E x echo v$x", 0, "va\n", "")]
    [InlineData("redirfd -r 0 /dev/null withstdinas x printenv x", 0, "\n", "")]
    [InlineData("pipeline { echo a } withstdinas x", 0, "", "")]
    [InlineData("withstdinas x= a", 100, "", "withstdinas: fatal: invalid variable name\n")]
    [InlineData("withstdinas", 100, "", "withstdinas: usage: withstdinas [ -i | -I | -D default ] [ -N | -n ] [ -E | -e ] var remainder...\n")]
    [InlineData("wait { } echo next", 0, "next\n", "")]
    [InlineData("background { exit 3 } wait { } echo next", 0, "next\n", "")]
    [InlineData("background { exit 3 } wait -o { } printenv ?", 0, "3\n", "")]
    [InlineData("background { exit 3 } importas p ! wait -o { $p } printenv ?", 0, "3\n", "")]
    [InlineData("background { exit 3 } importas p ! background { exit 4 } importas q ! wait $p $q", 4, "", "")]
    [InlineData("background { exit 3 } importas p ! background { exit 4 } importas q ! wait $q $p", 3, "", "")]
    [InlineData("background { exit 3 } importas p ! wait -t 60000 $p", 3, "", "")]
    [InlineData("background { exit 3 } importas p ! wait --timeout=60000 --one { $p } printenv ?", 0, "3\n", "")]
    [InlineData("background { exit 3 } wait -o", 3, "", "")]
    [InlineData("background { exit 3 } wait", 0, "", "")]
    [InlineData("pipeline -w { cat } wait -r { } fdmove -c 1 2 echo next", 0, "", "next\n")]
    [InlineData("pipeline -w { cat } wait -i -r { } fdmove -c 1 2 echo next", 99, "", "wait: fatal: unable to wait: Operation timed out\n")]
    [InlineData("pipeline -w { cat } wait --insist --reap { } fdmove -c 1 2 echo next", 99, "", "wait: fatal: unable to wait: Operation timed out\n")]
    [InlineData("pipeline -w { cat } wait -I -t 1 { } fdclose 1 wait { }", 0, "", "")]
    [InlineData("pipeline -w { cat } importas p ! wait -t 1 $p", 127, "", "")]
    [InlineData("export ? a export ! b pipeline -w { cat } wait -o -t 1 { } fdmove -c 1 2 printenv ? !", 1, "", "")]
    [InlineData("wait 1", 127, "", "")]
    [InlineData("wait x", 100, "", "wait: usage: wait [ -I | -i ] [ -a | -o ] [ -r | -t timeout ] { pids... } [ prog... ]\n")]
    [InlineData("wait -t x", 100, "", "wait: usage: wait [ -I | -i ] [ -a | -o ] [ -r | -t timeout ] { pids... } [ prog... ]\n")]
    [InlineData("wait -z", 100, "", "wait: fatal: unrecognized short option: z\n")]
    [InlineData("wait -o { } printenv ?", 1, "", "")]
    public void DoesAsTheReference(string script, int code, string standardOutput, string error) =>
        Expect(script, code, standardOutput, error);
}
