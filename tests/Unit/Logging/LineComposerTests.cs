using System;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

public class LineComposerTests
{
    [Fact, Trait("Category", "Property")]
    public void EachLineHasTheHeader() => Gen.Select(Gen.String[Gen.Char["ab\n"], 0, 300], Gen.String[Gen.Char.AlphaNumeric, 0, 40]).Sample(
        (text, header) =>
        {
            string lines = text + "\n";
            byte[] output = new byte[lines.Length + lines.Count(c => c == '\n') * header.Length + LineComposer.Slack];
            int length = LineComposer.Compose(Encoding.ASCII.GetBytes(lines), Encoding.ASCII.GetBytes(header), output);
            string expected = string.Concat(lines[..^1].Split('\n').Select(line => $"{header}{line}\n"));
            return Encoding.ASCII.GetString(output.AsSpan(0, length)) == expected;
        });
}
