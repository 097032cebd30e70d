using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Base;
using Sestet.Frontend;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Supervision;
using Xunit;

namespace Sestet.Tests;

/// <summary>The pure parts of s6, the front-end.</summary>
public class FrontendTests
{
    private const string Letters = "\\\n \"'/.s6-log{}";
    private const string Label = "@4000000068a3f00000000000";

    [Theory]
    [InlineData("start web", "Start web")]
    [InlineData("up a b ", "Up a b ")]
    [InlineData("fail x", "Fail x")]
    [InlineData("stop x", "Stop x")]
    [InlineData("down x", "Down x")]
    [InlineData("stuck x", "Stuck x")]
    [InlineData("later x", "Other x")]
    [InlineData("start", null)]
    [InlineData("start ", null)]
    [InlineData(" start x", null)]
    [InlineData("", null)]
    public void LinesOfADiary(string text, string? expected)
    {
        Assert.Equal(expected == null ? [] : [expected], ReadDiary(Bytes($"{Label} {text}")));
        Assert.Equal(expected == null ? ["Up z"] : [expected, "Up z"], ReadDiary(Bytes($"{Label} {text}\n{Label} up z\n")));
    }

    /// <summary>Whatever is in the file, every byte of it is passed, and the good line behind it is read.</summary>
    [Fact]
    public void DiariesOfGarbage() => Gen.Byte.Array[0, 200].Sample(garbage =>
    {
        List<string> lines = ReadDiary([.. garbage, .. Bytes($"\n{Label} up last")]);
        return lines.Count > 0 && lines[^1] == "Up last";
    });

    [Theory]
    [InlineData("#!/bin/sh\nexec s6-log -b n20 t /var/log/x\n", "/var/log/x")]
    [InlineData("#!/command/execlineb -P\ns6-setuidgid log\ns6-log -bd3 -- n10 s1000 T \"./main\"\n", "./main")]
    [InlineData("exec /usr/bin/s6-log \\\n  n20 /a /b\necho /c", "/b")]
    [InlineData("exec 2>&1\nfdmove -c 2 1 /bin/daemon /etc/x\n", "")]
    [InlineData("s6-log t $DIR/x ", "")]
    [InlineData("s6-log t /a$DIR", "")]
    [InlineData("s6-log t /old\ns6-log 1", "")]
    [InlineData("", "")]
    public void LogdirsOfRunScripts(string script, string expected) =>
        Assert.Equal(expected, Encoding.Latin1.GetString(RunScript.Logdir(Bytes(script))));

    [Fact]
    public void RunScriptsOfGarbage()
    {
        Gen<byte> letter = Gen.OneOf(Gen.Byte, Gen.Int[0, Letters.Length - 1].Select(i => (byte)Letters[i]));
        letter.Array[0, 300].Sample(script =>
        {
            byte[] whole = [.. "s6-log "u8, .. script];
            Assert.True(RunScript.Logdir(whole).Length <= whole.Length);
        });
    }

    [Theory]
    [InlineData(15, 't')]
    [InlineData(1, 'h')]
    [InlineData(28, 'y')]
    [InlineData(13, '\0')]
    [InlineData(0, '\0')]
    [InlineData(99, '\0')]
    public void OptionsOfSignals(int number, char letter) => Assert.Equal((byte)letter, ServiceSignal.Letter(number));

    [Theory]
    [InlineData("HUP", 1u)]
    [InlineData("sigterm", 15u)]
    [InlineData("35", 35u)]
    [InlineData("0", 0u)]
    [InlineData("RTMIN", null)]
    [InlineData("", null)]
    [InlineData("1x", null)]
    [InlineData("4294967296", null)]
    public void NamesAndNumbersOfSignals(string text, uint? expected)
    {
        Assert.Equal(expected != null, ServiceSignal.TryParse(Bytes(text), out uint number));
        Assert.Equal(expected ?? 0, number);
    }

    /// <summary>The last of two opposites counts; values stay.</summary>
    [Theory]
    [InlineData("eE", 'E', 'e')]
    [InlineData("Ee", 'e', 'E')]
    [InlineData("du", 'u', 'd')]
    [InlineData("ud", 'd', 'u')]
    [InlineData("pPWw", 'w', 'W')]
    public void OptionsThatAreOpposites(string given, char has, char hasNot)
    {
        FrontOptions options = default;
        foreach (char letter in given)
        {
            options.Take((byte)letter, default);
        }
        Assert.True(options.Has(has));
        Assert.False(options.Has(hasNot));
    }

    [Fact]
    public void StatesOfServices()
    {
        ServiceStatus up = new() { Pid = new Pid(7), WantedUp = true };
        ServiceFacts facts = new() { Kind = ServiceKind.Supervised, IsReadable = true, IsSupervised = true, HasStatus = true, Status = up };
        Assert.Equal(ServiceCondition.Up, facts.Condition);
        Assert.Equal(ServiceCondition.Starting, (facts with { TellsReadiness = true }).Condition);
        Assert.Equal(ServiceCondition.Ready, (facts with { Status = up with { Ready = true } }).Condition);
        Assert.Equal(ServiceCondition.Stopping, (facts with { Status = up with { WantedUp = false } }).Condition);
        Assert.Equal(ServiceCondition.Finishing, (facts with { Status = up with { Finishing = true } }).Condition);
        Assert.Equal(ServiceCondition.Restarting, (facts with { Status = new() { WantedUp = true } }).Condition);
        ServiceFacts down = facts with { Status = default };
        Assert.Equal(ServiceCondition.Down, down.Condition);
        Assert.Equal(ServiceCondition.Failed, (down with { HasFailure = true }).Condition);
        Assert.Equal(ServiceCondition.Failed, (down with { Kind = ServiceKind.Longrun, IsUpForManager = true }).Condition);
        Assert.Equal(ServiceCondition.Unsupervised, (facts with { IsSupervised = false }).Condition);
        Assert.Equal(ServiceCondition.Unknown, (facts with { IsReadable = false }).Condition);
        ServiceFacts oneshot = new() { Kind = ServiceKind.Oneshot };
        Assert.Equal(ServiceCondition.Down, oneshot.Condition);
        Assert.Equal(ServiceCondition.Failed, (oneshot with { HasFailedTransition = true }).Condition);
        Assert.Equal(ServiceCondition.Up, (oneshot with { IsUpForManager = true, HasFailedTransition = true }).Condition);
    }

    /// <summary>The newest start counts; what ends without a start is nothing.</summary>
    [Fact]
    public void SpansOfADiary()
    {
        ServiceSpan span = default;
        span.Take(TimelineEvent.Up, new Tai(5, 0));
        Assert.False(span.HasStart || span.HasEnd);
        span.Take(TimelineEvent.Start, new Tai(10, 0));
        span.Take(TimelineEvent.Fail, new Tai(11, 0));
        Assert.True(span.HasFailed && span.HasEnd);
        span.Take(TimelineEvent.Start, new Tai(20, 0));
        Assert.False(span.HasFailed || span.HasEnd);
        span.Take(TimelineEvent.Up, new Tai(21, 500_000_000));
        span.Take(TimelineEvent.Up, new Tai(30, 0));
        Assert.Equal(1500UL, ServiceSpan.Milliseconds(span.Start, span.End));
        Assert.Equal(0UL, ServiceSpan.Milliseconds(span.End, span.Start));
        Assert.Equal(0UL, ServiceSpan.Milliseconds(default, new Tai(ulong.MaxValue, 0)));
        span.Take(TimelineEvent.Down, new Tai(40, 0));
        Assert.False(span.HasStart);
    }

    /// <summary>The path ends with what was up last, and each of it waited for the one before.</summary>
    [Fact]
    public void CriticalPathsHaveAnEnd() =>
        Gen.Select(Gen.Int[-1, 19], Gen.Bool, Gen.Bool, Gen.UInt[0, 100], Gen.UInt[0, 100]).Array[1, 20].Sample(services =>
        {
            ServiceSpan[] spans = [.. services.Select(s => new ServiceSpan
            {
                WaitedFor = s.Item1 < services.Length ? s.Item1 : -1,
                HasStart = true,
                HasEnd = s.Item2,
                HasRestarted = s.Item3,
                Start = new Tai(s.Item4, 0),
                End = new Tai(s.Item4 + s.Item5, 0),
            })];
            int[] path = new int[spans.Length];
            int count = CriticalPath.Mark(spans, path);
            Assert.Equal(count, spans.Count(span => span.IsCritical));
            IEnumerable<ServiceSpan> candidates = spans.Where(span => span.HasEnd && !span.HasRestarted);
            Assert.Equal(candidates.Any(), count > 0);
            if (count > 0)
            {
                Assert.Equal(candidates.Max(span => span.End.Seconds), spans[path[count - 1]].End.Seconds);
            }
            for (int i = 1; i < count; i++)
            {
                Assert.Equal(path[i - 1], spans[path[i]].WaitedFor);
            }
            int[] order = [.. Enumerable.Range(0, spans.Length)];
            StartOrder.Sort(spans, order);
            Assert.Equal(Enumerable.Range(0, spans.Length).OrderBy(i => spans[i].Start.Seconds).ThenBy(i => i), order);
        });

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static List<string> ReadDiary(byte[] bytes)
    {
        ReadOnlySpan<byte> text = bytes;
        List<string> lines = [];
        while (!text.IsEmpty)
        {
            int before = text.Length;
            if (TimelineLine.TryRead(ref text, out TimelineLine line))
            {
                lines.Add($"{line.Event} {Encoding.Latin1.GetString(line.Name)}");
            }
            Assert.True(text.Length < before);
        }
        return lines;
    }
}
