using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Packages;

/// <summary>What `make package` and `make install` put together, for this machine.</summary>
public sealed class Packages(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>A package is some hundreds of short processes and a compression.</summary>
    private const int PatienceMs = 120_000;

    private static readonly Dictionary<string, string> s_environment = new()
    {
        ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ["SOURCE_DATE_EPOCH"] = "1700000000",
    };

    [Fact]
    public void AreTheSameBytesAgain()
    {
        string[] first = Package("one");
        string[] second = Package("two");
        Assert.Equal(2, first.Length);
        for (int i = 0; i < first.Length; i++)
        {
            Assert.Equal(Path.GetFileName(first[i]), Path.GetFileName(second[i]));
            Assert.True(File.ReadAllBytes(first[i]).SequenceEqual(File.ReadAllBytes(second[i])), first[i]);
        }
    }

    [Fact]
    public void HaveEveryCommandItsPageAndItsCompletion()
    {
        string package = Package("out").Single(file => file.EndsWith(".deb", StringComparison.Ordinal));
        Tool("dpkg-deb", "-x", package, At("root"));
        string binary = At("root/usr/bin/sestet");
        string[] commands = Tool(binary, "list").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(commands);
        foreach (string command in commands)
        {
            string page = At($"root/usr/share/man/man1/{command}.1.gz");
            Assert.Contains(".SH SYNOPSIS\n", Tool("gzip", "-dc", page), StringComparison.Ordinal);
        }
        string[] links = [.. Directory.EnumerateFiles(At("root/usr/bin")).Where(f => new FileInfo(f).LinkTarget != null)];
        Assert.All(links, link => Assert.Equal("sestet", new FileInfo(link).LinkTarget));
        Assert.Subset(new HashSet<string>(commands), new HashSet<string>(links.Select(l => Path.GetFileName(l))));
        Assert.Equal("0", Tool("stat", "-c", "%u", binary).Trim());
        Assert.Contains("Package: sestet\n", Tool("dpkg-deb", "-f", package), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("COMP_WORDS=(s6-log --k); COMP_CWORD=1", "--keep")]
    [InlineData("COMP_WORDS=(sestet s6-svo); COMP_CWORD=1", "s6-svok")]
    [InlineData("COMP_WORDS=(sestet help s6-svo); COMP_CWORD=2", "s6-svok")]
    [InlineData("COMP_WORDS=(sestet s6-log -); COMP_CWORD=2", "-q -v -b -p -l -d -t --keep")]
    [InlineData("COMP_WORDS=(s6-log x); COMP_CWORD=1", "")]
    public void BashCompletes(string words, string expected)
    {
        Tool(Path.Combine(OwnInstallation.RepositoryRoot, "eng/manuals"), OwnInstallation.Binary, At("manuals"));
        string sestet = Path.GetDirectoryName(OwnInstallation.Binary)!;
        string script = $". {At("manuals/bash/sestet")}; PATH=$PATH:{sestet}; {words}; _sestet; echo \"${{COMPREPLY[*]}}\"";
        Assert.Equal(expected + "\n", Tool("bash", "-c", script));
    }

    private string[] Package(string name) =>
        Tool(Path.Combine(OwnInstallation.RepositoryRoot, "eng/package"), "x64", At(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string Tool(string program, params string[] arguments)
    {
        CommandResult result = Child.Run(
            program[0] == '/' ? program : Path.Combine("/usr/bin", program), [program, .. arguments], s_environment, Scratch,
            timeoutMs: PatienceMs);
        Assert.True(result.ExitCode == 0, $"{program}: {result}");
        return result.Output;
    }
}
