using System;
using System.Linq;
using System.Text;
using System.Threading;
using CsCheck;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Simulation;
using Sestet.Unix;
using Xunit;

namespace Sestet.Tests;

public class LastPartTests
{
    /// <summary>Lines of which a whole text is more than the first memory, so that it moves and grows.</summary>
    private static readonly Gen<string> s_text = Gen.Select(
        Gen.Frequency(
            (4, Gen.String[Gen.Char["ab\n\n"], 0, 12]),
            (1, Gen.Int[1, 40_000].Select(length => new string('x', length)))).Array[0, 12],
        Gen.Bool,
        (lines, ends) => string.Join('\n', lines) + (ends ? "\n" : ""));

    [Fact, Trait("Category", "Property")]
    public void TheLastLinesAreKept() => Gen.Select(s_text, Gen.ULong[0, 8]).Sample((text, count) =>
        Read(text, count, bytes: false) == LastLines(text, (int)count));

    [Fact, Trait("Category", "Property")]
    public void TheLastBytesAreKept() => Gen.Select(s_text, Gen.Frequency((1, Gen.ULong[0, 200]), (1, Gen.ULong[0, 300_000])))
        .Sample((text, count) => Read(text, count, bytes: true) == text[Math.Max(text.Length - (int)count, 0)..]);

    [Theory]
    [InlineData("a\nb\nc", 2, "b\nc")]
    [InlineData("a\nb\nc\n", 2, "b\nc\n")]
    [InlineData("a\n\n", 1, "\n")]
    [InlineData("a", 0, "")]
    [InlineData("", 3, "")]
    [InlineData("a\nb", ulong.MaxValue, "a\nb")]
    public void LinesAre(string text, ulong count, string expected) => Assert.Equal(expected, Read(text, count, bytes: false));

    private static string LastLines(string text, int count)
    {
        string[] lines = text.Split('\n');
        string[] whole = [.. lines[..^1].Select(line => line + "\n"), .. lines[^1].Length > 0 ? [lines[^1]] : Array.Empty<string>()];
        return string.Concat(whole[Math.Max(whole.Length - count, 0)..]);
    }

    private static string Read(string text, ulong count, bool bytes)
    {
        string result = "";
        // A thread of its own: what the program maps is one process's here.
        Thread thread = new(() =>
        {
            using Sandbox sandbox = new();
            sandbox.Machine.Tree.MakeFile(sandbox.Machine.Tree.Root, "file", Encoding.Latin1.GetBytes(text));
            Result<Fd> file = sandbox.Process.Files.Open(Fd.CurrentDirectory, "/file", OpenFlags.O_RDONLY, 0);
            LastPart part = new(count, bytes);
            Errno error = part.Read(file.Value);
            result = error.IsNone ? Encoding.Latin1.GetString(part.Bytes) : "error";
            sandbox.Process.Memory.Free();
        });
        thread.Start();
        thread.Join();
        return result;
    }
}
