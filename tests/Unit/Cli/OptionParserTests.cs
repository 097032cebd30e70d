using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Cli;
using Sestet.Simulation;
using Xunit;

namespace Sestet.Tests;

public class OptionParserTests
{
    private static readonly Gen<(int Command, string[] Words)> s_lines = Gen.Int[0, CommandTable.Count - 1]
        .SelectMany(command => Words(command).Select(words => (command, words)));

    /// <summary>Every command's options, on words made mostly of its own letters and names.</summary>
    [Fact, Trait("Category", "Property")]
    public void ParsesAsTheDescriptionSays() => s_lines.Sample(
        sample =>
        {
            (int command, string[] words) = sample;
            using Sandbox sandbox = new();
            ReferenceOptions reference = new(Letters(command), Names(command));
            ParsedOptions expected = reference.Parse(words);
            ParsedOptions actual = Parse(sandbox.Invoke(command, words));
            return expected.Ok == actual.Ok
                && expected.Options.SequenceEqual(actual.Options)
                && (!expected.Ok || expected.Words == actual.Words)
                && expected.Ok == (sandbox.TakeErrors().Length == 0);
        },
        print: sample => $"{Encoding.ASCII.GetString(CommandTable.Name(sample.Command))} {string.Join(' ', sample.Words)}");

    [Fact]
    public void SomeCommandHasOptionsOfEachKind()
    {
        string[] all = [.. Enumerable.Range(0, CommandTable.Count).Select(Letters)];
        Assert.Contains(all, letters => letters.Contains(':', System.StringComparison.Ordinal));
        Assert.Contains(all, letters => letters.Length == 0);
    }

    /// <summary>A long name's letter must be an option.</summary>
    [Fact]
    public void LongNamesHaveLetters()
    {
        for (int command = 0; command < CommandTable.Count; command++)
        {
            foreach (string entry in Names(command).Split(' ', System.StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.True(entry.Length > 2 && entry[^2] == '=', entry);
                Assert.Contains(entry[^1], Letters(command));
            }
        }
    }

    private static ParsedOptions Parse(Invocation invocation)
    {
        OptionParser parser = new(invocation);
        List<(char, string?)> options = [];
        while (true)
        {
            byte letter = parser.Next();
            if (letter is OptionParser.End or OptionParser.Bad)
            {
                int words = letter == OptionParser.End ? invocation.Arguments.Count - parser.Rest.Count : 0;
                return new ParsedOptions(options, words, letter == OptionParser.End);
            }
            options.Add(((char)letter, parser.ValueZ.IsEmpty ? null : Encoding.Latin1.GetString(parser.Value)));
        }
    }

    private static Gen<string[]> Words(int command)
    {
        Gen<char> letter = Gen.Char[Letters(command) + "-=:?x"];
        string[] names = [.. Names(command).Split(' ').Select(entry => "--" + entry.Split('=')[0]), "--nothing", "--", "-", ""];
        Gen<string> value = Gen.OneOf("", "=", "=value");
        Gen<string> name = Gen.Select(Gen.Int[0, names.Length - 1], value, (index, text) => names[index] + text);
        Gen<string> word = Gen.OneOf(Gen.String[letter, 0, 4].Select(letters => "-" + letters), name, Gen.String[letter, 0, 3]);
        return word.Array[0, 6];
    }

    private static string Letters(int command) => Encoding.ASCII.GetString(CommandTable.Options(command));

    private static string Names(int command) => Encoding.ASCII.GetString(CommandTable.LongOptions(command));
}
