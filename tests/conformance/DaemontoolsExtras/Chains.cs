using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.DaemontoolsExtras;

/// <summary>From one chain loader to the next: how a program is found, and what is said when it is not.</summary>
public sealed class Chains(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Ours, Reference(Since = "2.15")]
    public void ManyInARow(Suite suite)
    {
        Directory.CreateDirectory(At("env"));
        File.WriteAllText(At("env/NAME"), "value\n");
        CommandResult result = Run(
            suite, "s6-setsid", "s6-softlimit", "-o", "100", "s6-envdir", "env", "s6-setlock", "-d", "9", "file",
            "s6-setuidgid", "", "sh", "-c", "echo $NAME; ulimit -n; readlink /proc/$$/fd/9");
        Assert.Equal(new CommandResult(0, $"value\n100\n{At("file")}\n", ""), result);
    }

    [Theory, Ours, Reference]
    public void TheProgramIsFoundInThePathFromBefore(Suite suite)
    {
        Directory.CreateDirectory(At("env"));
        File.WriteAllText(At("env/PATH"), "/nowhere\n");
        Assert.Equal(new CommandResult(0, "found\n", ""), Run(suite, "s6-envdir", "env", "echo", "found"));
        Assert.Equal(
            new CommandResult(127, "", "s6-setsid: fatal: unable to exec echo: No such file or directory\n"),
            Run(suite, "s6-envdir", "env", suite.Find("s6-setsid"), "echo", "found"));
    }

    [Theory, Ours, Reference]
    public void AnotherProgramOfThatNameIsTakenWhereItComesFirst(Suite suite)
    {
        Executable(suite, "first/s6-setsid", "#!/bin/sh\\necho the other \"$@\"\\n");
        CommandResult result = Shell(suite, "PATH=$PWD/first:$PATH; exec s6-softlimit -c 0 s6-setsid echo x");
        Assert.Equal(new CommandResult(0, "the other echo x\n", ""), result);
        // Not where it cannot be executed.
        File.SetUnixFileMode(At("first/s6-setsid"), UnixFileMode.UserRead);
        result = Shell(suite, "PATH=$PWD/first:$PATH; exec s6-softlimit -c 0 s6-setsid echo x");
        Assert.Equal(new CommandResult(0, "x\n", ""), result);
    }

    [Theory]
    [Ours("no-such", 127, "no-such: No such file or directory")]
    [Ours("./no-such", 127, "./no-such: No such file or directory")]
    [Ours("/", 126, "/: Permission denied")]
    [Ours("./plain", 126, "./plain: Permission denied")]
    [Ours("./junk", 126, "./junk: Exec format error")]
    [Ours("./script", 127, "./script: No such file or directory")]
    [Ours("plain/x", 126, "plain/x: Not a directory")]
    [Reference("no-such", 127, "no-such: No such file or directory")]
    [Reference("./no-such", 127, "./no-such: No such file or directory")]
    [Reference("/", 126, "/: Permission denied")]
    [Reference("./plain", 126, "./plain: Permission denied")]
    [Reference("./junk", 126, "./junk: Exec format error")]
    [Reference("./script", 127, "./script: No such file or directory")]
    [Reference("plain/x", 126, "plain/x: Not a directory")]
    public void ProgramsThatCannotBeExecuted(Suite suite, string program, int code, string message)
    {
        File.WriteAllText(At("plain"), "");
        Executable(suite, "junk", "\\001\\002");
        Executable(suite, "script", "#!/nowhere\\n");
        CommandResult result = Run(suite, "s6-setsid", "s6-softlimit", "-c", "0", program);
        Assert.Equal(new CommandResult(code, "", $"s6-softlimit: fatal: unable to exec {message}\n"), result);
    }

    [Theory]
    [Ours("plain", "$PWD:$PATH", 126, "plain: Permission denied")]
    [Ours("no-such", "$PWD/plain:$PATH", 126, "no-such: Not a directory")]
    [Ours("echo", "$PWD/plain:$PATH", 0, "")]
    [Ours("here", "$PATH:", 127, "here: No such file or directory")]
    [Ours("here", ":$PATH", 127, "here: No such file or directory")]
    [Ours("here", "$PATH:.", 0, "")]
    [Reference("plain", "$PWD:$PATH", 126, "plain: Permission denied")]
    [Reference("no-such", "$PWD/plain:$PATH", 126, "no-such: Not a directory")]
    [Reference("echo", "$PWD/plain:$PATH", 0, "")]
    [Reference("here", "$PATH:", 127, "here: No such file or directory")]
    [Reference("here", ":$PATH", 127, "here: No such file or directory")]
    [Reference("here", "$PATH:.", 0, "")]
    public void HowPathIsSearched(Suite suite, string program, string path, int code, string message)
    {
        File.WriteAllText(At("plain"), "");
        Executable(suite, "here", "#!/bin/sh\\n");
        CommandResult result = Shell(suite, $"PATH=\"{path}\"; exec s6-setsid {program} > /dev/null");
        Assert.Equal(new CommandResult(code, "", code == 0 ? "" : $"s6-setsid: fatal: unable to exec {message}\n"), result);
    }

    /// <summary>
    /// A child writes it: while another test starts a process, that would hold a file open for writing that this one wrote,
    /// and such a file cannot be executed.
    /// </summary>
    private void Executable(Suite suite, string name, string content)
    {
        CommandResult written = Shell(suite, $"mkdir -p $(dirname {name}) && printf '{content}' > {name} && chmod 755 {name}");
        Assert.Equal(new CommandResult(0, "", ""), written);
    }
}
