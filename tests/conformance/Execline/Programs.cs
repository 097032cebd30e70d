using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Execline;

/// <summary>exec, tryexec, exit, shift, runblock and trap.</summary>
public sealed class Programs(ITestOutputHelper output) : ScriptScenario(output)
{
    [Theory]
    [InlineData("exit", 0, "", "")]
    [InlineData("exit 3", 3, "", "")]
    [InlineData("exit 300", 44, "", "")]
    [InlineData("exit x", 100, "", "exit: usage: exit [ exitcode ]\n")]
    [InlineData("exit -h", 100, "", "exit: usage: exit [ exitcode ]\n")]
    [InlineData("exit 4 5", 4, "", "")]
    [InlineData("exit \"\"", 100, "", "exit: usage: exit [ exitcode ]\n")]
    [InlineData("exec echo a", 0, "a\n", "")]
    [InlineData("exec -a foo sh -c \"echo $0\"", 0, "foo\n", "")]
    [InlineData("exec -l sh -c \"echo $0\"", 0, "-sh\n", "")]
    [InlineData("exec -l -a foo sh -c \"echo $0\"", 0, "-foo\n", "")]
    [InlineData("exec -c /usr/bin/env", 0, "", "")]
    [InlineData("exec -a foo execlineb -Pc \"echo a\"", 0, "a\n", "")]
    [InlineData("exec -l execlineb -Pc \"echo a\"", 0, "a\n", "")]
    [InlineData("exec nonexistent", 127, "", "exec: fatal: unable to exec nonexistent: No such file or directory\n")]
    [InlineData("exec -a x nonexistent", 127, "", "exec: fatal: unable to exec nonexistent: No such file or directory\n")]
    [InlineData("exec /dev/null", 126, "", "exec: fatal: unable to exec /dev/null: Permission denied\n")]
    [InlineData("exec -z a", 100, "", "exec: usage: exec [ -c ] [ -l ] [ -a argv0 ] prog...\n")]
    [InlineData("exec", 100, "", "exec: usage: exec [ -c ] [ -l ] [ -a argv0 ] prog...\n")]
    [InlineData("tryexec { echo a } echo b", 0, "a\n", "")]
    [InlineData("tryexec { nonexistent } echo b", 0, "b\n", "")]
    [InlineData("tryexec { /dev/null } echo b", 0, "b\n", "")]
    [InlineData("tryexec -n { echo a } echo b", 0, "b\n", "")]
    [InlineData("tryexec -n { echo a } nonexistent", 0, "a\n", "")]
    [InlineData("tryexec { nonexistent } nonexistent2", 127, "", "tryexec: fatal: unable to exec nonexistent2: No such file or directory\n")]
    [InlineData("tryexec { nonexistent }", 0, "", "")]
    [InlineData("tryexec -a foo { sh -c \"echo $0\" } b", 0, "foo\n", "")]
    [InlineData("tryexec -l { sh -c \"echo $0\" } b", 0, "-sh\n", "")]
    [InlineData("tryexec -c { /usr/bin/env } b", 0, "", "")]
    [InlineData("tryexec -c { nonexistent } printenv PWD2", 1, "", "")]
    [InlineData("tryexec -a foo { nonexistent } sh -c \"echo $0\"", 0, "sh\n", "")]
    [InlineData("tryexec { exit 3 } echo b", 3, "", "")]
    [InlineData("tryexec -n { echo a }", 100, "", "tryexec: fatal: empty remainder not allowed with -n\n")]
    [InlineData("tryexec { } a", 100, "", "tryexec: fatal: empty block\n")]
    [InlineData("shift echo a", 100, "", "shift: fatal: # not set\n")]
    [InlineData("execlineb -c \"shift printenv \\\\# 0 1 2\" a b c", 0, "2\nexeclineb\nb\nc\n", "")]
    [InlineData("execlineb -c \"shift -n 2 printenv \\\\# 1\" a b c", 0, "1\nc\n", "")]
    [InlineData("execlineb -c \"shift -n 7 printenv \\\\# 1\" a b c", 1, "0\n", "")]
    [InlineData("execlineb -c \"shift -n 0 printenv \\\\# 1\" a b c", 0, "3\na\n", "")]
    [InlineData("execlineb -c \"shift -b 1 printenv \\\\# 1\" \" a\" \" b\" \"\" c", 0, "1\nc\n", "")]
    [InlineData("execlineb -c \"shift -n 1 -b 1 printenv \\\\# 1\" x \" a\" \" b\" \"\" c", 0, "1\nc\n", "")]
    [InlineData("execlineb -c \"shift -n x printenv \\\\#\" a", 100, "", "shift: usage: shift [ -n arg# ] [ -b block# ] prog...\n")]
    [InlineData("execlineb -c \"shift\" a", 100, "", "shift: usage: shift [ -n arg# ] [ -b block# ] prog...\n")]
    [InlineData("execlineb -c \"export \\\\# x shift printenv \\\\#\" a", 100, "", "shift: fatal: invalid $#\n")]
    [InlineData(
        "export EXECLINE_STRICT 2 execlineb -c \"shift -n 2 printenv \\\\#\" a",
        100,
        "",
        "shift: fatal: unable to shift 2 arguments: got 1\n")]
    [InlineData(
        "export EXECLINE_STRICT 1 execlineb -c \"shift -n 2 printenv \\\\#\" a",
        0,
        "0\n",
        "shift: warning: unable to shift 2 arguments: got 1\n")]
    [InlineData("execlineb -c \"runblock 1\" \" echo\" \" a\" \"\" \" echo\" \" b\" \"\"", 0, "a\n", "")]
    [InlineData("execlineb -c \"runblock 2\" \" echo\" \" a\" \"\" \" echo\" \" b\" \"\"", 0, "b\n", "")]
    [InlineData("execlineb -c \"runblock 3\" \" echo\" \" a\" \"\" \" echo\" \" b\" \"\"", 100, "", "runblock: fatal: too few arguments\n")]
    [InlineData("execlineb -c \"runblock -r 1 echo\" \" a\" \"\" b c", 0, "b c\n", "")]
    [InlineData("execlineb -c \"runblock -r 1\" \" a\" \"\" echo c", 0, "c\n", "")]
    [InlineData("execlineb -c \"runblock -r 1 echo\" \" a\" \"\"", 0, "", "")]
    [InlineData("execlineb -c \"runblock -r 0 echo\" b c", 0, "b c\n", "")]
    [InlineData("execlineb -c \"runblock 1 echo x\" \" a\" \" b\" \"\"", 0, "x a b\n", "")]
    [InlineData("execlineb -c \"runblock -n 1 1\" x \" echo\" \" a\" \"\"", 0, "a\n", "")]
    [InlineData("execlineb -c \"runblock -n 9 1\" x \" echo\" \" a\" \"\"", 100, "", "runblock: fatal: too few arguments\n")]
    [InlineData("execlineb -c \"runblock 1\" \" printenv\" \" \\\\#\" \"\"", 1, "", "")]
    [InlineData("execlineb -c \"runblock -P 1\" \" printenv\" \" \\\\#\" \"\"", 1, "", "")]
    [InlineData("execlineb -c \"runblock 1\" \" foreground\" \"  echo\" \"  a\" \" \" \" echo\" \" b\" \"\"", 0, "a\nb\n", "")]
    [InlineData("execlineb -c \"ifte { runblock 2 } { runblock -r 2 } runblock 1\" \" true\" \"\" \" echo\" \" yes\" \"\" echo no", 0, "yes\n", "")]
    [InlineData("execlineb -c \"ifte { runblock 2 } { runblock -r 2 } runblock 1\" \" false\" \"\" \" echo\" \" yes\" \"\" echo no", 0, "no\n", "")]
    [InlineData(
        "export EXECLINE_STRICT 1 execlineb -c \"runblock 1\" echo a \"\"",
        0,
        "a\n",
        "runblock: warning: unquoted positional echo at block 1 position 1\nrunblock: warning: unquoted positional a at "
        + "block 1 position 2\n")]
    [InlineData(
        "export EXECLINE_STRICT 2 execlineb -c \"runblock 1\" echo a \"\"",
        100,
        "",
        "runblock: fatal: unquoted positional echo at block 1 position 1\n")]
    [InlineData("runblock 1", 100, "", "runblock: fatal: # not set\n")]
    [InlineData("runblock 0", 100, "", "runblock: usage: runblock [ -P ] [ -n argshift ] [ -r ] n cmd...\n")]
    [InlineData("runblock x", 100, "", "runblock: usage: runblock [ -P ] [ -n argshift ] [ -r ] n cmd...\n")]
    [InlineData("runblock", 100, "", "runblock: usage: runblock [ -P ] [ -n argshift ] [ -r ] n cmd...\n")]
    [InlineData("trap { usr1 { touch f } } sh -c \"kill -USR1 $PPID; until [ -e f ]; do sleep 0.01; done; exit 4\"", 4, "", "")]
    [InlineData("trap { default { importas s SIGNAL touch f$s } } sh -c \"kill -HUP $PPID; until [ -e f1 ]; do sleep 0.01; done\"", 0, "", "")]
    [InlineData("trap { 10 { importas p ! kill $p } } sh -c \"kill -USR1 $PPID; while :; do sleep 0.01; done\"", 143, "", "")]
    [InlineData("trap -x { usr2 { true } } sh -c \"trap 'exit 7' USR1; kill -USR1 $PPID; while :; do sleep 0.01; done\"", 7, "", "")]
    [InlineData("trap { usr2 { true } } sh -c \"exit 200\"", 128, "", "")]
    [InlineData("trap { usr2 { true } } sh -c \"kill -9 $$\"", 137, "", "")]
    [InlineData("trap { usr2 { true } } nonexistent", 111, "", "trap: fatal: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("trap { } true", 100, "", "trap: fatal: empty block\n")]
    [InlineData("trap { foo { } } true", 100, "", "trap: fatal: unrecognized directive: foo\n")]
    [InlineData("trap { term } true", 100, "", "trap: fatal: unterminated internal block for directive term\n")]
    [InlineData("trap { kill { } } true", 100, "", "trap: fatal: SIGKILL (9) cannot be trapped\n")]
    [InlineData("trap { chld { } } true", 100, "", "trap: fatal: SIGCHLD (17) cannot be trapped\n")]
    [InlineData("trap { term { } TERM { } } true", 100, "", "trap: fatal: duplicate directive: TERM\n")]
    [InlineData("trap { term { } }", 100, "", "trap: usage: trap [ -x ] { signal { cmdline } ... } prog...\n")]
    [InlineData("trap -t 3 { term { } } true", 100, "", "trap: usage: trap [ -x ] { signal { cmdline } ... } prog...\n")]
    [InlineData("trap", 100, "", "trap: usage: trap [ -x ] { signal { cmdline } ... } prog...\n")]
    public void DoesAsTheReference(string script, int code, string standardOutput, string error) =>
        Expect(script, code, standardOutput, error);
}
