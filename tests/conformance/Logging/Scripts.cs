using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Logging;

/// <summary>s6-log.html: what a logging script does with lines.</summary>
public sealed class Scripts(ITestOutputHelper output) : Scenario(output)
{
    private const string Input = "error: one\nok two\n\nerror: three\nwarn x.y\n";

    [Theory]
    [Ours("1", Input)]
    [Ours("+error 1", Input)]
    [Ours("- +error 1", "error: one\nerror: three\n")]
    [Ours("-error 1", "ok two\n\nwarn x.y\n")]
    [Ours("- +^error.*e$ 1", "error: one\nerror: three\n")]
    [Ours("- +^ok 1", "ok two\n")]
    [Ours("- +two$ 1", "ok two\n")]
    [Ours("- +^$ 1", "\n")]
    [Ours("- +x\\.y 1", "warn x.y\n")]
    [Ours("- +(three|two) 1", "ok two\nerror: three\n")]
    [Ours("- +error -three 1", "error: one\n")]
    [Ours("- +error pA 1 f pB 1", "A error: one\nB ok two\nB \nA error: three\nB warn x.y\n")]
    [Ours("- +error 1 - +warn 1", "error: one\nerror: three\nwarn x.y\n")]
    [Ours("-error 1 +three pagain 1", "ok two\nagain ok two\n\nagain \nagain error: three\nwarn x.y\nagain warn x.y\n")]
    [Ours("p# 1 p 1", "# error: one\nerror: one\n# ok two\nok two\n# \n\n# error: three\nerror: three\n# warn x.y\nwarn x.y\n")]
    [Reference("1", Input)]
    [Reference("+error 1", Input)]
    [Reference("- +error 1", "error: one\nerror: three\n")]
    [Reference("-error 1", "ok two\n\nwarn x.y\n")]
    [Reference("- +^error.*e$ 1", "error: one\nerror: three\n")]
    [Reference("- +^ok 1", "ok two\n")]
    [Reference("- +two$ 1", "ok two\n")]
    [Reference("- +^$ 1", "\n")]
    [Reference("- +x\\.y 1", "warn x.y\n")]
    [Reference("- +(three|two) 1", "ok two\nerror: three\n")]
    [Reference("- +error -three 1", "error: one\n")]
    [Reference("- +error pA 1 f pB 1", "A error: one\nB ok two\nB \nA error: three\nB warn x.y\n")]
    [Reference("- +error 1 - +warn 1", "error: one\nerror: three\nwarn x.y\n")]
    [Reference("-error 1 +three pagain 1", "ok two\nagain ok two\n\nagain \nagain error: three\nwarn x.y\nagain warn x.y\n")]
    [Reference("p# 1 p 1", "# error: one\nerror: one\n# ok two\nok two\n# \n\n# error: three\nerror: three\n# warn x.y\nwarn x.y\n")]
    public void LinesAreSelected(Suite suite, string script, string expected)
    {
        CommandResult result = RunWithInput(suite, Input, "s6-log", ["--", .. script.Split(' ')]);
        Assert.Equal(new CommandResult(0, expected, ""), result);
    }

    [Theory, Ours, Reference]
    public void OneDirectoryAnAction(Suite suite)
    {
        CommandResult result = RunWithInput(suite, Input, "s6-log", "--", "-", "+error", "./errors", "f", "./others", "+", "./all");
        Assert.Equal(new CommandResult(0, "", ""), result);
        Assert.Equal("error: one\nerror: three\n", Logger.Read(At("errors/current")));
        Assert.Equal("ok two\n\nwarn x.y\n", Logger.Read(At("others/current")));
        Assert.Equal(Input, Logger.Read(At("all/current")));
    }

    [Theory]
    [Ours("2", "s6-log: alert: 1234567890\n")]
    [Ours("E4 2", "s6-log: alert: 1234...\n")]
    [Ours("E6 2", "s6-log: alert: 123456...\n")]
    [Ours("E7 2", "s6-log: alert: 1234567890\n")]
    [Ours("E0 2", "s6-log: alert: 1234567890\n")]
    [Ours("E4 ppre 2", "s6-log: alert: pre 1234...\n")]
    [Reference("2", "s6-log: alert: 1234567890\n")]
    [Reference("E4 2", "s6-log: alert: 1234...\n")]
    [Reference("E6 2", "s6-log: alert: 123456...\n")]
    [Reference("E7 2", "s6-log: alert: 1234567890\n")]
    [Reference("E0 2", "s6-log: alert: 1234567890\n")]
    [Reference("E4 ppre 2", "s6-log: alert: pre 1234...\n")]
    public void AlertsGoToStandardError(Suite suite, string script, string expected)
    {
        CommandResult result = RunWithInput(suite, "1234567890\n", "s6-log", ["--", .. script.Split(' ')]);
        Assert.Equal(new CommandResult(0, "", expected), result);
    }

    [Theory]
    [Ours("^0 =status", "second line\n")]
    [Ours("^6 =status", "second")]
    [Ours("^11 =status", "second line")]
    [Ours("^14 =status", "second line\n\n\n")]
    [Ours("^14 p> =status", "> second line\n")]
    [Reference("^0 =status", "second line\n")]
    [Reference("^6 =status", "second")]
    [Reference("^11 =status", "second line")]
    [Reference("^14 =status", "second line\n\n\n")]
    [Reference("^14 p> =status", "> second line\n")]
    public void TheStatusFileHasTheLastLine(Suite suite, string script, string expected)
    {
        CommandResult result = RunWithInput(suite, "first\nsecond line\n", "s6-log", ["--", .. script.Split(' ')]);
        Assert.Equal(new CommandResult(0, "", ""), result);
        Assert.Equal(expected, Logger.Read(At("status")));
        Assert.False(File.Exists(At("status.new")));
    }

    [Theory]
    [Ours("t 1", "^@[0-9a-f]{24} line\n$")]
    [Ours("T 1", @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}  line\n$")]
    [Ours("T t pfix 1", @"^@[0-9a-f]{24} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}  fix line\n$")]
    [Ours("t 1 1", "^@[0-9a-f]{24} line\nline\n$")]
    [Reference("t 1", "^@[0-9a-f]{24} line\n$")]
    [Reference("T 1", @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}  line\n$")]
    [Reference("T t pfix 1", @"^@[0-9a-f]{24} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}  fix line\n$")]
    [Reference("t 1 1", "^@[0-9a-f]{24} line\nline\n$")]
    public void TimesStandBeforeThePrefix(Suite suite, string script, string expected)
    {
        CommandResult result = RunWithInput(suite, "line\n", "s6-log", ["--", .. script.Split(' ')]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(expected, result.Output);
    }

    /// <summary>Both times are of the same moment, read at the moment the line was.</summary>
    [Theory, Ours, Reference]
    public void TheTimeIsNow(Suite suite)
    {
        CommandResult result = Shell(suite, "date -u +%FT%H:%M; echo x | TZ=UTC s6-log T 1; date -u +%FT%H:%M");
        Match match = Regex.Match(result.Output, @"^(\S+)T(\S+)\n(\S+) (\d\d:\d\d):\S+  x\n(\S+)T(\S+)\n$");
        Assert.True(match.Success, result.ToString());
        string time = match.Groups[3].Value + match.Groups[4].Value;
        Assert.True(
            time == match.Groups[1].Value + match.Groups[2].Value || time == match.Groups[5].Value + match.Groups[6].Value,
            result.ToString());
    }

    /// <summary>More than a pipe holds at once, to two outputs, one of them with prefixes.</summary>
    [Theory, Ours, Reference]
    public void ManyLines(Suite suite)
    {
        CommandResult result = Shell(suite, "seq 1 200000 | s6-log n1000 s268435455 ./plain p- ./prefixed; wc -l < plain/current");
        Assert.Equal(new CommandResult(0, "200000\n", ""), result);
        result = Shell(suite, "seq 1 200000 | cmp - plain/current; seq 1 200000 | sed 's/^/- /' | cmp - prefixed/current");
        Assert.Equal(new CommandResult(0, "", ""), result);
    }

    [Theory]
    [Ours("1 x", 100, "unrecognized directive: x")]
    [Ours("+( 1", 100, "unrecognized directive: +(")]
    [Ours("n1x 1", 100, "unrecognized directive: n1x")]
    [Ours("n 1", 100, "unrecognized directive: n")]
    [Ours("s-1 1", 100, "unrecognized directive: s-1")]
    [Ours("n4294967296 1", 100, "unrecognized directive: n4294967296")]
    [Ours("tt 1", 100, "syntax error at directive: tt")]
    [Ours("11", 100, "syntax error at directive: 11")]
    [Ours("= 1", 100, "syntax error at directive: =")]
    [Ours("t n3", 100, "no action directive specified")]
    [Ours("s8192 l4097 ./x", 100, "directive l4097 conflicts with previous s directive")]
    [Reference("1 x", 100, "unrecognized directive: x")]
    [Reference("+( 1", 100, "unrecognized directive: +(")]
    [Reference("n1x 1", 100, "unrecognized directive: n1x")]
    [Reference("n 1", 100, "unrecognized directive: n")]
    [Reference("s-1 1", 100, "unrecognized directive: s-1")]
    [Reference("n4294967296 1", 100, "unrecognized directive: n4294967296")]
    [Reference("tt 1", 100, "syntax error at directive: tt")]
    [Reference("11", 100, "syntax error at directive: 11")]
    [Reference("= 1", 100, "syntax error at directive: =")]
    [Reference("t n3", 100, "no action directive specified")]
    [Reference("s8192 l4097 ./x", 100, "directive l4097 conflicts with previous s directive")]
    public void ScriptsThatAreNotValid(Suite suite, string script, int code, string message)
    {
        CommandResult result = Run(suite, "s6-log", ["--", .. script.Split(' ')]);
        Assert.Equal(new CommandResult(code, "", $"s6-log: fatal: {message}\n"), result);
        Assert.Empty(Directory.GetDirectories(Scratch));
    }

    [Theory, Ours, Reference]
    public void WhatIsBehindTheLastActionIsIgnored(Suite suite)
    {
        CommandResult result = RunWithInput(suite, "x\n", "s6-log", "1", "+y");
        Assert.Equal(new CommandResult(0, "x\n", "s6-log: warning: ignoring extraneous non-action directives\n"), result);
        result = RunWithInput(suite, "x\n", "s6-log", "-q", "1", "+y");
        Assert.Equal(new CommandResult(0, "x\n", ""), result);
        // The page speaks of all directives, the reference looks at selections only.
        result = RunWithInput(suite, "x\n", "s6-log", "1", "t");
        string warning = "s6-log: warning: ignoring extraneous non-action directives\n";
        Assert.Equal(new CommandResult(0, "x\n", suite.Diverges(warning, "")), result);
    }

    /// <summary>Bytes beyond ASCII are bytes.</summary>
    [Theory, Ours, Reference]
    public void AnyBytesButNewlineAndNul(Suite suite)
    {
        StringBuilder line = new();
        for (int i = 1; i < 256; i++)
        {
            line.Append(i == '\n' ? "" : (char)i);
        }
        CommandResult result = RunWithInput(suite, $"{line}\n", "s6-log", "--", "-", "+\u007f.*[^a]", "./bytes");
        Assert.Equal(new CommandResult(0, "", ""), result);
        Assert.Equal($"{line}\n", Logger.Read(At("bytes/current")));
    }
}
