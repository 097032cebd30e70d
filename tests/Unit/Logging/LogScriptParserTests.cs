using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Sestet.Cli;
using Sestet.Logging;
using Sestet.Simulation;
using Xunit;

namespace Sestet.Tests;

public class LogScriptParserTests
{
    private static readonly Gen<string> s_words = Gen.OneOf(
        Gen.OneOf("1", "2", "=file", "./dir", "/dir", "t", "T", "f", "+a", "-b.c", "+", "n5", "s4096", "l100", "p", "pfoo"),
        Gen.Select(Gen.Char["+-nsSlrRE^p!?tTf12=./x"], Gen.String[Gen.Char["0129a.\\^$("], 0, 6], (letter, rest) => letter + rest));

    /// <summary>Any words are either compiled, with as much of everything as was measured, or refused for a reason.</summary>
    [Fact, Trait("Category", "Property")]
    public void AnyWordsAreCompiledOrRefused() => s_words.Array[0, 12].Sample(
        words =>
        {
            LogScriptError error = Compile(words, out List<LogStep> steps, out LogScriptOutline outline);
            bool acts = steps.Any(step => step.IsAction);
            return error != LogScriptError.None || (acts && steps.Count == outline.Steps && steps.All(IsSound));
        },
        print: words => string.Join(' ', words.Select(word => $"'{word}'")));

    [Fact]
    public void ControlsApplyToWhatFollows()
    {
        string[] words = ["n3", "s20000", "l500", "t", "px", "./a", "r7", "R9", "S11", "p", "./b", "T", "E5", "2", "^6", "=f", "1"];
        Assert.Equal(LogScriptError.None, Compile(words, out List<LogStep> steps, out LogScriptOutline outline));
        Assert.Equal((5, 2, 1, true), (outline.Steps, outline.Logdirs, outline.StdoutSteps, outline.EndsWithAction));
        Assert.Equal((true, false, false), (steps[0].Tai64n, steps[0].LocalTime, steps[0].IsRaw));
        Assert.True(steps[1].IsRaw);
        Assert.Equal((true, 5u, true), (steps[2].LocalTime, steps[2].LengthMax, steps[2].Kind == LogStepKind.Alert));
        Assert.Equal((6u, true), (steps[3].LengthMax, steps[3].Kind == LogStepKind.Status));
        Assert.Equal((2, true), (steps[4].Sink, steps[4].Kind == LogStepKind.Stdout));
    }

    [Theory]
    [InlineData("s20000 l10000 1", "None")]
    [InlineData("s20000 l10001 1", "ToleranceTooHigh")]
    [InlineData("s1 l2048 1", "None")]
    [InlineData("s1 l2049 1", "ToleranceTooHigh")]
    [InlineData("r2147483647 1", "None")]
    [InlineData("r2147483648 1", "Unrecognized")]
    [InlineData("S18446744073709551615 1", "None")]
    [InlineData("S18446744073709551616 1", "Unrecognized")]
    [InlineData("n5", "NoAction")]
    [InlineData("1x", "Syntax")]
    [InlineData("x", "Unrecognized")]
    public void Mistakes(string script, string error) =>
        Assert.Equal(error, $"{Compile(script.Split(' '), out _, out _)}");

    private static bool IsSound(LogStep step) =>
        step.Kind is not (LogStepKind.Select or LogStepKind.Deselect)
        || step.Pattern.Kind is LogPatternKind.Everything or LogPatternKind.Equals
        || step.Pattern.Text.Text.Length > 0;

    private static LogScriptError Compile(string[] words, out List<LogStep> steps, out LogScriptOutline outline)
    {
        using Sandbox sandbox = new();
        steps = [];
        Invocation invocation = sandbox.Invoke(CommandTable.IndexOf("s6-log"u8), words);
        outline = LogScriptParser.Measure(invocation.Arguments);
        if (outline.Error != LogScriptError.None)
        {
            return outline.Error;
        }
        LogStep[] memory = System.GC.AllocateArray<LogStep>(outline.Steps, pinned: true);
        byte[] patterns = System.GC.AllocateArray<byte>(outline.PatternLength + 1, pinned: true);
        LogdirSettings[] logdirs = new LogdirSettings[outline.Logdirs];
        LogScriptParser parser = new(invocation.Arguments, memory, logdirs, patterns);
        LogScriptError error = parser.Parse(out int directive);
        Assert.Equal(error != LogScriptError.None, directive < words.Length);
        steps.AddRange(memory);
        Assert.All(logdirs.Where(_ => error == LogScriptError.None), logdir => Assert.InRange(logdir.Rotation.FileSize, 4096u, 268435455u));
        return error;
    }
}
