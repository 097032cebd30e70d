using System;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Base;
using Sestet.Rc;
using Xunit;

namespace Sestet.Tests;

/// <summary>s6-rc-compile.html, "Source format": types, names of files, the order of names.</summary>
public class DefinitionTests
{
    [Theory]
    [InlineData("longrun", "longrun")]
    [InlineData("longrun\n", "longrun")]
    [InlineData("longrun\nmore", "longrun")]
    [InlineData("oneshot\n", "oneshot")]
    [InlineData("bundle\n", "bundle")]
    [InlineData("bundle\nx", "unknown")]
    [InlineData("bundle", "bundle")]
    [InlineData("oneshotx", "unknown")]
    [InlineData(" bundle\n", "unknown")]
    [InlineData("bundle\n\n", "unknown")]
    [InlineData("unknown\n", "unknown")]
    [InlineData("\n", "unknown")]
    [InlineData("", "unknown")]
    public void Types(string text, string expected)
    {
        bool isOne = DefinitionKinds.TryParse(Encoding.Latin1.GetBytes(text), out DefinitionKind kind);
        Assert.Equal(expected, Encoding.Latin1.GetString(DefinitionKinds.Name(kind)));
        Assert.Equal(expected != "unknown", isOne);
    }

    /// <summary>Each file's name is that of its value, with dashes and ".d" for directories of names.</summary>
    [Fact]
    public void FileNames()
    {
        foreach (DefinitionFiles file in Enum.GetValues<DefinitionFiles>().Except([DefinitionFiles.None, DefinitionFiles.RunIsRegular]))
        {
            string value = $"{file}";
            string name = string.Concat(value.Select(
                (letter, i) => i > 0 && char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
            name = name.Replace("-directory", ".d", StringComparison.Ordinal);
            Assert.Equal(file, DefinitionFileNames.Find(Encoding.Latin1.GetBytes(name)));
            Assert.Equal(DefinitionFiles.None, DefinitionFileNames.Find(Encoding.Latin1.GetBytes(name + "x")));
            Assert.Equal(DefinitionFiles.None, DefinitionFileNames.Find(Encoding.Latin1.GetBytes(name[..1])));
        }
        Assert.Equal(DefinitionFiles.None, DefinitionFileNames.Find(default));
    }

    [Fact, Trait("Category", "Property")]
    public void NamesAreInTheOrderOfTheirBytes() => Gen.String[Gen.OneOf(Gen.Char['a', 'c'], Gen.Char['\u0001', '\u00ff']), 0, 4]
        .Array[0, 40].Sample(names =>
        {
            byte[] text = Encoding.Latin1.GetBytes(string.Concat(names));
            int start = 0;
            TextPart[] parts = [.. names.Select(name => new TextPart { Start = (start += name.Length) - name.Length, Length = name.Length })];
            HeapSort.Sort(parts.AsSpan(), new NameOrder(text));
            return parts.Select(part => Encoding.Latin1.GetString(text.AsSpan(part.Start, part.Length)))
                .SequenceEqual(names.Order(StringComparer.Ordinal));
        });
}
