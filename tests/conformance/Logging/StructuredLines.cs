using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Logging;

/// <summary>The directive j, which the reference refuses.</summary>
public sealed class StructuredLines(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Reference]
    public void TheReferenceHasNoSuchDirective(Suite suite)
    {
        CommandResult refused = new(100, "", "s6-log: fatal: unrecognized directive: jweb\n");
        Assert.Equal(refused, RunWithInput(suite, "", "s6-log", "jweb", "1"));
    }

    [Theory, Ours]
    public void LinesAreObjects(Suite suite)
    {
        CommandResult result = RunWithInput(suite, "one\na \"b\" \\\t\u001b\u00c3\u00a9\n\n", "s6-log", "jweb:err", "1", "./dir");
        string expected = """
            {"service":"web","stream":"err","text":"one"}
            {"service":"web","stream":"err","text":"a \"b\" \\\t\u001bÃ©"}
            {"service":"web","stream":"err","text":""}

            """;
        Assert.Equal(new CommandResult(0, expected, ""), result);
        Assert.Equal(expected, Logger.Read(At("dir/current")));
    }

    /// <summary>It is for all actions behind it, as p is; names and prefix may be left away.</summary>
    [Theory, Ours]
    public void ItEndsWithTheNextOne(Suite suite)
    {
        CommandResult result = RunWithInput(suite, "x\n", "s6-log", "p\"", "ja", "1", "j:out", "1", "p", "j", "1");
        string expected = "{\"service\":\"a\",\"text\":\"\\\" x\"}\n{\"stream\":\"out\",\"text\":\"\\\" x\"}\nx\n";
        Assert.Equal(new CommandResult(0, expected, ""), result);
    }

    [Theory]
    [Ours("t")]
    [Ours("T")]
    public void TheTimeIsUtc(Suite suite, string directive)
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        CommandResult result = RunWithInput(suite, "x\n", "s6-log", directive, "jweb", "1");
        using JsonDocument line = JsonDocument.Parse(result.Output);
        string time = line.RootElement.GetProperty("time").GetString()!;
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$", time);
        Assert.InRange(DateTimeOffset.Parse(time, null), before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal(["time", "service", "text"], line.RootElement.EnumerateObject().Select(member => member.Name));
    }

    /// <summary>What comes in parts is one object, also where a character is in two of them.</summary>
    [Theory]
    [Ours("-l0")]
    [Ours("-l900000")]
    public void LongLinesStayWhole(Suite suite, string limit)
    {
        string text = string.Concat(Enumerable.Repeat("é€\"x\\", 6000));
        CommandResult result = RunWithInput(suite, $"{AsBytes(text)}\nend\n", "s6-log", limit, "jweb", "1");
        string[] lines = result.Output.Split('\n');
        Assert.Equal(3, lines.Length);
        using JsonDocument line = JsonDocument.Parse(lines[0]);
        Assert.Equal(AsBytes(text), line.RootElement.GetProperty("text").GetString());
        Assert.Equal("{\"service\":\"web\",\"text\":\"end\"}", lines[1]);
    }

    /// <summary>UTF-8, each byte as a character, as the tests have input and output.</summary>
    private static string AsBytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Alerts and status files are for people and other programs.</summary>
    [Theory, Ours]
    public void AlertsAndStatusFilesStayAsTheyAre(Suite suite)
    {
        CommandResult result = RunWithInput(suite, "x\n", "s6-log", "jweb", "2", "^0", "=status");
        Assert.Equal(new CommandResult(0, "", "s6-log: alert: x\n"), result);
        Assert.Equal("x\n", Logger.Read(At("status")));
    }
}
