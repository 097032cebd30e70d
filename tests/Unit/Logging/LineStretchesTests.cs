using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Linux;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

public class LineStretchesTests
{
    private static readonly Gen<LogStepKind> s_kinds = OneOf(
        LogStepKind.Select, LogStepKind.Deselect, LogStepKind.SelectUntouched, LogStepKind.Stdout, LogStepKind.Logdir);

    private static readonly Gen<string> s_patterns = OneOf("", "ab", "^a", "b$", "^ba$", "c", "aa");

    /// <summary>Kept, because a TextReference keeps only the address.</summary>
    private static readonly ConcurrentDictionary<string, byte[]> s_texts = new();

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private struct NoExpressions : ILineExpressions
    {
        public readonly bool Matches(int expression, Span<byte> lineAndOne, bool whole) => throw new InvalidOperationException();

        public readonly bool CanFind(int expression) => false;

        public readonly int Find(int expression, ReadOnlySpan<byte> lines) => throw new InvalidOperationException();
    }

    /// <summary>Line for line, what happens is what would without stretches.</summary>
    [Fact, Trait("Category", "Property")]
    public void LinesInStretchesHaveTheFateTheyWouldHave() =>
        Gen.Select(Gen.Select(s_kinds, s_patterns).Array[1, 6], Gen.String[Gen.Char["aaabc"], 0, 5].Array[1, 40]).Sample((script, lines) =>
        {
            LogStep[] steps = [.. script.Select(Step)];
            NoExpressions none = default;
            LineStretches stretches = new(steps, new bool[steps.Length], new int[steps.Length]);
            stretches.Prepare(ref none);
            if (!stretches.AreUsed)
            {
                return;
            }
            byte[] text = Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n")));
            const int place = 1000;
            List<bool[]> fates = [];
            for (int at = 0; at < text.Length;)
            {
                int length = stretches.LengthOf(text.AsSpan(at), place + at, ref none);
                int count = text.AsSpan(at, length).Count((byte)'\n');
                fates.AddRange(Enumerable.Repeat(stretches.Acts.ToArray(), count));
                at += length;
                if (at < text.Length)
                {
                    fates.Add(FateOf(steps, lines[fates.Count]));
                    at += lines[fates.Count - 1].Length + 1;
                }
            }
            Assert.Equal(lines.Select(line => FateOf(steps, line)), fates);
        });

    private static LogStep Step(LogStepKind kind, string pattern)
    {
        LogStep step = new() { Kind = kind };
        if (step.HasPattern)
        {
            byte[] text = s_texts.GetOrAdd(pattern, _ => GC.AllocateArray<byte>(pattern.Length + 1, pinned: true));
            step.Pattern.Kind = LogPattern.Classify(Encoding.ASCII.GetBytes(pattern), text, out int length);
            step.Pattern.Text = new TextReference(text.AsSpan(0, length));
        }
        return step;
    }

    private static LogStep Step((LogStepKind Kind, string Pattern) part) => Step(part.Kind, part.Pattern);

    private static bool[] FateOf(LogStep[] steps, string line)
    {
        Selector selector = default;
        NoExpressions none = default;
        byte[] lineAndOne = Encoding.ASCII.GetBytes(line + "\n");
        bool[] fate = new bool[steps.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            fate[i] = selector.Step(steps[i], lineAndOne, whole: true, ref none);
        }
        return fate;
    }
}
