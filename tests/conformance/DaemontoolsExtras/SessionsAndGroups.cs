using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.DaemontoolsExtras;

/// <summary>s6-setsid.html, as far as it goes without a terminal.</summary>
public sealed class SessionsAndGroups(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>Whether the shell leads its session and its process group, of proc(5)'s stat.</summary>
    private const string Leads =
        "set -- $(cat /proc/$$/stat); echo $([ $6 = $$ ] && echo session) $([ $5 = $$ ] && echo group)";

    [Theory]
    [Ours("", "session group\n")]
    [Ours("-s", "session group\n")]
    [Ours("-bs", "session group\n")]
    [Ours("-b", "group\n")]
    [Ours("-s -b", "group\n")]
    [Reference("", "session group\n")]
    [Reference("-s", "session group\n")]
    [Reference("-bs", "session group\n")]
    [Reference("-b", "group\n")]
    [Reference("-s -b", "group\n")]
    public void LeadsASessionOrAGroup(Suite suite, string options, string expected) => Leading(suite, options, expected);

    [Theory]
    [Ours("--session", "session group\n")]
    [Ours("--process-group", "group\n")]
    [Ours("--background-process-group", "group\n")]
    [Ours("--foreground", "session group\n")]
    [Ours("--grab --no-strict --strict", "session group\n")]
    [Ours("--process-group --session", "session group\n")]
    [Reference("--session", "session group\n", Since = "2.15")]
    [Reference("--process-group", "group\n", Since = "2.15")]
    [Reference("--background-process-group", "group\n", Since = "2.15")]
    [Reference("--foreground", "session group\n", Since = "2.15")]
    [Reference("--grab --no-strict --strict", "session group\n", Since = "2.15")]
    [Reference("--process-group --session", "session group\n", Since = "2.15")]
    public void LongNames(Suite suite, string options, string expected) => Leading(suite, options, expected);

    [Theory]
    [Ours("", 0, "s6-setsid: warning: unable to setsid: Operation not permitted\n")]
    [Ours("-I", 0, "s6-setsid: warning: unable to setsid: Operation not permitted\n")]
    [Ours("-q", 0, "")]
    [Ours("-i", 111, "s6-setsid: fatal: unable to setsid: Operation not permitted\n")]
    [Reference("", 0, "s6-setsid: warning: unable to setsid: Operation not permitted\n")]
    [Reference("-I", 0, "s6-setsid: warning: unable to setsid: Operation not permitted\n")]
    [Reference("-q", 0, "")]
    [Reference("-i", 111, "s6-setsid: fatal: unable to setsid: Operation not permitted\n")]
    public void ALeaderCannotBecomeOneAgain(Suite suite, string options, int code, string error)
    {
        CommandResult result = Shell(suite, $"s6-setsid s6-setsid {options} echo executed");
        Assert.Equal(new CommandResult(code, code == 0 ? "executed\n" : "", error), result);
    }

    [Theory]
    [Ours("-f -d 17", 0, "s6-setsid: warning: unable to tcsetpgrp: Bad file descriptor\n")]
    [Ours("-g -d 17", 0, "s6-setsid: warning: unable to tcsetpgrp: Bad file descriptor\n")]
    [Ours("-q -g -d 17", 0, "")]
    [Ours("-i -f -d 17", 111, "s6-setsid: fatal: unable to tcsetpgrp: Bad file descriptor\n")]
    [Reference("-f -d 17", 0, "s6-setsid: warning: unable to tcsetpgrp: Bad file descriptor\n")]
    [Reference("-g -d 17", 0, "s6-setsid: warning: unable to tcsetpgrp: Bad file descriptor\n")]
    [Reference("-q -g -d 17", 0, "")]
    [Reference("-i -f -d 17", 111, "s6-setsid: fatal: unable to tcsetpgrp: Bad file descriptor\n")]
    public void ATerminalThatIsNone(Suite suite, string options, int code, string error)
    {
        // Beneath a shell that leads the session, so that a new group can be made.
        CommandResult result = Shell(suite, $"s6-setsid sh -c 's6-setsid {options} echo executed; exit $?'");
        Assert.Equal(new CommandResult(code, code == 0 ? "executed\n" : "", error), result);
    }

    [Theory]
    [Ours("-f", true)]
    [Ours("-g", true)]
    [Ours("-q -f", true)]
    [Ours("-i -f", false)]
    [Reference("-f", false, Since = "2.15")]
    [Reference("-g", false, Since = "2.15")]
    [Reference("-q -f", false, Since = "2.15")]
    [Reference("-i -f", false, Since = "2.15")]
    public void WithoutATerminalOnlyStrictnessEndsIt(Suite suite, string options, bool executes)
    {
        // As the page says of -I; the reference always ends.
        CommandResult result = Shell(suite, $"s6-setsid sh -c 's6-setsid {options} echo executed; exit $?'");
        Assert.Equal((executes ? 0 : 111, executes ? "executed\n" : ""), (result.ExitCode, result.Output));
        bool quiet = executes && options.StartsWith("-q", StringComparison.Ordinal);
        Assert.Equal(!quiet, result.Error.Contains("unable to open /dev/tty: ", StringComparison.Ordinal));
    }

    [Theory]
    [Ours("-b", "")]
    [Ours("-g -i", "foreground")]
    [Ours("-g -i -d 0", "foreground")]
    [Reference("-b", "")]
    public void TakesTheTerminal(Suite suite, string options, string expected)
    {
        // The reference's -g catches SIGTTOU, restarts the call that sent it, and so never comes to an end.
        File.WriteAllText(
            At("check"), "set -- $(cat /proc/$$/stat); [ $5 = $8 ] && echo foreground\nexec grep SigBlk /proc/self/status\n");
        File.WriteAllText(At("start"), "s6-setsid \"$@\" sh ./check < /dev/tty & wait $!\n");
        // script(1) leaves signals blocked.
        const string unblock = "perl -MPOSIX -e 'sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV'";
        CommandResult result = Shell(suite, $"exec script -qec \"{unblock} sh ./start {options}\" /dev/null");
        string blocked = Shell(suite, "grep SigBlk /proc/self/status").Output;
        string lines = result.Output.Replace("\r", "", StringComparison.Ordinal);
        Assert.Equal((0, (expected.Length > 0 ? expected + "\n" : "") + blocked), (result.ExitCode, lines));
    }

    [Theory]
    [Ours("-x true", "fatal: unrecognized short option: x")]
    [Ours("--no-such true", "fatal: unrecognized boolean option: --no-such")]
    [Ours("--session=1 true", "fatal: unrecognized option with argument: --session=1")]
    [Ours("--ctty true", "fatal: unrecognized boolean option: --ctty")]
    [Ours("--=1 true", "fatal: invalid option: --=1")]
    [Reference("-x true", "fatal: unrecognized short option: x", Since = "2.15")]
    [Reference("--no-such true", "fatal: unrecognized boolean option: --no-such", Since = "2.15")]
    [Reference("--session=1 true", "fatal: unrecognized option with argument: --session=1", Since = "2.15")]
    [Reference("--ctty true", "fatal: unrecognized boolean option: --ctty", Since = "2.15")]
    [Reference("--=1 true", "fatal: invalid option: --=1", Since = "2.15")]
    public void WrongOptions(Suite suite, string words, string message) =>
        Assert.Equal(new CommandResult(100, "", $"s6-setsid: {message}\n"), Run(suite, "s6-setsid", words.Split(' ')));

    [Theory]
    [Ours("")]
    [Ours("-d x true")]
    [Ours("--ctty=x true")]
    [Ours("-d 3")]
    [Reference("", Since = "2.15")]
    [Reference("-d x true", Since = "2.15")]
    [Reference("--ctty=x true", Since = "2.15")]
    [Reference("-d 3", Since = "2.15")]
    public void WrongUsage(Suite suite, string words)
    {
        string usage = "s6-setsid: usage: s6-setsid [ -s | -b | -f | -g ] [ -i | -I | -q ] [ -d ctty ] prog...\n";
        Assert.Equal(
            new CommandResult(100, "", usage), Run(suite, "s6-setsid", words.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    private void Leading(Suite suite, string options, string expected)
    {
        // Beneath a shell that stays: what it starts leads nothing yet.
        CommandResult result = Shell(suite, $"s6-setsid {options} sh -c '{Leads}'; exit $?");
        Assert.Equal(new CommandResult(0, expected, ""), result);
    }
}
