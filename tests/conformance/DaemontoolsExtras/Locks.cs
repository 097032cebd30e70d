using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.DaemontoolsExtras;

/// <summary>s6-setlock.html: a lock that lasts as long as the program.</summary>
public sealed class Locks(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Ours("", "-n", false)]
    [Ours("", "-n -r", false)]
    [Ours("-r", "-n", false)]
    [Ours("-r", "-n -r", true)]
    [Ours("-w", "-n -w", false)]
    [Ours("-r -w", "-t 5000 -n", false)]
    [Ours("-t 5000", "-n", false)]
    [Reference("", "-n", false)]
    [Reference("", "-n -r", false)]
    [Reference("-r", "-n", false)]
    [Reference("-r", "-n -r", true)]
    [Reference("-w", "-n -w", false)]
    [Reference("-r -w", "-t 5000 -n", false)]
    [Reference("-t 5000", "-n", false)]
    public void SharedOnesAgreeOthersDoNot(Suite suite, string first, string second, bool agree)
    {
        CommandResult result = Shell(suite, $"s6-setlock {first} file sh -c 's6-setlock {second} file echo both'");
        Assert.Equal((agree ? 0 : 1, agree ? "both\n" : ""), (result.ExitCode, result.Output));
        Assert.Equal(agree, result.Error.Length == 0);
        Assert.True(File.Exists(At("file")));
        Assert.Equal(0, new FileInfo(At("file")).Length);
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void ATakenLockIsSaidToBeBusy(Suite suite)
    {
        CommandResult result = Shell(suite, "s6-setlock file sh -c 's6-setlock -n file true'");
        Assert.Equal(1, result.ExitCode);
        // "Resource busy" of musl, "Device or resource busy" of glibc.
        Assert.Matches("^s6-setlock: fatal: unable to lock file: .*[Rr]esource busy\n$", result.Error);
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void WaitsNoLongerThanToldTo(Suite suite)
    {
        CommandResult result = Shell(suite, "s6-setlock file sh -c 's6-setlock -t 100 file true'");
        Assert.Equal(new CommandResult(1, "", "s6-setlock: fatal: lock file: timed out\n"), result);
        Patience clock = new();
        result = Shell(suite, "s6-setlock -r file sh -c 's6-setlock -t 300 file true'");
        Assert.Equal(new CommandResult(1, "", "s6-setlock: fatal: lock file: timed out\n"), result);
        Assert.InRange(clock.ElapsedMs, 300, 10_000);
    }

    [Theory]
    [Ours("-N")]
    [Ours("-t 60000")]
    [Ours("-t 60000 -r")]
    [Ours("-t 60000 -d 9")]
    [Reference("-N")]
    [Reference("-t 60000")]
    [Reference("-t 60000 -r")]
    [Reference("-t 60000 -d 9", Since = "2.15")]
    public void TheNextOneGetsItWhenTheHolderExits(Suite suite, string options)
    {
        Child holder = Start(suite, "s6-setlock", "file", "sh", "-c", "echo held; exec sleep 1000");
        holder.WaitForOutput("held");
        Child waiter = Start(suite, "s6-setlock", [.. options.Split(' '), "file", "grep", "^Sig[BIC]", "/proc/self/status"]);
        Eventually(() => ProcessTree.State(waiter.Pid) == 'S');
        Assert.False(waiter.HasExited);
        holder.Kill(15);
        CommandResult result = waiter.WaitForExit();
        // Nothing of the wait is left to the program.
        Assert.Equal(new CommandResult(0, Shell(suite, "grep ^Sig[BIC] /proc/self/status").Output, ""), result);
    }

    [Theory]
    [Ours("", true)]
    [Ours("-d 3", true)]
    [Ours("-d 4", true)]
    [Ours("-d 0", true)]
    [Ours("-r -d 9", true)]
    [Ours("-t 1000 -d 9", true)]
    [Reference("", true)]
    [Reference("-d 3", true, Since = "2.15")]
    [Reference("-d 4", false, Since = "2.15")]
    [Reference("-d 0", false, Since = "2.15")]
    [Reference("-r -d 9", false, Since = "2.15")]
    [Reference("-t 1000 -d 9", false, Since = "2.15")]
    public void TheLockHoldsUnderAnyNumber(Suite suite, string options, bool holds)
    {
        // The reference moves the descriptor after locking, which gives the lock up.
        CommandResult result = Shell(suite, $"s6-setlock {options} file sh -c 's6-setlock -n file echo free; exit $?'");
        Assert.Equal((holds ? 1 : 0, holds ? "" : "free\n"), (result.ExitCode, result.Output));
    }

    [Theory]
    [Ours("-d 7", "7\n")]
    [Ours("-d 0", "0\n")]
    [Ours("-d 3", "3\n")]
    [Ours("", "3\n")]
    [Reference("-d 7", "7\n", Since = "2.15")]
    [Reference("-d 0", "0\n", Since = "2.15")]
    [Reference("-d 3", "3\n", Since = "2.15")]
    [Reference("", "3\n")]
    public void TheProgramHasOneDescriptorOfTheFile(Suite suite, string options, string expected)
    {
        string list = "for i in /proc/$$/fd/*; do case $(readlink $i) in */file) echo ${i##*/};; esac; done";
        Assert.Equal(new CommandResult(0, expected, ""), Shell(suite, $"exec s6-setlock {options} file sh -c '{list}'"));
    }

    [Theory]
    [Ours("no/file", "open no/file for writing: No such file or directory")]
    [Ours("-r no/file", "create no/file: No such file or directory")]
    [Ours(".", "open . for writing: Is a directory")]
    [Ours("-r file/", "open file/ for reading: Not a directory")]
    [Reference("no/file", "open no/file for writing: No such file or directory")]
    [Reference("-r no/file", "create no/file: No such file or directory")]
    [Reference(".", "open . for writing: Is a directory")]
    [Reference("-r file/", "open file/ for reading: Not a directory")]
    public void FilesThatCannotBeOpened(Suite suite, string words, string message)
    {
        File.WriteAllText(At("file"), "");
        CommandResult result = Run(suite, "s6-setlock", [.. words.Split(' '), "true"]);
        Assert.Equal(new CommandResult(111, "", $"s6-setlock: fatal: unable to {message}\n"), result);
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void ADescriptorBeyondTheLimit(Suite suite)
    {
        CommandResult result = Run(suite, "s6-setlock", "-d", "99999999", "file", "true");
        string error = "s6-setlock: fatal: unable to move lock descriptor: Bad file descriptor\n";
        Assert.Equal(new CommandResult(111, "", error), result);
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void AMessageNeverGoesIntoTheFile(Suite suite)
    {
        CommandResult result = Shell(suite, "s6-setlock file sh -c 's6-setlock -n -d 2 file true'; echo $?; cat file");
        Assert.Equal("1\n", result.Output);
        Assert.StartsWith("s6-setlock: fatal: unable to lock file: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [Ours("")]
    [Ours("file")]
    [Ours("-x file true")]
    [Ours("-t x file true")]
    [Ours("-d x file true")]
    [Ours("-d -1 file true")]
    [Ours("-t 4294967296 file true")]
    [Reference("", Since = "2.15")]
    [Reference("file", Since = "2.15")]
    [Reference("-x file true", Since = "2.15")]
    [Reference("-t x file true", Since = "2.15")]
    [Reference("-d x file true", Since = "2.15")]
    [Reference("-d -1 file true", Since = "2.15")]
    [Reference("-t 4294967296 file true", Since = "2.15")]
    public void WrongUsage(Suite suite, string words)
    {
        string usage = "s6-setlock: usage: s6-setlock [ -r | -w ] [ -n | -N ] [ -t timeout ] [ -d fd ] lockfile prog...\n";
        Assert.Equal(
            new CommandResult(100, "", usage), Run(suite, "s6-setlock", words.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }
}
