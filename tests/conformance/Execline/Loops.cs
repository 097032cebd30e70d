using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Execline;

/// <summary>forx, forstdin, forbacktickx and loopwhilex.</summary>
public sealed class Loops(ITestOutputHelper output) : ScriptScenario(output)
{
    private const string ForxUsage =
        "forx: usage: forx [ -E | -e ] [ -p | -P maxpar ] [ -o okcode,okcode,... | -x breakcode,breakcode,... ] var { "
        + "values... } command...\n";

    [Theory]
    [InlineData("forx x { a \"b c\" } printenv x", 0, "a\nb c\n", "")]
    [InlineData("forx -E x { a \"b c\" } echo $x ${x}y z$x", 0, "a ay za\nb c b cy zb c\n", "")]
    [InlineData("forx -E x { a } printenv x", 0, "", "")]
    [InlineData("export x old forx -E x { a } printenv x", 0, "", "")]
    [InlineData("export x old forx x { a } printenv x", 0, "a\n", "")]
    [InlineData("forx x { } echo a", 0, "", "")]
    [InlineData("forx x { a }", 0, "", "")]
    [InlineData("forx x { 1 2 } foreground { printenv x } echo next", 0, "1\nnext\n2\nnext\n", "")]
    [InlineData("forx -o 0 x { 1 2 } foreground { printenv x } exit 5", 5, "1\n", "")]
    [InlineData("forx -o 0,5 x { 1 2 } foreground { printenv x } exit 5", 0, "1\n2\n", "")]
    [InlineData("forx -o \"0 : 5\" x { 1 2 } foreground { printenv x } exit 5", 0, "1\n2\n", "")]
    [InlineData("forx -x 5 x { 1 2 } foreground { printenv x } exit 5", 5, "1\n", "")]
    [InlineData("forx -x 4 x { 1 2 } foreground { printenv x } exit 5", 0, "1\n2\n", "")]
    [InlineData("forx -x 128 x { 1 2 } foreground { printenv x } exit 200", 128, "1\n", "")]
    [InlineData("forx -x 137 x { 1 2 } foreground { printenv x } sh -c \"kill -9 $$\"", 137, "1\n", "")]
    [InlineData("forx -o 4,z x { 1 2 } exit 4", 0, "", "")]
    [InlineData("forx -o z x { 1 2 } exit 4", 100, "", ForxUsage)]
    [InlineData("forx -p x { 1 2 3 } true", 0, "", "")]
    [InlineData("forx -P 2 x { 1 2 3 4 5 } true", 0, "", "")]
    [InlineData("forx -P 0 x { 1 2 } printenv x", 0, "1\n2\n", "")]
    [InlineData("forx -P z x { 1 2 } printenv x", 100, "", ForxUsage)]
    [InlineData("forx x { 1 2 } nonexistent", 111, "", "forx: fatal: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("forx x=y { a } b", 100, "", "forx: fatal: invalid variable name\n")]
    [InlineData("forx x { a } \"\" b", 111, "", "forx: fatal: unable to spawn : No such file or directory\n")]
    [InlineData("forx x", 100, "", ForxUsage)]
    [InlineData("forx", 100, "", ForxUsage)]
    [InlineData("forx -z x { a } b", 100, "", ForxUsage)]
    [InlineData("pipeline { printf \"a\\nb\\nc\" } forstdin x printenv x", 0, "a\nb\n", "")]
    [InlineData("pipeline { printf \"a\\nb\\nc\" } forstdin -N x printenv x", 0, "a\n\nb\n\nc\n", "")]
    [InlineData("pipeline { printf \"a\\n\\nb\\n\" } forstdin x echo line", 0, "line\nline\nline\n", "")]
    [InlineData("pipeline { printf \"a\\n\\nb\\n\" } forstdin -C x echo line", 0, "line\nline\n", "")]
    [InlineData("pipeline { printf \"a:b;c:\" } forstdin -d \":;\" x printenv x", 0, "a\nb\nc\n", "")]
    [InlineData("pipeline { printf \"a\\\\0b\\\\0\" } forstdin -0 x printenv x", 0, "a\nb\n", "")]
    [InlineData("pipeline { printf \"a\\\\0b\\n\" } forstdin x printenv x", 0, "a\n", "")]
    [InlineData("pipeline { printf \"1:a,2:bc,0:,\" } forstdin -d \"\" x printenv x", 0, "a\nbc\n\n", "")]
    [InlineData(
        "pipeline { printf \"1:a,2:b\" } forstdin -d \"\" x printenv x",
        111,
        "a\n",
        "forstdin: fatal: unable to netstring_get: Broken pipe\n")]
    [InlineData("pipeline { printf \"1\\n2\\n3\\n\" } forstdin -E x echo v$x", 0, "v1\nv2\nv3\n", "")]
    [InlineData("pipeline { printf \"1\\n2\\n3\\n\" } forstdin -o 0 x exit 4", 4, "", "")]
    [InlineData("pipeline { printf \"1\\n2\\n3\\n\" } forstdin -Ex 2 x foreground { echo $x } exit $x", 2, "1\n2\n", "")]
    [InlineData("pipeline { printf \"1\\n2\\n3\\n\" } forstdin -p -o 0 x exit 4", 0, "", "")]
    [InlineData("pipeline { printf \"1\\n2\\n3\\n\" } forstdin -P2 x true", 0, "", "")]
    [InlineData("pipeline { printf \"a\" } forstdin x printenv x", 1, "", "")]
    [InlineData("redirfd -r 0 /dev/null forstdin x printenv x", 1, "", "")]
    [InlineData(
        "forstdin x",
        100,
        "",
        "forstdin: usage: forstdin [ -E | -e ] [ -p | -P maxpar | -o okcode,okcode,... | -x breakcode,breakcode,... ] "
        + "[ -N | -n ] [ -C | -c ] [ -0 | -d delim ] var command...\n")]
    [InlineData("forstdin \"\" a", 100, "", "forstdin: fatal: invalid variable name\n")]
    [InlineData("forstdin x= a", 100, "", "forstdin: fatal: invalid variable name\n")]
    [InlineData(
        "pipeline { printf \"1\\n\" } forstdin x nonexistent",
        111,
        "",
        "forstdin: fatal: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData("forbacktickx x { printf \"a\\nb\\nc\" } printenv x", 0, "a\nb\n", "")]
    [InlineData("forbacktickx x { echo a } fdclose 3 fdswap 3 3 echo b", 0, "", "fdswap: fatal: unable to swap fds: Bad file descriptor\n")]
    [InlineData("forbacktickx x { echo a } fdblock 3 echo b", 0, "", "fdblock: fatal: unable to ndelay_off: Bad file descriptor\n")]
    [InlineData("forbacktickx -N x { printf \"a\\nb\\nc\" } printenv x", 0, "a\n\nb\n\nc\n", "")]
    [InlineData("forbacktickx -C x { printf \"a\\n\\nb\\n\" } echo line", 0, "line\nline\n", "")]
    [InlineData("forbacktickx -d : x { printf \"a:b:\" } printenv x", 0, "a\nb\n", "")]
    [InlineData("forbacktickx -0 x { printf \"a\\\\0b\\\\0\" } printenv x", 0, "a\nb\n", "")]
    [InlineData("forbacktickx -E x { printf \"a\\nb\\n\" } echo v$x", 0, "va\nvb\n", "")]
    [InlineData("forbacktickx -p x { printf \"a\\nb\\n\" } true", 0, "", "")]
    [InlineData("forbacktickx -x 2 -E x { printf \"1\\n2\\n3\\n\" } foreground { echo $x } exit $x", 2, "1\n2\n", "")]
    [InlineData("forbacktickx -o 0,1 -E x { printf \"1\\n2\\n3\\n\" } foreground { echo $x } exit $x", 2, "1\n2\n", "")]
    [InlineData("heredoc 0 input forbacktickx x { printf \"a\\nb\\n\" } cat", 0, "input", "")]
    [InlineData("export ! old forbacktickx x { printf \"a\\n\" } printenv !", 0, "", "")]
    [InlineData("forbacktickx x { } a", 100, "", "forbacktickx: fatal: empty block\n")]
    [InlineData("forbacktickx x a", 100, "", "forbacktickx: fatal: unterminated block\n")]
    [InlineData(
        "forbacktickx x",
        100,
        "",
        "forbacktickx: usage: forbacktickx [ -p | -P maxpar | -o okcode,okcode,... | -x breakcode,breakcode,... ] [ -E "
        + "| -e ] [ -N | -n ] [ -C | -c ] [ -0 | -d delim ] var { backtickcmd... } command...\n")]
    [InlineData("loopwhilex false", 1, "", "")]
    [InlineData("loopwhilex exit 200", 128, "", "")]
    [InlineData("loopwhilex sh -c \"kill -9 $$\"", 137, "", "")]
    [InlineData("loopwhilex -o 1,2 exit 3", 3, "", "")]
    [InlineData("loopwhilex -x 3 exit 3", 3, "", "")]
    [InlineData("loopwhilex -n -o 3 exit 3", 3, "", "")]
    [InlineData("loopwhilex -n exit 0", 0, "", "")]
    [InlineData("loopwhilex sh -c \"echo x >>counted; [ $(wc -l <counted) -lt 3 ]\"", 1, "", "")]
    [InlineData("loopwhilex nonexistent", 111, "", "loopwhilex: fatal: unable to spawn nonexistent: No such file or directory\n")]
    [InlineData(
        "loopwhilex { echo }",
        111,
        "",
        "loopwhilex: fatal: unable to spawn  echo: name begins with a space, are you trying to spawn a block as your loop body?\n")]
    [InlineData("loopwhilex -o z a", 100, "", "loopwhilex: usage: loopwhilex [ -n ] [ -o okcode,okcode,... | -x exitcode,exitcode,... ] prog...\n")]
    [InlineData("loopwhilex", 100, "", "loopwhilex: usage: loopwhilex [ -n ] [ -o okcode,okcode,... | -x exitcode,exitcode,... ] prog...\n")]
    public void DoesAsTheReference(string script, int code, string standardOutput, string error) =>
        Expect(script, code, standardOutput, error);
}
