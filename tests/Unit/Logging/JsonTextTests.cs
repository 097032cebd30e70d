using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using CsCheck;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

public class JsonTextTests
{
    /// <summary>Characters of every length, and bytes that are parts of none.</summary>
    private static readonly Gen<byte[]> s_pieces = Gen.OneOf(
        Gen.Byte.Select(b => new[] { b }),
        Gen.Int[0x80, 0xff].Select(b => new[] { (byte)b }),
        Gen.Int[0, 0x10ffff].Where(Rune.IsValid).Select(r => Encoding.UTF8.GetBytes(new Rune(r).ToString())),
        Gen.String[Gen.Char["ab\"\\\t\u001f\u007f/"], 0, 20].Select(Encoding.UTF8.GetBytes));

    private static readonly Gen<byte[]> s_texts = s_pieces.Array[0, 12].Select(pieces => pieces.SelectMany(p => p).ToArray());

    private static readonly string[] s_members = ["time", "service", "stream", "text"];

    private static string Escape(ReadOnlySpan<byte> text)
    {
        byte[] output = new byte[text.Length * JsonText.Expansion];
        return Encoding.UTF8.GetString(output.AsSpan(0, JsonText.Escape(text, output)));
    }

    /// <summary>A JSON parser finds what was written; what is no UTF-8, as .NET replaces it.</summary>
    [Fact, Trait("Category", "Property")]
    public void TextIsReadAsItWas() => s_texts.Sample(text =>
        JsonSerializer.Deserialize<string>($"\"{Escape(text)}\"") == Encoding.UTF8.GetString(text));

    /// <summary>Where a text is cut before a character that is not whole, its parts are what the whole is.</summary>
    [Fact, Trait("Category", "Property")]
    public void PartsAreAsTheWhole() => Gen.Select(s_texts, Gen.Int[0, 100]).Sample((text, at) =>
    {
        int cut = Math.Min(at, text.Length);
        cut -= JsonText.PartAtEnd(text.AsSpan(0, cut));
        return Escape(text.AsSpan(0, cut)) + Escape(text.AsSpan(cut)) == Escape(text);
    });

    /// <summary>Every line is one object, with the members that have a value.</summary>
    [Fact, Trait("Category", "Property")]
    public void LinesAreObjects() => Gen.Select(s_texts.Array[1, 5], s_texts, s_texts, Gen.Bool).Sample((texts, service, stream, timed) =>
    {
        byte[][] lines = [.. texts.Select(t => t.Where(b => b != '\n').Append((byte)'\n').ToArray())];
        byte[] names = GC.AllocateArray<byte>(service.Length + stream.Length, pinned: true);
        service.CopyTo(names, 0);
        stream.CopyTo(names, service.Length);
        LogStep step = new()
        {
            IsJson = true,
            Service = new(names.AsSpan(0, service.Length)),
            Stream = new(names.AsSpan(service.Length)),
        };
        string time = timed ? "2026-11-23T15:56:45.123456789Z" : "";
        byte[] header = new byte[JsonLine.HeaderLengthMax(names.Length, 0, JsonText.Expansion * time.Length)];
        int headerLength = JsonLine.WriteHeader(step, Encoding.UTF8.GetBytes(time), header);
        GC.KeepAlive(names);
        byte[] all = [.. lines.SelectMany(l => l)];
        byte[] output = new byte[all.Length * JsonText.Expansion + lines.Length * (headerLength + JsonLine.End.Length)];
        int length = JsonLine.Compose(all, header.AsSpan(0, headerLength), output);
        string[] objects = Encoding.UTF8.GetString(output, 0, length).Split('\n');
        Assert.Equal("", objects[^1]);
        Assert.Equal(lines.Length, objects.Length - 1);
        for (int i = 0; i < lines.Length; i++)
        {
            using JsonDocument document = JsonDocument.Parse(objects[i]);
            string[] values = [.. s_members.Select(name => Member(document, name))];
            string[] expected = [time, .. new[] { service, stream, lines[i][..^1] }.Select(Encoding.UTF8.GetString)];
            Assert.Equal(expected, values);
        }
    });

    private static string Member(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";
}
