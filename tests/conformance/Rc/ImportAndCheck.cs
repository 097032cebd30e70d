using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>
/// `sestet rc`, which the reference does not have: what import writes its compiler takes, what export says import makes again,
/// and check finds all that its compiler refuses.
/// </summary>
public sealed class ImportAndCheck(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>`sestet` has no link in the suite's directory.</summary>
    private new CommandResult Shell(Suite suite, string script) =>
        base.Shell(suite, $"sestet() {{ '{OwnInstallation.Binary}' \"$@\"; }}\n{script}");

    private const string Services = """
        [service.web]
        exec = ["true", "a b", "$x", "\"", "\\", "two\nlines", ""]
        user = "root"
        environment = { A = "it's $HOME" }
        dependencies = ["net"]
        directory = "/"
        restart = "on-failure"
        readiness = { check = "true" }
        logging = { directory = "/var/log/web", size = "1M" }
        [service.net]
        up = "echo up\necho 'again'"
        down = ["echo", "down"]
        essential = true
        [service.job]
        run = "exec sleep 1000"
        nice = 1
        [service.all]
        contents = ["web", "net", "job"]

        """;

    [Theory, Ours]
    public void ExportGivesBackWhatImportHasWritten(Suite suite)
    {
        File.WriteAllText(At("services.toml"), Services);
        CommandResult result = Shell(suite, "sestet rc import -o one services.toml && sestet rc export one/* >back.toml && "
            + "sestet rc import -o two back.toml && diff -r one two && ls -A one");
        Assert.Equal(new CommandResult(0, "all\njob\nnet\nweb\nweb-log\n", ""), result);
        Assert.Contains("user = \"root\"\n", File.ReadAllText(At("back.toml")));
    }

    [Theory, Reference(Needs = "s6-rc-compile")]
    public void TheReferenceCompilesWhatImportWrites(Suite suite)
    {
        File.WriteAllText(At("services.toml"), Services);
        Assert.Equal(new CommandResult(0, "", ""), Shell(Suite.Ours, "sestet rc import -o source services.toml"));
        Assert.Equal(new CommandResult(0, "", ""), Shell(suite, "s6-rc-compile db source"));
    }

    [Theory, Ours]
    public void NothingIsWrittenWhereSomethingIsWrong(Suite suite)
    {
        File.WriteAllText(At("good.toml"), "up = \"true\"\n");
        File.WriteAllText(At("bad.toml"), "up = \"true\"\nusr = \"x\"\n");
        CommandResult result = Shell(suite, "sestet rc import -o source good.toml bad.toml; echo $?; ls -A source");
        Assert.Contains("1\n", result.Output);
        Assert.Contains("sestet rc import: fatal: bad.toml:2:1: usr: no such key; did you mean user?\n", result.Error);
        Assert.False(Directory.Exists(At("source")));
        result = Shell(suite, "sestet rc import -o source good.toml; sestet rc import -o source good.toml; echo $?; "
            + "sestet rc import -f -o source good.toml; echo $?; ls -A source");
        Assert.Equal("1\n0\ngood\n", result.Output);
    }

    [Theory, Ours]
    public void ExportNamesWhatItLeavesOut(Suite suite)
    {
        CommandResult result = Shell(suite, "mkdir -p s/x/deep/er; cd s; echo longrun >x/type; printf 'exec foo\\n' >x/run; echo a >x/odd; "
            + "ln -s /nowhere x/link; mkfifo x/fifo; sestet rc export x; echo $?");
        Assert.Equal("type = \"longrun\"\nrun = '''\n#!\n'''\n1\n", result.Output.Replace("exec foo", "#!", StringComparison.Ordinal));
        foreach (string name in (string[])["x/odd ", "x/link ", "x/fifo ", "x/deep/er ", "x/run "])
        {
            Assert.Contains(name, result.Error);
        }
    }

    /// <summary>Sources with one fault each, and what check calls it.</summary>
    private static readonly (string Make, string Check)[] s_faults =
    [
        ("mkdir a", "type"),
        ("mk a onesht; echo >s/a/up", "type"),
        ("mk a oneshot", "no-script"),
        ("mk a oneshot; mkdir s/a/up", "not-a-file"),
        ("mk a oneshot; echo '\"' >s/a/up", "syntax"),
        ("mk a oneshot; echo >s/a/up; echo { >s/a/down", "syntax"),
        ("mk a oneshot; echo >s/a/up; echo 5x >s/a/timeout-up", "bad-number"),
        ("mk a oneshot; echo >s/a/up; mkdir s/a/dependencies.d; touch s/a/dependencies.d/x", "missing"),
        ("mk a oneshot; echo >s/a/up; mkdir s/a/dependencies.d; touch s/a/dependencies.d/a", "cycle"),
        ("mk a oneshot; echo >s/a/up; touch s/a/dependencies.d", "not-a-directory"),
        ("mk s6rc-a oneshot; echo >s/s6rc-a/up", "bad-name"),
        ("mk a longrun", "no-script"),
        ("mk a longrun; echo '#!/bin/sh' >s/a/run; echo x >s/a/notification-fd", "bad-number"),
        ("mk a longrun; echo '#!/bin/sh' >s/a/run; echo x >s/a/env", "not-a-directory"),
        ("mk a longrun; echo '#!/bin/sh' >s/a/run; echo b >s/a/producer-for", "pipeline"),
        ("mk a longrun; echo '#!/bin/sh' >s/a/run; echo b >s/a/consumer-for", "pipeline"),
        ("mk a bundle", "contents"),
        ("mk a bundle; mkdir s/a/contents.d; touch s/a/contents.d/a", "cycle"),
        ("mk a bundle; mkdir s/a/contents.d; touch s/a/contents.d/b", "missing"),
    ];

    /// <summary>What the compiler takes and a boot does not.</summary>
    private static readonly (string Make, string Check)[] s_boots =
    [
        ("mk a longrun; printf '#!/bin/sh\\r\\n' >s/a/run", "crlf"),
        ("mk a longrun; echo 'exec x' >s/a/run", "no-interpreter"),
        ("mk a longrun; echo '#!/nowhere/sh' >s/a/run", "program"),
        ("mk a longrun; printf '#!/bin/sh\\ns6-setuidgid nobody-of-that-name x' >s/a/run", "user"),
        ("mk a oneshot; echo 's6-setuidgid nobody-of-that-name x' >s/a/up", "user"),
        ("mk a oneshot; echo /nowhere/x >s/a/up", "program"),
    ];

    private const string Make = "mk() { mkdir -p s/$1; echo $2 >s/$1/type; }; rm -rf s db; mkdir s; ";

    [Theory, Ours]
    public void FaultsAreFound(Suite suite)
    {
        foreach ((string make, string check) in s_faults.Concat(s_boots))
        {
            CommandResult result = Shell(suite, Make + make.Replace("mkdir a", "mkdir s/a", StringComparison.Ordinal) + "; sestet rc check -j s");
            Assert.True(result.ExitCode == 1 && result.Error.Length == 0, make + result);
            using JsonDocument document = JsonDocument.Parse(result.Output);
            JsonElement root = document.RootElement;
            Assert.Equal(1, root.GetProperty("version").GetInt32());
            Assert.Equal(1, root.GetProperty("errors").GetInt32());
            JsonElement finding = Assert.Single(
                root.GetProperty("findings").EnumerateArray(), one => one.GetProperty("severity").GetString() == "error");
            Assert.Equal(check, finding.GetProperty("check").GetString());
            Assert.All((string[])["file", "cause", "remedy"], member => Assert.NotEmpty(finding.GetProperty(member).GetString()!));
        }
    }

    [Theory, Reference(Needs = "s6-rc-compile")]
    public void TheReferenceRefusesTheSame(Suite suite)
    {
        foreach ((string make, string check) in s_faults)
        {
            CommandResult result = Shell(suite, Make + make.Replace("mkdir a", "mkdir s/a", StringComparison.Ordinal) + "; s6-rc-compile db s");
            Assert.True(result.ExitCode != 0, $"{check}: {make} {result}");
        }
    }

    /// <summary>Random sources: what its compiler refuses check does, too, and nothing else is an error.</summary>
    [Theory, Reference(Needs = "s6-rc-compile")]
    public void RandomSourcesGetTheSameVerdict(Suite suite)
    {
        const int Seed = 4711;
        Random random = new(Seed);
        List<string> expected = [];
        for (int i = 0; i < 40; i++)
        {
            WriteSource(At($"s{i}"), random);
            expected.Add(At($"s{i}"));
        }
        string[] compiled = Shell(suite, "for i in $(seq 0 39); do s6-rc-compile db$i s$i 2>/dev/null && echo 0 || echo 1; done")
            .Output.Split('\n');
        CommandResult ours = Shell(Suite.Ours, "for i in $(seq 0 39); do sestet rc check s$i >c$i; echo $?; done");
        string[] verdicts = ours.Output.Split('\n');
        Assert.Equal("", ours.Error);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.True(compiled[i] == verdicts[i], $"{expected[i]}, seed {Seed}: {compiled[i]} {File.ReadAllText(At($"c{i}"))}");
        }
        Assert.Contains("0", verdicts);
        Assert.Contains("1", verdicts);
    }

    private static void WriteSource(string source, Random random)
    {
        int count = random.Next(1, 9);
        string Name() => "n" + random.Next(0, count + (random.Next(12) == 0 ? 1 : 0));
        for (int i = 0; i < count; i++)
        {
            string service = Path.Combine(source, "n" + i);
            int kind = random.Next(5);
            string type = kind == 0 ? "bundle" : kind < 3 ? "oneshot" : "longrun";
            string names = Path.Combine(service, kind == 0 ? "contents.d" : "dependencies.d");
            Directory.CreateDirectory(names);
            File.WriteAllText(Path.Combine(service, "type"), type + "\n");
            File.WriteAllText(Path.Combine(service, type == "longrun" ? "run" : "up"), "#!/bin/sh\n");
            for (int j = random.Next(3); j > 0; j--)
            {
                string name = i > 0 && random.Next(8) > 0 ? "n" + random.Next(i) : Name();
                File.WriteAllText(Path.Combine(names, name), "");
            }
            if (random.Next(12) == 0)
            {
                File.WriteAllText(Path.Combine(service, "timeout-up"), random.Next(2) == 0 ? "5\n" : "x\n");
            }
            if (type == "longrun" && random.Next(6) == 0)
            {
                string other = Name();
                File.WriteAllText(Path.Combine(service, "producer-for"), other + "\n");
                if (Directory.Exists(Path.Combine(source, other)))
                {
                    File.AppendAllText(Path.Combine(source, other, "consumer-for"), "n" + i + "\n");
                }
            }
        }
    }
}
