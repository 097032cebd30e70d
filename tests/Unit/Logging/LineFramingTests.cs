using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

public class LineFramingTests
{
    private static readonly Gen<(string Input, int Limit, int[] Reads, int Wait)> s_samples = Gen.Select(
        Gen.String[Gen.Char["aaaaaab\n"], 0, 200], Gen.Int[0, 12], Gen.Int[1, 30].Array[1, 40], Gen.Int[1, 20]);

    /// <summary>
    /// However the input comes, and whether lines are taken one by one or many at once, it is cut into the same lines. A
    /// line whose end is not there is taken in parts when it is longer than what may wait.
    /// </summary>
    [Fact, Trait("Category", "Property")]
    public void LinesDoNotDependOnReads() => s_samples.Sample(sample =>
    {
        List<string> lines = Frame(sample.Input, sample.Limit, sample.Reads, sample.Wait, whole: false);
        return lines.SequenceEqual(Expected(sample.Input, sample.Limit))
            && lines.SequenceEqual(Frame(sample.Input, sample.Limit, sample.Reads, sample.Wait, whole: true));
    });

    [Fact]
    public void TheByteBehindALineOfTheLimitDecides()
    {
        LineFraming framing = new(3);
        Assert.False(framing.TryNext("abc"u8, 0, out _));
        Assert.True(framing.TryNext("abc\n"u8, 0, out LinePiece piece));
        Assert.Equal((3, 4, true, true), (piece.Length, piece.Taken, piece.Ends, piece.HasNewline));
        Assert.True(framing.TryNext("abcd"u8, 0, out piece));
        Assert.Equal((3, 3, true, false), (piece.Length, piece.Taken, piece.Ends, piece.HasNewline));
        Assert.True(framing.ReachesLimit(3));
        Assert.False(framing.ReachesLimit(2));
    }

    [Fact]
    public void WholeLinesStopBeforeALongOne()
    {
        LineFraming framing = new(3);
        Assert.Equal(6, framing.WholeLines("a\nabc\nabcd\n"u8, 0, 11));
        Assert.Equal(2, framing.WholeLines("a\nabc\nabcd\n"u8, 0, 5));
        Assert.Equal(0, framing.WholeLines("abcd\n"u8, 0, 5));
    }

    private static List<string> Expected(string input, int limit)
    {
        List<string> lines = [];
        string[] parts = input.Split('\n');
        for (int i = 0; i < parts.Length; i++)
        {
            string rest = parts[i];
            while (limit > 0 && rest.Length > limit)
            {
                lines.Add(rest[..limit]);
                rest = rest[limit..];
            }
            if (i < parts.Length - 1 || rest.Length > 0)
            {
                lines.Add(rest);
            }
        }
        return lines;
    }

    private static List<string> Frame(string text, int limit, int[] reads, int wait, bool whole)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        LineFraming framing = new((uint)limit);
        List<string> lines = [];
        StringBuilder line = new();
        int start = 0;
        int end = 0;
        int searched = 0;
        for (int i = 0; start < bytes.Length || framing.IsInside; i++)
        {
            end = Math.Min(bytes.Length, end + reads[i % reads.Length]);
            while (true)
            {
                ReadOnlySpan<byte> input = bytes.AsSpan(start, end - start);
                int many = whole && !framing.IsInside ? framing.WholeLines(input, searched, input.Length) : 0;
                lines.AddRange(Encoding.ASCII.GetString(input[..many]).Split('\n')[..^1]);
                start += many;
                searched = many > 0 ? 0 : searched;
                input = input[many..];
                bool ended = end == bytes.Length;
                if (!framing.TryNext(input, searched, out LinePiece piece))
                {
                    searched = input.Length;
                    bool takes = ended ? !input.IsEmpty || framing.IsInside : input.Length > wait;
                    if (!takes)
                    {
                        break;
                    }
                    piece = ended ? framing.Last(input.Length) : framing.Part(input.Length);
                }
                Assert.Equal(line.Length == 0 && !framing.IsInside, piece.Begins);
                line.Append(Encoding.ASCII.GetString(input[..piece.Length]));
                framing.Take(piece);
                start += piece.Taken;
                searched = 0;
                if (piece.Ends)
                {
                    lines.Add(line.ToString());
                    line.Clear();
                }
            }
        }
        return lines;
    }
}
