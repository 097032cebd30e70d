using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>s6-svperms.html.</summary>
public sealed class Svperms(ITestOutputHelper output) : Scenario(output)
{
    private const string Usage =
        "s6-svperms: usage: s6-svperms [ -v ] [ -u | -g group | -G group | -o | -O group ] [ -e | -E group ] servicedir...\n";

    /// <summary>What it sets, and how it says so: supervise/, control, event/.</summary>
    [RootTheory]
    [Ours("-u", "owner", "owner", "group root", "700 root 600 root 3730 root")]
    [Ours("-g bin", "group bin", "owner", "group root", "710 bin 600 root 3730 root")]
    [Ours("-G bin", "group bin", "group bin", "group root", "710 bin 620 bin 3730 root")]
    [Ours("-o", "public", "owner", "group root", "711 root 600 root 3730 root")]
    [Ours("-O bin", "public", "group bin", "group root", "711 root 620 bin 3730 root")]
    [Ours("-e", "owner", "owner", "public", "700 root 600 root 1733 root")]
    [Ours("-E bin", "owner", "owner", "group bin", "700 root 600 root 3730 bin")]
    [Ours("-E :54321", "owner", "owner", "group 54321", "700 root 600 root 3730 54321")]
    [Ours("-G :2 -e", "group bin", "group bin", "public", "710 bin 620 bin 1733 root")]
    [Ours("-O bin -u -e -E sys", "owner", "owner", "group sys", "700 root 600 root 3730 sys")]
    [Reference("-u", "owner", "owner", "group root", "700 root 600 root 3730 root")]
    [Reference("-g bin", "group bin", "owner", "group root", "710 bin 600 root 3730 root")]
    [Reference("-G bin", "group bin", "group bin", "group root", "710 bin 620 bin 3730 root")]
    [Reference("-o", "public", "owner", "group root", "711 root 600 root 3730 root")]
    [Reference("-O bin", "public", "group bin", "group root", "711 root 620 bin 3730 root")]
    [Reference("-e", "owner", "owner", "public", "700 root 600 root 1733 root")]
    [Reference("-E bin", "owner", "owner", "group bin", "700 root 600 root 3730 bin")]
    [Reference("-E :54321", "owner", "owner", "group 54321", "700 root 600 root 3730 54321")]
    [Reference("-G :2 -e", "group bin", "group bin", "public", "710 bin 620 bin 1733 root")]
    [Reference("-O bin -u -e -E sys", "owner", "owner", "group sys", "700 root 600 root 3730 sys")]
    public void SetsAndPrints(Suite suite, string options, string status, string control, string events, string files)
    {
        Service("svc", 0x7d8);
        string expected = $"svc status: {status}\nsvc control: {control}\nsvc events: {events}\n";
        string[] words = options.Split(' ');
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svperms", [.. words, "svc"]));
        Assert.Equal(new CommandResult(0, expected, ""), Run(suite, "s6-svperms", "svc"));
        Assert.Equal(new CommandResult(0, expected, ""), Run(suite, "s6-svperms", "-v", "svc"));
        CommandResult real = Shell(suite, "stat -c '%a %G %g' svc/supervise svc/supervise/control svc/event");
        Assert.Equal(files + " ", real.Output.Replace(" UNKNOWN", "", StringComparison.Ordinal)
            .Replace(" root 0", " root", StringComparison.Ordinal).Replace(" bin 2", " bin", StringComparison.Ordinal)
            .Replace(" sys 3", " sys", StringComparison.Ordinal).Replace('\n', ' '));
        Service("other", 0x7d8);
        Assert.Equal(
            new CommandResult(0, expected + expected.Replace("svc", "other", StringComparison.Ordinal), ""),
            Run(suite, "s6-svperms", ["-v", .. words, "svc", "other"]));
    }

    /// <summary>A real supervisor's are the restrictive ones.</summary>
    [RootTheory, Ours, Reference]
    public void OfASupervisor(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        Directory.CreateDirectory(scanner["svc"]);
        new ServiceDirectory(scanner["svc"]).Run(ServiceDirectory.Idle).With("down");
        scanner.Start();
        scanner.ExpectNames("svc");
        Eventually(() => File.Exists(scanner["svc/supervise/control"]));
        Assert.Equal(
            new CommandResult(0, "scan/svc status: owner\nscan/svc control: owner\nscan/svc events: group root\n", ""),
            Run(suite, "s6-svperms", "scan/svc"));
    }

    /// <summary>For what cannot be read there is a warning, and the rest is printed.</summary>
    [Theory]
    [Ours("missing", "", "unable to stat missing/supervise: No such file or directory|unable to stat missing/event: No such file or directory")]
    [Ours("nofifo", "nofifo status: owner|nofifo events: public", "nofifo/supervise/control is not a named pipe")]
    [Ours("files", "", "files/supervise is not a directory|files/event is not a directory")]
    [Ours("wide", "wide events: public", "wide/supervise has incorrect permissions: 755|wide/supervise/control has incorrect permissions: 666")]
    [Ours("odd", "odd status: owner|odd control: owner", "odd/event has incorrect permissions: 755")]
    [Reference("missing", "", "unable to stat missing/supervise: No such file or directory|unable to stat missing/event: No such file or directory")]
    [Reference("nofifo", "nofifo status: owner|nofifo events: public", "nofifo/supervise/control is not a named pipe")]
    [Reference("files", "", "files/supervise is not a directory|files/event is not a directory")]
    [Reference("wide", "wide events: public", "wide/supervise has incorrect permissions: 755")]
    [Reference("odd", "odd status: owner|odd control: owner", "odd/event has incorrect permissions: 755")]
    public void WhatCannotBeRead(Suite suite, string name, string lines, string warnings)
    {
        Service("nofifo");
        File.Delete(At("nofifo/supervise/control"));
        File.WriteAllText(At("nofifo/supervise/control"), "");
        new ServiceDirectory(At("files")).With("supervise").With("event");
        Service("wide");
        Mode("wide/supervise", 0x1ed);
        Mode("wide/supervise/control", 0x1b6);
        Service("odd");
        Mode("odd/event", 0x1ed);
        string output = lines.Length == 0 ? "" : lines.Replace('|', '\n') + "\n";
        string error = "s6-svperms: warning: " + warnings.Replace("|", "\ns6-svperms: warning: ", StringComparison.Ordinal) + "\n";
        Assert.Equal(new CommandResult(1, output, error), Run(suite, "s6-svperms", name));
    }

    /// <summary>The status of one that is too open is not printed, its control still is.</summary>
    [Theory, Ours]
    public void OnePartOfThree(Suite suite)
    {
        Service();
        Mode("svc/supervise", 0x1ed);
        Assert.Equal(
            new CommandResult(
                1,
                "svc control: owner\nsvc events: public\n",
                "s6-svperms: warning: svc/supervise has incorrect permissions: 755\n"),
            Run(suite, "s6-svperms", "svc"));
    }

    [Theory]
    [Ours("-u", "stat missing/supervise")]
    [Ours("-e", "stat missing/event")]
    [Ours("-G :0", "chown missing/supervise")]
    [Reference("-u", "stat missing/supervise")]
    [Reference("-e", "stat missing/event")]
    [Reference("-G :0", "chown missing/supervise")]
    public void NothingToSet(Suite suite, string options, string what) => Assert.Equal(
        new CommandResult(111, "", $"s6-svperms: fatal: unable to {what}: No such file or directory\n"),
        Run(suite, "s6-svperms", [.. options.Split(' '), "missing"]));

    [Theory]
    [Ours("")]
    [Ours("-z svc")]
    [Ours("-G")]
    [Ours("-G :x svc")]
    [Ours("-E : svc")]
    [Reference("")]
    [Reference("-z svc")]
    [Reference("-G")]
    [Reference("-G :x svc")]
    [Reference("-E : svc")]
    public void WrongUsage(Suite suite, string arguments) => Assert.Equal(
        new CommandResult(100, "", Usage),
        Run(suite, "s6-svperms", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory, Ours, Reference(Since = "2.15")]
    public void AnUnknownGroup(Suite suite) => Assert.Equal(
        new CommandResult(
            100, "", "s6-svperms: fatal: unable to find entry for no-such-group in group database\n"),
        Run(suite, "s6-svperms", "-g", "no-such-group", "svc"));

    /// <summary>A directory as a supervisor leaves it, or with public events.</summary>
    private void Service(string name = "svc", int events = 0x3db)
    {
        using (new ControlFifo(At(name)))
        {
        }
        Directory.CreateDirectory(At(name + "/event"));
        Mode(name + "/supervise", 0x1c0);
        Mode(name + "/event", events);
    }

    private void Mode(string name, int mode) => File.SetUnixFileMode(At(name), (UnixFileMode)mode);
}
