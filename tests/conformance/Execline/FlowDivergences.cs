using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Execline;

/// <summary>Where the commands that steer a script do otherwise than the reference on purpose (docs/DIVERGENCES.md).</summary>
public sealed class FlowDivergences(ITestOutputHelper output) : ScriptScenario(output)
{
    [Theory]
    [InlineData("if { } echo yes", 0, "yes\n")]
    [InlineData("ifelse { } { echo 1 } echo 2", 0, "1\n")]
    [InlineData("ifthenelse { } { } { echo 2 } printenv ?", 0, "0\n")]
    [InlineData("foreground { } printenv ?", 0, "0\n")]
    public void AnEmptyBlockIsTrue(string script, int code, string standardOutput) => ExpectOurs(script, code, standardOutput, "");

    [Theory]
    [InlineData("forx -p -o 0 x { 1 2 } true", 0)]
    [InlineData("forx -p -o 0 x { 1 2 } exit 5", 1)]
    [InlineData("forx -p -x 5 x { 1 2 } exit 5", 1)]
    [InlineData("forx -P 2 -x 4 x { 1 2 } exit 5", 0)]
    public void CodesOfChildrenSideBySideCount(string script, int code) => ExpectOurs(script, code, "", "");

    [Theory]
    [InlineData("forbacktickx x { true } a", 0, "")]
    [InlineData("forbacktickx x { ls /proc/self/fd } printenv x", 0, "0\n1\n2\n3\n")]
    [InlineData("pipeline { printf a } forstdin -NC x printenv x", 0, "a\n")]
    public void LinesAreThoseOfThePage(string script, int code, string standardOutput) =>
        ExpectOurs(script, code, standardOutput, "");

    /// <summary>What the other suite finds with the PATH that it was given itself, or runs under any name.</summary>
    [Theory]
    [InlineData("forx PATH { /nope } ls", 111, "forx: fatal: unable to spawn ls: No such file or directory\n")]
    [InlineData("pipeline { echo /nope } forstdin PATH ls", 111, "forstdin: fatal: unable to spawn ls: No such file or directory\n")]
    [InlineData("forbacktickx x { echo a } nope", 111, "forbacktickx: fatal: unable to spawn nope: No such file or directory\n")]
    [InlineData("exec -a s6-false s6-true", 1, "")]
    public void ProgramsAreFoundByTheirOwnPathAndName(string script, int code, string error) =>
        ExpectOurs(script, code, "", error);

    [Theory]
    [InlineData("if -x 1,2 { true } true", "if: usage: if [ -n ] [ -X ] [ -t | -x exitcode ] { command... }\n")]
    [InlineData(
        "forbacktickx x { echo a }",
        "forbacktickx: usage: forbacktickx [ -p | -P maxpar | -o okcode,okcode,... | -x breakcode,breakcode,... ] [ -E | -e ] "
        + "[ -N | -n ] [ -C | -c ] [ -0 | -d delim ] var { backtickcmd... } command...\n")]
    public void WrongUsageIsSaid(string script, string error) => ExpectOurs(script, 100, "", error);
}
