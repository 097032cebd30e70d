using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Clients;

/// <summary>s6-svc.html: what the options write into supervise/control, and the errors.</summary>
public sealed class SvcLetters(ITestOutputHelper output) : Scenario(output)
{
    private const string Usage =
        "s6-svc: usage: s6-svc [ -wu | -wU | -wd | -wD | -wr | -wR ] [ -T timeout ] [ -s signal | -abqhkti12pcyrlPCK ] " +
        "[ -oduDUxOQ ] servicedirs...\n";

    [Theory]
    [Density("-abqhkti12pcyr", "abqhkti12pcyr")]
    [Ours("-abqhkti12pcyr", "abqhkti12pcyr")]
    [Density("-lPCK", "lPCK")]
    [Ours("-lPCK", "lPCK")]
    [Density("-oduDUxO", "oduDUxO")]
    [Ours("-oduDUxO", "oduDUxO")]
    [Density("-Q", "Q")]
    [Ours("-Q", "Q")]
    [Density("-d -u", "du")]
    [Ours("-d -u", "du")]
    [Density("-du -x", "dux")]
    [Ours("-du -x", "dux")]
    [Density("-ttt", "ttt")]
    [Ours("-ttt", "ttt")]
    [Density("-u --", "u")]
    [Ours("-u --", "u")]
    [Density("-T 10 -u", "u")]
    [Ours("-T 10 -u", "u")]
    [Density("-T10 -u", "u")]
    [Ours("-T10 -u", "u")]
    [Reference("-abqhkti12pcyr", "abqhkti12pcyr")]
    [Reference("-lPCK", "lPCK", Since = "2.15.1")]
    [Reference("-oduDUxO", "oduDUxO")]
    [Reference("-Q", "Q")]
    [Reference("-d -u", "du")]
    [Reference("-du -x", "dux")]
    [Reference("-ttt", "ttt")]
    [Reference("-u --", "u")]
    [Reference("-T 10 -u", "u")]
    [Reference("-T10 -u", "u")]
    public void OptionsAreLettersInTheirOrder(Suite suite, string options, string letters)
    {
        ControlFifo control = Own(new ControlFifo(At("svc")));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svc", [.. options.Split(' '), "svc"]));
        Assert.Equal(letters, control.Letters);
    }

    [Theory]
    [Density("ALRM", "a")]
    [Ours("ALRM", "a")]
    [Density("sigabrt", "b")]
    [Ours("sigabrt", "b")]
    [Density("Quit", "q")]
    [Ours("Quit", "q")]
    [Density("1", "h")]
    [Ours("1", "h")]
    [Density("SIGKILL", "k")]
    [Ours("SIGKILL", "k")]
    [Density("15", "t")]
    [Ours("15", "t")]
    [Density("int", "i")]
    [Ours("int", "i")]
    [Density("USR1", "1")]
    [Ours("USR1", "1")]
    [Density("usr2", "2")]
    [Ours("usr2", "2")]
    [Density("STOP", "p")]
    [Ours("STOP", "p")]
    [Density("CONT", "c")]
    [Ours("CONT", "c")]
    [Density("28", "y")]
    [Ours("28", "y")]
    [Reference("ALRM", "a", Since = "2.12")]
    [Reference("sigabrt", "b", Since = "2.12")]
    [Reference("Quit", "q", Since = "2.12")]
    [Reference("1", "h", Since = "2.12")]
    [Reference("SIGKILL", "k", Since = "2.12")]
    [Reference("15", "t", Since = "2.12")]
    [Reference("int", "i", Since = "2.12")]
    [Reference("USR1", "1", Since = "2.12")]
    [Reference("usr2", "2", Since = "2.12")]
    [Reference("STOP", "p", Since = "2.12")]
    [Reference("CONT", "c", Since = "2.12")]
    [Reference("28", "y", Since = "2.12")]
    public void ASignalByNameOrNumber(Suite suite, string signal, string letter)
    {
        ControlFifo control = Own(new ControlFifo(At("svc")));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svc", "-s", signal, "svc"));
        Assert.Equal(letter, control.Letters);
    }

    [Theory]
    [Density("FOO", "invalid signal: FOO")]
    [Ours("FOO", "invalid signal: FOO")]
    [Density("", "invalid signal: ")]
    [Ours("", "invalid signal: ")]
    [Density("-1", "invalid signal: -1")]
    [Ours("-1", "invalid signal: -1")]
    [Density("SEGV", "SEGV is not in the list of user-available signals")]
    [Ours("SEGV", "SEGV is not in the list of user-available signals")]
    [Density("11", "11 is not in the list of user-available signals")]
    [Ours("11", "11 is not in the list of user-available signals")]
    [Reference("FOO", "invalid signal: FOO", Since = "2.12")]
    [Reference("", "invalid signal: ", Since = "2.12")]
    [Reference("-1", "invalid signal: -1", Since = "2.12")]
    [Reference("SEGV", "SEGV is not in the list of user-available signals", Since = "2.12")]
    [Reference("11", "11 is not in the list of user-available signals", Since = "2.12")]
    public void OtherSignalsAreRefused(Suite suite, string signal, string message)
    {
        ControlFifo control = Own(new ControlFifo(At("svc")));
        Assert.Equal(new CommandResult(100, "", $"s6-svc: fatal: {message}\n"), Run(suite, "s6-svc", "-u", "-s", signal, "svc"));
        Assert.Equal("", control.Letters);
    }

    [Theory]
    [Density("")]
    [Ours("")]
    [Density("-d")]
    [Ours("-d")]
    [Density("-z svc")]
    [Ours("-z svc")]
    [Density("-wx svc")]
    [Ours("-wx svc")]
    [Density("-T x -d svc")]
    [Ours("-T x -d svc")]
    [Density("-T -1 -d svc")]
    [Ours("-T -1 -d svc")]
    [Density("-T 4294967296 -d svc")]
    [Ours("-T 4294967296 -d svc")]
    [Reference("", Since = "2.15.1")]
    [Reference("-d", Since = "2.15.1")]
    [Reference("-z svc", Since = "2.15.1")]
    [Reference("-wx svc", Since = "2.15.1")]
    [Reference("-T x -d svc", Since = "2.15.1")]
    [Reference("-T -1 -d svc", Since = "2.15.1")]
    [Reference("-T 4294967296 -d svc", Since = "2.15.1")]
    public void WrongUsage(Suite suite, string arguments)
    {
        ControlFifo control = Own(new ControlFifo(At("svc")));
        string[] words = arguments.Length == 0 ? [] : arguments.Split(' ');
        Assert.Equal(new CommandResult(100, "", Usage), Run(suite, "s6-svc", words));
        Assert.Equal("", control.Letters);
    }

    [Theory, Density, Ours, Reference(Since = "2.14")]
    public void TooManyCommands(Suite suite)
    {
        ControlFifo control = Own(new ControlFifo(At("svc")));
        // The C program has room for 62 letters, although its buffer is one of 63.
        string most = new('t', suite.Diverges(ours: 63, reference: 62));
        Assert.Equal(0, Run(suite, "s6-svc", "-" + most, "svc").ExitCode);
        Assert.Equal(most, control.Letters);
        Assert.Equal(new CommandResult(100, "", "s6-svc: fatal: too many commands\n"), Run(suite, "s6-svc", $"-{most}t", "svc"));
    }

    [Theory, Density, Ours, Reference(Since = "2.14")]
    public void SeveralDirectories(Suite suite)
    {
        ControlFifo one = Own(new ControlFifo(At("one")));
        ControlFifo two = Own(new ControlFifo(At("two")));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svc", "-rx", "one", At("two") + "/"));
        Assert.Equal(("rx", "rx"), (one.Letters, two.Letters));
    }

    /// <summary>"It then exits with an error code corresponding to the last directory that caused an error."</summary>
    [Theory, Density, Ours, Reference(Since = "2.14")]
    public void AnErrorDoesNotKeepItFromTheOthers(Suite suite)
    {
        ControlFifo two = Own(new ControlFifo(At("two")));
        NotListening("stopped");
        CommandResult result = Run(suite, "s6-svc", "-d", "missing", "stopped", "two");
        Assert.Equal(102, result.ExitCode);
        Assert.Equal(
            "s6-svc: warning: unable to control missing: No such file or directory\n" +
            "s6-svc: warning: unable to control stopped: supervisor not listening\n",
            result.Error);
        Assert.Equal(111, Run(suite, "s6-svc", "-d", "stopped", "missing", "two").ExitCode);
        Assert.Equal("dd", two.Letters);
    }

    [Theory, Density, Ours, Reference(Since = "2.14")]
    public void ADirectoryWithoutASupervisor(Suite suite)
    {
        NotListening("svc");
        Assert.Equal(
            new CommandResult(102, "", "s6-svc: warning: unable to control svc: supervisor not listening\n"),
            Run(suite, "s6-svc", "-d", "svc"));
    }

    [Theory]
    [Density("missing", "No such file or directory")]
    [Ours("missing", "No such file or directory")]
    [Density("file", "Not a directory")]
    [Ours("file", "Not a directory")]
    [Reference("missing", "No such file or directory", Since = "2.14")]
    [Reference("file", "Not a directory", Since = "2.14")]
    public void NoServiceDirectory(Suite suite, string name, string reason)
    {
        File.WriteAllText(At("file"), "");
        Assert.Equal(
            new CommandResult(111, "", $"s6-svc: warning: unable to control {name}: {reason}\n"),
            Run(suite, "s6-svc", "-d", name));
    }

    [Theory, Density, Ours, Reference(Since = "2.14")]
    public void AnEmptyName(Suite suite) =>
        Assert.Equal(new CommandResult(100, "", "s6-svc: fatal: invalid service path\n"), Run(suite, "s6-svc", "-d", ""));

    [Theory, Density, Ours, Reference]
    public void NoCommandAtAllOnlyChecks(Suite suite)
    {
        ControlFifo control = Own(new ControlFifo(At("svc")));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svc", "svc"));
        Assert.Equal("", control.Letters);
    }

    /// <summary>A directory as a supervisor leaves it: a FIFO that nobody reads.</summary>
    private void NotListening(string name)
    {
        new ControlFifo(At(name)).Dispose();
    }
}
