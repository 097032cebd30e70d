using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Execline;

/// <summary>
/// Whole scripts as systems have them: to boot, to run services and loggers, to look after what has ended, and to shut down. Their
/// first line names the suite's execlineb, as the kernel reads it.
/// </summary>
public sealed class ServiceScripts(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>The FIFO is opened for both directions before anything can block on it, as the catch-all logger's is.</summary>
    private const string StageOne = """
        # What is there before anything else.
        cd root
        umask 027
        unexport TRASH
        export GREETING "hello  there"
        if { mkdir -p run/service run/log }
        if { mkfifo -m 0600 run/fifo }
        fdclose 0
        redirfd -r 0 /dev/null
        redirfd -rnb 5 run/fifo
        redirfd -wnb 6 run/fifo
        background
        {
          fdclose 5
          fdmove 1 6
          fdmove -c 2 1
          foreground { echo booting "$0" with $# words: $@ }
          importas -D none kernel KERNEL
          foreground { echo the kernel said: ${kernel} }
          sh -c "echo oops >&2; umask; exit 4"
        }
        importas -i stage2 !
        fdclose 6
        unexport !
        foreground { fdmove 0 5 redirfd -w 1 run/log/current cat }
        fdclose 5
        foreground { wait { ${stage2} } echo stage 2 is over }
        foreground { cat run/log/current }
        multisubstitute
        {
          importas -sCd " " words GREETING
          define -n where "run/log"
        }
        exec -a init printf "<%s>\n" ${words} -${words}- ${where}/current
        """;

    private const string Service = """
        # A service that writes to its logger, with little of everything.
        fdmove -c 2 1
        redirfd -r 0 data
        s6-envdir -I env
        multisubstitute
        {
          importas -D 8000 port PORT
          importas -sCu options OPTIONS
          importas -uD "" none NONE
        }
        s6-softlimit -o 64 -c 0
        s6-setuidgid ACCOUNT
        sh -c "id -u; id -g; ulimit -n; ulimit -c; cat; echo \"$*\" >&2" -- --port ${port} $options "[${none}]" end
        """;

    private const string LoggerRun = """
        fdclose 2
        fdmove -c 2 1
        backtick -D 3 number { grep -o "[0-9]*" settings }
        importas -i number number
        # Those that say nothing are left out.
        s6-log -b -- - +warning: +error: n${number} s1000000 ./log - + 1
        """;

    private const string Finish = """
        # Code, signal and name of what has ended.
        define -s words "by signal"
        ifelse { eltest $1 -eq 256 }
        {
          ifelse { test $2 -eq 15 } { echo $3 was told to end }
          echo $3 was killed $words $2
        }
        ifelse -n { eltest $1 -ne 0 } { echo $3 is done }
        foreground { echo $3 failed with $1 }
        ifte { exit 125 } { exit 0 } test $1 -ge 100
        """;

    private const string Shutdown = """
        # Told how by its first word, or by a file.
        ifelse { eltest $# -gt 1 } { foreground { fdmove 1 2 echo usage: shutdown [ how ] } exit 100 }
        foreground { redirfd -w 1 how echo -n ${1} }
        if -t { eltest -s how }
        if -nt { test -e forbidden }
        backtick -i services { pipeline { find scan -maxdepth 1 -mindepth 1 -type d ! -name .* -printf "%f\n" } sort }
        importas -isCd " \n" services services
        forx -o 0 service { $services }
          importas -ui service service
          foreground { echo stopping $service }
          ifelse { test $service = keep } { echo but not $service }
          s6-svc -wD -d scan/$service
        """;

    private const string Leave = """
        # The last thing that a scanner becomes.
        redirfd -w 1 ../gone
        fdmove -c 2 1
        wait { }
        backtick -n how { cat ../how }
        importas -iu how how
        ifelse -X { eltest $how = halt } { echo halted in .s6-svscan or not: $# }
        echo not halted: $how
        """;

    [Theory, Ours, Reference(Needs = "execlineb")]
    public void ASystemBoots(Suite suite)
    {
        _ = Directory.CreateDirectory(At("root"));
        CommandResult result = Execute(suite, Write(suite, "init", "-S0", StageOne), "quiet", "a  b", "");
        Assert.Equal(
            new CommandResult(
                0,
                "stage 2 is over\n"
                + $"booting {At("init")} with 3 words: quiet a  b \n"
                + "the kernel said: none\n"
                + "oops\n0027\n"
                + "<hello>\n<there>\n<-hello->\n<-there->\n<run/log/current>\n",
                ""),
            result);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, Mode("root/run/log/current"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode("root/run/fifo"));
    }

    [RootTheory]
    [Ours("12:34", "12", "34")]
    [Ours("daemon", "1", "1")]
    [Reference("12:34", "12", "34", Needs = "execlineb")]
    [Reference("daemon", "1", "1", Needs = "execlineb")]
    public void AServiceGetsWhatItsScriptSays(Suite suite, string account, string user, string group)
    {
        File.WriteAllText(At("data"), "input\n");
        _ = Directory.CreateDirectory(At("env"));
        File.WriteAllText(At("env/OPTIONS"), "-v  --name=x y \n");
        File.WriteAllText(At("env/PORT"), "80\nignored\n");
        File.WriteAllText(At("env/NONE"), "");
        string run = Write(suite, "run", "-P", Service.Replace("ACCOUNT", account, StringComparison.Ordinal));
        string who = $"{user}\n{group}\n64\n0\ninput\n";
        Assert.Equal(new CommandResult(0, who + "--port 80 -v --name=x y [] end\n", ""), Execute(suite, run));
        Directory.Delete(At("env"), recursive: true);
        Assert.Equal(new CommandResult(0, who + "--port 8000 [] end\n", ""), Execute(suite, run));
    }

    [Theory]
    [Ours("number=2\n")]
    [Ours("")]
    [Reference("number=2\n", Needs = "execlineb")]
    [Reference("", Needs = "execlineb")]
    public void ALoggerLogs(Suite suite, string settings)
    {
        File.WriteAllText(At("settings"), settings);
        string log = Write(suite, "log.run", "-P", LoggerRun);
        CommandResult result = Child.Run(
            log, [log], EnvironmentOf(suite), Scratch, "warning: one\nnothing\nerror: two\n");
        Assert.Equal(new CommandResult(0, "warning: one\nnothing\nerror: two\n", ""), result);
        Assert.Equal("warning: one\nerror: two\n", File.ReadAllText(At("log/current")));
    }

    [Theory]
    [Ours("256 15 svc", 0, "svc was told to end\n")]
    [Ours("256 9 svc", 0, "svc was killed by signal 9\n")]
    [Ours("0 0 svc", 0, "svc is done\n")]
    [Ours("3 0 svc", 0, "svc failed with 3\n")]
    [Ours("111 0 svc 1234", 125, "svc failed with 111\n")]
    [Reference("256 15 svc", 0, "svc was told to end\n", Needs = "execlineb")]
    [Reference("256 9 svc", 0, "svc was killed by signal 9\n", Needs = "execlineb")]
    [Reference("0 0 svc", 0, "svc is done\n", Needs = "execlineb")]
    [Reference("3 0 svc", 0, "svc failed with 3\n", Needs = "execlineb")]
    [Reference("111 0 svc 1234", 125, "svc failed with 111\n", Needs = "execlineb")]
    public void WhatHasEndedIsLookedAfter(Suite suite, string words, int code, string said) =>
        Assert.Equal(new CommandResult(code, said, ""), Execute(suite, Write(suite, "finish", "-S3", Finish), words.Split(' ')));

    /// <summary>The script brings the services down but one, and the scanner ends with the rest of the system.</summary>
    [Theory, Ours, Density, Reference(Needs = "execlineb")]
    public void ASystemGoesDown(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.AddIdle("keep");
        Write(suite, Path.Combine(scanner.Path, "one", "finish"), "-S3", "redirfd -w 1 said\n" + Finish);
        _ = Directory.CreateDirectory(scanner[".s6-svscan"]);
        Write(suite, scanner[".s6-svscan/finish"], "-S0", Leave);
        scanner.Start();
        scanner.Events("one").Expect("su");
        scanner.Events("keep").Expect("su");
        string shutdown = Write(suite, "shutdown", "-S1", Shutdown);
        Assert.Equal(
            new CommandResult(0, "stopping keep\nbut not keep\nstopping one\n", ""), Execute(suite, shutdown, "halt"));
        scanner.Events("one").Expect("sudD");
        Assert.Equal("one was told to end\n", File.ReadAllText(scanner["one/said"]));
        Assert.Equal(new CommandResult(100, "", "usage: shutdown [ how ]\n"), Execute(suite, shutdown, "a", "b"));
        Assert.Equal(0, Run(suite, "s6-svscanctl", "-t", scanner.Path).ExitCode);
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        scanner.Events("keep").Expect("sudDx");
        Assert.Equal("halted in .s6-svscan or not: 0\n", File.ReadAllText(At("gone")));
    }

    private UnixFileMode Mode(string name) => File.GetUnixFileMode(At(name));

    /// <summary>A script in the scratch directory that the kernel hands to the suite's execlineb.</summary>
    private string Write(Suite suite, string name, string options, string text)
    {
        string path = At(name);
        lock (Child.NoStart)
        {
            File.WriteAllText(path, $"#!{suite.Find("execlineb")} {options}\n{text}\n");
        }
        File.SetUnixFileMode(path, (UnixFileMode)0x1ed);
        return path;
    }

    private CommandResult Execute(Suite suite, string script, params string[] words) =>
        Child.Run(script, [script, .. words], EnvironmentOf(suite), Scratch);
}
