using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Scanning;

/// <summary>s6-svscan.html: what a scan starts, and what it does about what came and went.</summary>
public sealed class Scans(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Density, Ours, Reference]
    public void EveryDirectoryIsAService(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.AddIdle("two");
        scanner.AddLinked("three");
        scanner.AddIdle(".hidden");
        File.WriteAllText(scanner["file"], "");
        File.CreateSymbolicLink(scanner["link-to-file"], "file");
        scanner.Start();
        scanner.ExpectNames("one three two");
        scanner.Events("one").Expect("su");
        scanner.Events("two").Expect("su");
        Assert.Equal("", scanner.Events(".hidden").Heard);
        Assert.All(scanner.Supervisors().Values, pid => Assert.Equal(suite.Find("s6-supervise"), Executable(suite, pid)));
    }

    /// <summary>Not written in the page: links that lead nowhere are removed at the start.</summary>
    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void DanglingLinksAreRemovedAtTheStart(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        File.CreateSymbolicLink(scanner["dangling"], "nowhere");
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        Assert.Equal([scanner[".s6-svscan"], scanner["one"]],
            Directory.GetFileSystemEntries(scanner.Path).Order(System.StringComparer.Ordinal));
    }

    [Theory]
    [Density("a")]
    [Ours("a")]
    [Density("SIGALRM")]
    [Ours("SIGALRM")]
    [Density("h")]
    [Ours("h")]
    [Density("SIGHUP")]
    [Ours("SIGHUP")]
    [Reference("a")]
    [Reference("SIGALRM")]
    [Reference("h")]
    [Reference("SIGHUP")]
    public void ANewServiceIsFoundWhenAsked(Suite suite, string how)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        scanner.Events("one").Expect("su");
        scanner.AddIdle("two");
        scanner.Ask(how);
        scanner.ExpectNames("one two");
        scanner.Events("two").Expect("su");
        Assert.Equal("su", scanner.Events("one").Heard);
    }

    [Theory, Density, Ours, Reference]
    public void ScansAgainAndAgainWithT(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.Start("-t", "50");
        scanner.AddIdle("one");
        scanner.ExpectNames("one");
        scanner.AddIdle("two");
        scanner.ExpectNames("one two");
    }

    [Theory, Ours, Reference]
    public void AServiceThatHasGoneIsLeftAloneButNotRestarted(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("two");
        ServiceDirectory one = scanner.AddLinked("one");
        scanner.Start().ExpectNames("one two");
        File.Delete(scanner["one"]);
        scanner.Send("a");
        // The scan has been done when a service that is new by then is there.
        scanner.AddIdle("three");
        scanner.Send("a");
        scanner.ExpectNames("one three two");
        scanner.Events("one").Expect("su");
        Supervised.SendTo(one, "dx");
        scanner.Events("one").Expect("sudDx");
        scanner.ExpectNames("three two");
        scanner.Send("a");
        scanner.ExpectNames("three two");
    }

    [Theory]
    [Density("an")]
    [Ours("an")]
    [Density("h")]
    [Ours("h")]
    [Density("SIGHUP")]
    [Ours("SIGHUP")]
    [Density("aN")]
    [Ours("aN")]
    [Reference("an")]
    [Reference("h")]
    [Reference("SIGHUP")]
    [Reference("aN")]
    public void AServiceThatHasGoneIsStoppedWhenAsked(Suite suite, string how)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddLinked("one");
        scanner.AddIdle("two");
        scanner.Start().ExpectNames("one two");
        scanner.Events("two").Expect("su");
        scanner.Events("one").Expect("su");
        File.Delete(scanner["one"]);
        scanner.Ask(how);
        scanner.Events("one").Expect("sudDx");
        scanner.ExpectNames("two");
        Assert.Equal("su", scanner.Events("two").Heard);
    }

    [Theory, Ours, Reference]
    public void ASupervisorThatDiesIsStartedAgainASecondLater(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one").With("down");
        Patience clock = new();
        scanner.Start().ExpectNames("one");
        scanner.Events("one").Expect("s");
        int first = scanner.Supervisors()["one"];
        _ = Native.Kill(first, 9);
        scanner.Events("one").Expect("ss");
        Assert.NotEqual(first, scanner.Supervisors()["one"]);
        // And again. Each start came a second after the one before, not sooner.
        _ = Native.Kill(scanner.Supervisors()["one"], 9);
        scanner.Events("one").Expect("sss");
        Assert.InRange(clock.ElapsedMs, 1900, 12_000);
    }

    [Theory, Density, Ours, Reference]
    public void AServiceThatComesBackIsStartedAgain(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddLinked("one");
        scanner.Start().ExpectNames("one");
        scanner.Events("one").Expect("su");
        File.Delete(scanner["one"]);
        scanner.Send("an");
        scanner.Events("one").Expect("sudDx");
        scanner.ExpectNames("");
        scanner.Link("one");
        scanner.Send("a");
        scanner.Events("one").Expect("sudDxsu");
        scanner.ExpectNames("one");
    }

    [Theory]
    [Density("11", "elevenchars", "twelve_chars")]
    [Ours("11", "elevenchars", "twelve_chars")]
    [Density("3", "elevenchars", "twelve_chars")]
    [Ours("3", "elevenchars", "twelve_chars")]
    [Reference("11", "elevenchars", "twelve_chars", Since = "2.12")]
    [Reference("3", "elevenchars", "twelve_chars", Since = "2.12")]
    public void NamesLongerThanLAreLeftOut(Suite suite, string limit, string fits, string tooLong)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle(fits);
        scanner.AddIdle(tooLong);
        scanner.Start("-L", limit).ExpectNames(fits);
        scanner.Process.WaitForError($"s6-svscan: warning: name too long - not spawning service: {tooLong}\n");
    }

    [Theory]
    [Density(251)]
    [Ours(251)]
    [Reference(251, Since = "2.12")]
    public void TheLongestNameByDefault(Suite suite, int length)
    {
        Scanner scanner = NewScanner(suite);
        string name = new('n', length);
        scanner.AddIdle(name);
        scanner.AddIdle(name + "n");
        scanner.Start().ExpectNames(name);
    }

    /// <summary>
    /// The page: "it will not create services for more than max subdirectories". The C program then starts none.
    /// </summary>
    [Theory]
    [Ours("4")]
    [Ours("1")]
    public void MoreServicesThanCAreLeftOut(Suite suite, string limit)
    {
        Scanner scanner = NewScanner(suite);
        for (int i = 0; i < 5; i++)
        {
            scanner.AddIdle($"service{i}");
        }
        scanner.Start("-C", limit);
        scanner.Process.WaitForError(": too many services\n");
        Eventually(() => scanner.Supervisors().Count == 4);
    }

    /// <summary>The page names one executable for a supervisor; a supervisor of the same suite must be it.</summary>
    private static string Executable(Suite suite, int pid)
    {
        string path = ProcessTree.Link(pid, "exe");
        string link = new FileInfo(suite.Find("s6-supervise")).LinkTarget ?? suite.Find("s6-supervise");
        return path == Path.GetFullPath(link, Path.GetDirectoryName(suite.Find("s6-supervise"))!)
            ? suite.Find("s6-supervise") : path;
    }
}
