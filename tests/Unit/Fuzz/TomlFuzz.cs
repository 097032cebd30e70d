using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using CsCheck;
using Tomlyn;
using Tomlyn.Model;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>TOML: random documents beside another parser, and garbage, which must end with a verdict.</summary>
public class TomlFuzz(ITestOutputHelper output)
{
    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.OneOf("", "a b", "\"", "\\", "'", "$x", "#", "é😀", "x\ny", "\t", "\u0001\u001f\u007f", "'''", "\"\"\""),
        Gen.String[Gen.Char[' ', '~'], 0, 12]);

    private static readonly Gen<string> s_string = Gen.Select(s_text, Gen.Int[0, 3], Quote);

    private static readonly Gen<string> s_scalar = Gen.OneOf(
        s_string,
        Gen.Long.Select(n => n.ToString(CultureInfo.InvariantCulture)),
        Gen.OneOf("0x1F", "0o17", "0b11", "1_000", "+5", "true", "false", "1.5", "-1e10", "inf", "nan", "1979-05-27", "07:32:00",
            "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.25+01:00"));

    private static readonly Gen<string> s_value = Gen.Select(s_scalar.Array[1, 4], Gen.Int[0, 5], (parts, shape) => shape switch
    {
        0 => $"[ {string.Join(" ,\n # c\n", parts)} , ]",
        1 => "{ " + string.Join(", ", parts.Select((part, i) => $"k{i} = {part}")) + " }",
        2 => "[[" + string.Join(",", parts) + "], [], {}]",
        3 => "{ a.b = " + parts[0] + ", a.c = {} }",
        _ => parts[0],
    });

    private static readonly Gen<string> s_document = Gen.Select(Gen.Int[0, 6], s_value, s_string).Array[0, 12].Select(lines =>
    {
        StringBuilder text = new();
        // The other parser forgets an array's first tables where another table stands between them and the next.
        int array = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            (int shape, string value, string key) = lines[i];
            // A key cannot be of several lines.
            string part = key.Contains('\n', StringComparison.Ordinal) || key.StartsWith("'''", StringComparison.Ordinal)
                || key.StartsWith("\"\"\"", StringComparison.Ordinal) ? "q" : key;
            array += shape is 0 or 2 ? 1 : 0;
            text.Append(shape switch
            {
                0 => $"[t{i}]\n",
                1 => $"[[array{array}]]\nx{i} = {value}\n",
                2 => $"[u{i}.{part}]\n",
                3 => $"d{i}.{part}.e = {value} # c\n",
                _ => $"k{i} = {value}\n",
            });
        }
        return text.ToString();
    });

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "toml")]
    public void DocumentsMeanTheSameToAnother() => s_document.Fuzz(
        output,
        document =>
        {
            string ours = TomlRun.Show(document);
            string theirs = Show(TomlSerializer.Deserialize<TomlTable>(document));
            if (ours != theirs)
            {
                output.WriteLine($"{ours}\n{theirs}");
            }
            return ours == theirs;
        },
        document => document);

    /// <summary>Documents with a few bytes changed, taken out or put in.</summary>
    [Fact, Trait("Category", "Property"), Trait("Fuzz", "toml")]
    public void GarbageGetsAVerdict() => Gen.Select(s_document, Gen.Select(Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 2]).Array[1, 6]).Fuzz(
        output,
        c =>
        {
            List<byte> bytes = [.. Encoding.UTF8.GetBytes(c.Item1)];
            foreach ((int place, byte value, int kind) in c.Item2)
            {
                int at = bytes.Count == 0 ? 0 : place % bytes.Count;
                byte letter = value < 128 ? (byte)"[]{}=.,\"'\\\n# a1-:_\r\0"[value % 20] : value;
                if (kind == 0 || bytes.Count == 0)
                {
                    bytes.Insert(at, letter);
                }
                else if (kind == 1)
                {
                    bytes.RemoveAt(at);
                }
                else
                {
                    bytes[at] = letter;
                }
            }
            return TomlRun.Show([.. bytes]).Length > 0;
        },
        c => c.Item1);

    private static string Quote(string text, int kind)
    {
        bool hasControl = text.Any(c => c is < ' ' and not '\t' and not '\n' or '\u007f');
        bool hasLines = text.Contains('\n', StringComparison.Ordinal);
        bool hasQuote = text.Contains('\'', StringComparison.Ordinal);
        return kind switch
        {
            0 when !hasControl && !hasLines && !hasQuote => $"'{text}'",
            1 when !hasControl && !hasQuote => $"'''\n{text}'''",
            2 => $"\"\"\"\n{Escape(text)}\"\"\"",
            _ => $"\"{Escape(text)}\"",
        };
    }

    private static string Escape(string text) => string.Concat(text.Select(c => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        < ' ' or '\u007f' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    }));

    private static string Show(object? value) => value switch
    {
        string text => TomlRun.Text(text),
        bool truth => truth ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double => "F",
        TomlTable table => "{" + string.Join(',', table.Select(m => m.Key + "=" + Show(m.Value)).Order(StringComparer.Ordinal)) + "}",
        TomlArray array => "[" + string.Join(',', array.Select(Show)) + "]",
        TomlTableArray tables => "[" + string.Join(',', tables.Select(Show)) + "]",
        _ => "D",
    };
}
