using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Sestet.Rc;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>Declarative files of services: every key, what is told of wrong ones, and export as the reverse.</summary>
public class ImportTests(ITestOutputHelper output)
{
    private static readonly string[] s_policy = ["deaths = 1", "seconds = 1", "exits = \"1\""];

    private static readonly Gen<string> s_word = Gen.OneOf(
        Gen.OneOf("a b", "$HOME", "${1}", "\"", "\\", "'", "x\ny", "\t", "{", "}", "#x", "é", "\u0001", "-x", "''' \"\"\""),
        Gen.String[Gen.Char['!', '~'], 1, 8]);

    /// <summary>Keys with random values, which one service may have all at once.</summary>
    private static readonly Gen<string> s_longrun = Gen.Select(
        s_word.Array[0, 4], s_word, Gen.Int[0, (1 << 18) - 1], Gen.Int[0, 5],
        (words, text, keys, shape) =>
        {
            StringBuilder toml = new();
            void Add(int bit, string line) => toml.Append((keys >> bit & 1) == 1 ? line + "\n" : "");
            toml.Append(shape switch
            {
                0 => $"run = {Basic(text)}\n",
                1 => $"run = {Basic("#!/bin/execlineb -P\n" + text)}\n",
                _ => $"exec = [\"p\"{string.Concat(words.Select(word => ", " + Basic(word)))}]\n",
            });
            Add(0, "user = \"u\"");
            Add(1, $"environment.A = {Basic(text)}");
            Add(2, "environment.B = \"\"");
            Add(3, $"directory = {Basic("/" + text)}");
            Add(4, "umask = \"022\"");
            Add(5, "nice = -5");
            Add(6, "limits = { open-files = 5, memory = \"1M\", core = \"hard\" }");
            Add(7, "clean-environment = true");
            Add(8, $"readiness.check = {Basic(text)}\nreadiness.tries = 3");
            Add(9, "restart = \"on-failure\"");
            Add(10, "permanent-failure = { deaths = 1, seconds = 2, exits = \"1-5\" }");
            Add(11, $"finish = {Basic(text)}");
            Add(12, "logging = { directory = \"/l\", user = \"x\" }");
            Add(13, $"data.conf = {Basic(text)}\ndata.tool = {Basic("#!" + text)}");
            Add(14, $"env.X = {Basic(text)}");
            Add(15, "dependencies = [\"b\", \"a\"]\ntimeout-up = \"5s\"");
            Add(16, "essential = true\nmax-death-tally = 7\ndown-signal = \"SIGINT\"");
            Add(17, "environment-directory = \"/e\"");
            toml.Append((keys & 1) == 1 && shape > 3 ? "group = \"g\"\nsupplementary-groups = [1, 2]\n" : "");
            return toml.ToString();
        });

    private static readonly Gen<string> s_oneshot = Gen.Select(
        s_word, s_word.Array[1, 3], Gen.Int[0, 4], Gen.Bool, Gen.Bool,
        (text, words, shape, down, user) =>
        {
            string script = shape switch
            {
                0 => "#!/bin/sh -e\n" + text,
                1 => "#!/usr/bin/perl\n" + text,
                2 => "#!/bin/execlineb -P\n" + text,
                _ => text,
            };
            return $"up = {Basic(script)}\n" + (down ? $"down = [\"p\", {string.Join(", ", words.Select(Basic))}]\n" : "")
                + (user ? $"user = \"u\"\nenvironment.X = {Basic(text)}\n" : "");
        });

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "import")]
    public void ExportIsTheReverseOfImport() => Gen.OneOf(s_longrun, s_oneshot).Fuzz(
        output,
        toml =>
        {
            (SortedDictionary<string, string> files, string complaints) = ImportRun.Import(toml, "s");
            if (complaints.Length > 0)
            {
                output.WriteLine(complaints);
                return false;
            }
            string[] services = [.. files.Keys.Select(path => path.Split('/')[0]).Distinct()];
            return services.All(service => IsTurnedBack(files, service));
        },
        toml => toml);

    /// <summary>As `sestet rc export` does it: keys where they give the same files, else whole scripts.</summary>
    private bool IsTurnedBack(SortedDictionary<string, string> files, string service)
    {
        string[] expected = Of(files, service);
        string toml = "";
        foreach (bool whole in (bool[])[false, true])
        {
            toml = ImportRun.Export(files, service, whole);
            (SortedDictionary<string, string> again, string complaints) = ImportRun.Import(toml, service);
            if (complaints.Length == 0 && Of(again, service).SequenceEqual(expected))
            {
                return true;
            }
        }
        output.WriteLine(toml);
        return false;
    }

    /// <summary>A directory that has files need not be named.</summary>
    private static string[] Of(SortedDictionary<string, string> files, string service) =>
        [.. files.Where(f => f.Key.StartsWith(service + "/", StringComparison.Ordinal) && !(f.Key is "s/data/" or "s/env/"))
            .Select(f => f.Key + ":" + f.Value)];

    /// <summary>What import makes of keys is taken apart again, not only kept whole.</summary>
    [Fact]
    public void KeysComeBack()
    {
        const string Toml = "exec = [\"a\", \"b c\"]\nuser = \"u\"\nlimits = { open-files = 5 }\nreadiness = { check = \"x\", tries = 4 }\n"
            + "restart = \"on-failure\"\nfinish = \"y\"\nenvironment.A = \"1\"\ndirectory = \"/d\"\nnice = 3\n";
        string back = ImportRun.Export(ImportRun.Import(Toml, "s").Files, "s", wholeScripts: false);
        foreach (string line in (string[])["exec = [\"a\", \"b c\"]", "user = \"u\"", "limits.open-files = 5", "readiness.check = \"x\"",
            "readiness.tries = 4", "restart = \"on-failure\"", "finish = \"y\"", "environment.A = \"1\"", "directory = \"/d\"", "nice = 3"])
        {
            Assert.Contains(line + "\n", back);
        }
    }

    [Theory]
    [InlineData("exec = [\"x\"]\nusre = \"a\"", "f:2:1: usre: no such key; did you mean user?\n")]
    [InlineData("[service.web]\nexec = [\"x\"]\nlimits.open-file = 3",
        "f:3:8: service.web.limits.open-file: no such key; did you mean open-files?\n")]
    [InlineData("exec = [\"x\"]\nopen-files = 3", "f:2:1: open-files: no such key here; it belongs to the table limits\n")]
    [InlineData("exec = [\"x\"]\nzzzzzzzzz = 3", "f:2:1: zzzzzzzzz: no such key\n")]
    [InlineData("exec = \"x\"", "f:1:1: exec: this must be an array of strings, not a string\n")]
    [InlineData("exec = [1]", "f:1:9: exec: every element must be a string, not an integer\n")]
    [InlineData("exec = [\"x\"]\nnice = 1.5", "f:2:1: nice: this must be an integer, not a number with a fraction\n")]
    [InlineData("exec = [\"x\"]\nnice = 20", "f:2:1: nice: this goes from -20 to 19\n")]
    [InlineData("exec = [\"x\"]\ntimeout-up = 1979-05-27",
        "f:2:1: timeout-up: this must be a number of milliseconds, or a string such as \"5s\", not a date\n")]
    [InlineData("exec = [\"x\"]\nrun = \"y\"", "f:1:1: a longrun needs one of run (a script) and exec (a command line)\n")]
    [InlineData("exec = [\"-x\"]", "f:1:9: exec: a program's name cannot begin with a dash\n")]
    [InlineData("exec = [\"x\\u0000\"]", "f:1:9: exec: a NUL cannot be in it\n")]
    [InlineData("up = \"x\"\nnotification-fd = 3", "f:2:1: notification-fd: a oneshot has no such key\n")]
    [InlineData("contents = [\"a/b\"]", "f:1:13: contents: no service can be called \"a/b\": it has a slash\n")]
    [InlineData("x = 1", "f:1:1: no type: longrun, oneshot or bundle\n")]
    [InlineData("exec = [\"x\"]\nnotification-fd = 2", "f:2:1: notification-fd: this must be a descriptor from 3 on\n")]
    [InlineData("[service.s6rc-x]\nup = \"x\"",
        "f:1:10: service.s6rc-x: a service cannot be called \"s6rc-x\": names that begin with s6rc- or s6-rc- are those of s6-rc itself\n")]
    [InlineData("exec = [\"x\"]\nlogging = {}", "f:2:1: logging: one of directory and script (words for s6-log) must be in it\n")]
    [InlineData("exec = [x]", "f:1:9: this is no value; text needs quotes\n")]
    public void Complaints(string toml, string expected) => Assert.Equal(expected, ImportRun.Import(toml, "s").Complaints);

    /// <summary>
    /// docs/IMPORT.md has an example of each key, which is accepted in a service that may have it; and it has no other key.
    /// </summary>
    [Fact]
    public void EveryKeyIsDocumentedAndAccepted()
    {
        string page = File.ReadAllText(Path.Combine(SourceFile.Root, "docs", "IMPORT.md"));
        List<string> known = [];
        int place = 0;
        while (RcKeys.Next(ref place, out RcKeys.Entry entry))
        {
            string section = Encoding.ASCII.GetString(entry.Section);
            string key = Encoding.ASCII.GetString(entry.Key);
            if (entry.IsFree)
            {
                continue;
            }
            known.Add(key);
            MatchCollection examples = Regex.Matches(page, $"[`,{{] ?({Regex.Escape(key)} = (?:\"[^\"`]*\"|\\[[^]`]*\\]|\\{{[^}}`]*\\}}|[a-z0-9]+))");
            Assert.True(examples.Count > 0, $"docs/IMPORT.md has no example of {section} {key}");
            bool accepted = examples.Any(example => Frames(section, key).Any(frame =>
                ImportRun.Import(frame.Replace("%", example.Groups[1].Value, StringComparison.Ordinal), "s").Complaints.Length == 0));
            Assert.True(accepted, $"{section} {key}: {examples[0].Groups[1].Value} is not accepted");
        }
        IEnumerable<string> rows = Regex.Matches(page, @"^\| ([a-z-]+) \| .* \| `", RegexOptions.Multiline).Select(m => m.Groups[1].Value);
        Assert.All(rows, row => Assert.Contains(row, known));
    }

    /// <summary>Services that the line of a key makes whole.</summary>
    private static string[] Frames(string section, string key) => section switch
    {
        "limits" => ["exec = [\"x\"]\nlimits.%"],
        "readiness" => ["exec = [\"x\"]\nreadiness.%", "exec = [\"x\"]\nreadiness.check = \"x\"\nreadiness.%"],
        "logging" => ["exec = [\"x\"]\nlogging.%", "exec = [\"x\"]\nlogging.directory = \"/x\"\nlogging.%"],
        "permanent-failure" =>
        [
            "exec = [\"x\"]\n" + string.Concat(s_policy.Where(other => !other.StartsWith(key, StringComparison.Ordinal))
                .Select(other => $"permanent-failure.{other}\n")) + "permanent-failure.%",
        ],
        _ =>
        [
            "%", "exec = [\"x\"]\n%", "up = \"x\"\n%", "exec = [\"x\"]\nuser = \"u\"\n%", "exec = [\"x\"]\nconsumer-for = [\"y\"]\n%",
        ],
    };

    private static string Basic(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        < ' ' or '\u007f' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    })) + "\"";
}
