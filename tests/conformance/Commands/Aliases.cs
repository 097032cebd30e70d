using System;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>s6-alias, s6-alias-sv and s6-alias-chpst: what they become, shown by programs that show their words.</summary>
public sealed class Aliases(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>In place of every command that they may become, whose words it shows; s6-svc exits with SVCRC.</summary>
    private const string Shows = """
        export SESTET_CHAIN=exec
        mkdir -p show services/a/log services/b
        export SVDIR=services
        printf '#!/bin/sh\nprintf %%s "${0##*/}"\nfor a; do printf " <%%s>" "$a"; done; echo\nexit ${SVCRC:-0}\n' > show/show
        chmod +x show/show
        for i in svc svstat svok svscan svscanboot svwait supervise log setlock softlimit setsid setuidgid envuidgid envdir \
            fghack tai64n tai64nlocal applyuidgid nice chroot; do ln -s show show/s6-$i; done
        for i in nice chroot exec fdclose prog; do ln -s show show/$i; done
        for i in s6-alias s6-alias-sv s6-alias-chpst; do ln -s $(command -v $i) show/$i; done
        PATH=$PWD/show:/usr/bin:/bin

        """;

    [Theory]
    [Ours("envdir envuidgid fghack setlock setuidgid softlimit supervise svc svok svscan svstat tai64n tai64nlocal")]
    [Reference("envdir envuidgid fghack setlock setuidgid softlimit supervise svc svok svscan svstat tai64n tai64nlocal", Needs = "s6-alias")]
    public void CommandsOfOtherSuites(Suite suite, string same)
    {
        CommandResult result = Shell(suite, $$"""
            {{Shows}}for i in {{same}} multilog pgrphack runsv; do s6-alias $i -x "a b"; done
            s6-alias chpst prog x; s6-alias sv up a
            s6-alias svscanboot x; s6-alias runsvdir dir; s6-alias -- runsvdir -- dir
            ln -s $(command -v s6-alias) svc; ./svc -v x
            """);
        string expected = string.Concat(same.Split(' ').Concat(["log", "setsid", "supervise"]).Select(name => $"s6-{name} <-x> <a b>\n"))
            + "prog <x>\ns6-svc <-u> <--> <services/a>\ns6-svscanboot <-c> </dev/console> <--> </service>\n"
            + "s6-svscan <-t0> <dir>\ns6-svscan <-t0> <dir>\ns6-svc <-v> <x>\n";
        Assert.Equal(new CommandResult(0, expected, ""), result);
    }

    /// <summary>A link to the one binary, too.</summary>
    [Theory, Ours]
    public void LinksToTheBinary(Suite suite)
    {
        CommandResult result = Shell(suite, """
            for i in setlock sv readproctitle; do ln -s $(command -v s6-alias) $i; done
            ./setlock lock echo locked; ./readproctitle; ./sv nonsense x
            """);
        Assert.Equal(100, result.ExitCode);
        Assert.Equal("locked\n", result.Output);
        Assert.StartsWith("s6-alias: fatal: s6 does not provide a readproctitle emulation. ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("\ns6-alias-sv: fatal: unknown command: nonsense\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [Ours("", 100, "usage: s6-alias [ -v ] cmdname options...")]
    [Ours("-x svc", 100, "usage: s6-alias [ -v ] cmdname options...")]
    [Ours("runsvdir -x dir", 100, "usage: s6-alias [ -v ] cmdname options...")]
    [Ours("s6-svc", 100, "fatal: unknown alias: s6-svc")]
    [Ours("runit 1", 100, "fatal: s6 does not provide a runit emulation. To boot on a s6 supervision tree, please consider the s6-linux-init package.")]
    [Ours("runsvchdir", 100, "fatal: s6 does not provide a runsvchdir emulation. To handle several different sets of services, please consider the s6-rc package.")]
    [Ours("-v svok x", 0, "info: the s6 version of svok is s6-svok")]
    [Ours("runsvdir -P dir", 0, "warning: -P option ignored: s6-svscan does not run its supervisor processes (s6-supervise) in a new session. However, by default, it runs every service in a new session.")]
    [Reference("", 100, "usage: s6-alias [ -v ] cmdname options...", Needs = "s6-alias")]
    [Reference("-x svc", 100, "usage: s6-alias [ -v ] cmdname options...", Needs = "s6-alias")]
    [Reference("runsvdir -x dir", 100, "usage: s6-alias [ -v ] cmdname options...", Needs = "s6-alias")]
    [Reference("s6-svc", 100, "fatal: unknown alias: s6-svc", Needs = "s6-alias")]
    [Reference("runit 1", 100, "fatal: s6 does not provide a runit emulation. To boot on a s6 supervision tree, please consider the s6-linux-init package.", Needs = "s6-alias")]
    [Reference("-v svok x", 0, "info: the s6 version of svok is s6-svok", Needs = "s6-alias")]
    public void WhatAliasTells(Suite suite, string words, int code, string message)
    {
        CommandResult result = Shell(suite, $"{Shows}s6-alias {words}");
        Assert.Equal((code, $"s6-alias: {message}\n"), (result.ExitCode, result.Error));
    }

    /// <summary>sv: the options of s6-svc without waiting, and with it; S stands for what tells the status.</summary>
    [Theory, Ours, Reference(Needs = "s6-alias-sv")]
    public void OrdersOfSv(Suite suite)
    {
        (string Words, string Plain, string Waiting)[] orders =
        [
            ("u up", "-u", "-wU -u S"), ("d do down", "-d", "-wD -d S"), ("o onc once", "-o", "-wU -o S"), ("t ter term", "-t", "-wR -r S"),
            ("p pau pause", "-p", "-p"), ("h hup", "-h", "-h"), ("a alarm", "-a", "-a"), ("i inter interrupt", "-i", "-i"),
            ("q quit", "-q", "-q"), ("k ki kill", "-k", "-k"), ("1", "-1", "-1"), ("2", "-2", "-2"), ("s st stat status", "S", "S"),
            ("start", "-wU -u S", "-wU -u S"), ("stop force-stop", "-wD -d S", "-wD -d S"), ("D", "-d", "-wD -d S"),
            ("restart force-restart", "-wU -ru S", "-wU -ru S"), ("reload force-reload", "-h S", "-h S"),
            ("shutdown force-shutdown", "-wD -d S -x", "-wD -d S -x"), ("x e exi exit E X", "-xd", "-wD -d S -x"),
            ("try-restart T", "S", "S"), ("c cont", "-c", suite.Diverges("-wU -c S", "-wU -o S")),
        ];
        string words = string.Join(' ', orders.Select(order => order.Words));
        CommandResult result = Shell(suite, $"{Shows}for c in {words}; do s6-alias-sv $c a; s6-alias-sv -v $c a; done 2>&1 | grep -v warning");
        string expected = string.Concat(orders.SelectMany(order => order.Words.Split(' ').Select(
            _ => Told(order.Plain) + Told(order.Waiting))));
        Assert.Equal(new CommandResult(0, expected, ""), result);
    }

    [Theory]
    [Ours("upx uq us re st-x force force- force-start force-up check1 11 try rest sto U ''")]
    [Reference("upx uq us re st-x force force- force-start force-up check1 11 try rest sto U ''", Needs = "s6-alias-sv")]
    public void OrdersThatAreNone(Suite suite, string words)
    {
        CommandResult result = Shell(suite, $"{Shows}for c in {words}; do s6-alias-sv $c a || echo $?; done");
        Assert.Equal(string.Concat(Enumerable.Repeat("100\n", words.Split(' ').Length)), result.Output);
        Assert.StartsWith("s6-alias-sv: fatal: unknown command: upx\ns6-alias-sv: fatal: unknown command: uq\n", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Names, waits, and how many failed.</summary>
    [Theory, Ours, Reference(Needs = "s6-alias-sv")]
    public void ServicesOfSv(Suite suite)
    {
        CommandResult result = Shell(suite, $$"""
            {{Shows}}s6-alias-sv up a b missing ./a ../x . .. a/ /abs a/log ''
            s6-alias-sv -w 3 start b; SVWAIT=9 s6-alias-sv start b; SVWAIT=9 s6-alias-sv -w 0 start b
            SVDIR= s6-alias-sv up a; unset SVDIR; s6-alias-sv up a
            SVCRC=1 s6-alias-sv up a a a; echo $?
            SVWAIT=x s6-alias-sv up a
            s6-alias-sv up; s6-alias-sv -w x up a; s6-alias-sv -q up a; echo $?
            """);
        string[] names = ["services/a", "services/b", "missing", "./a", "../x", ".", "..", "a/", "/abs", "services/a/log"];
        static string Start(int milliseconds) =>
            $"s6-svc <-wU> <-T{milliseconds}> <-u> <--> <services/b>\nservices/b: s6-svstat <--> <services/b>\n";
        string once = "s6-svc <-u> <--> <a>\n";
        string expected = string.Concat(names.Select(name => $"s6-svc <-u> <--> <{name}>\n")) + Start(3000) + Start(9000) + Start(0)
            + once + once + once + once + once + "3\n" + once + "100\n";
        Assert.Equal(expected, result.Output);
        string usage = "s6-alias-sv: usage: s6-alias-sv [ -v ] [ -w sec ] command services...\n";
        Assert.Equal("s6-alias-sv: warning: invalid SVWAIT value\n" + usage + usage + usage, result.Error);
    }

    /// <summary>A service that is up is restarted, and one that is down is left alone; what is not supervised fails.</summary>
    [Theory, Ours, Reference(Needs = "s6-alias-sv")]
    public void OrdersWithRealServices(Suite suite)
    {
        ServiceDirectory service = NewService().Run("echo >&3; exec sleep 1000").With("notification-fd", "3\n");
        Supervised supervised = Supervise(suite, service);
        Eventually(() => Run(suite, "s6-svstat", "-o", "up", service.Path).Output == "true\n");
        string before = Run(suite, "s6-svstat", "-o", "pid", service.Path).Output;
        Assert.Equal(0, Run(suite, "s6-alias-sv", "check", service.Path).ExitCode);
        Assert.Equal(0, Run(suite, "s6-alias-sv", "-v", "term", service.Path).ExitCode);
        string after = Run(suite, "s6-svstat", "-o", "pid", service.Path).Output;
        Assert.NotEqual(before, after);
        CommandResult down = Run(suite, "s6-alias-sv", "stop", service.Path);
        Assert.Equal((0, true), (down.ExitCode, down.Output.StartsWith($"{service.Path}: down ", StringComparison.Ordinal)));
        Assert.Equal(0, Run(suite, "s6-alias-sv", "try-restart", service.Path).ExitCode);
        Assert.Equal("false\n", Run(suite, "s6-svstat", "-o", "up", service.Path).Output);
        Assert.Equal(2, Run(suite, "s6-alias-sv", "check", At("none"), At("nothing")).ExitCode);
    }

    /// <summary>chpst: the chain that it becomes.</summary>
    [Theory]
    [Ours("-u daemon", "s6-applyuidgid <-u> <1> <-g> <1> <-G> <> <--> <prog>")]
    [Ours("-u daemon:bin:sys:adm", "s6-applyuidgid <-u> <1> <-g> <2> <-G> <3,4> <--> <prog>")]
    [Ours("-u daemon:bin:", "s6-applyuidgid <-u> <1> <-g> <2> <-G> <> <--> <prog>")]
    [Ours("-u :5", "s6-applyuidgid <-u> <5> <-G> <> <--> <prog>")]
    [Ours("-u :5:6:7:8", "s6-applyuidgid <-u> <5> <-g> <6> <-G> <7,8> <--> <prog>")]
    [Ours("-U any", "s6-envuidgid <--> <any> <prog>")]
    [Ours("-U any:bin", "s6-envuidgid <-B> <--> <any:bin> <prog>")]
    [Ours("-U :1:2", "s6-envuidgid <-n> <-B> <--> <1:2> <prog>")]
    [Ours("-L a -l lock", "s6-setlock <-N> <--> <lock> <prog>")]
    [Ours("-l a -L lock", "s6-setlock <-n> <--> <lock> <prog>")]
    [Ours("-c 6 -f 5 -p 4 -o 3 -d 2 -m 1", "s6-softlimit <-m> <1> <-d> <2> <-o> <3> <-p> <4> <-f> <5> <-c> <6> <--> <prog>")]
    [Ours("-2 -0", "fdclose <0> <fdclose> <2> <prog>")]
    [Ours("-b name", "exec <-a> <name> <--> <prog>")]
    [Ours("-P -e env", "s6-setsid <--> <s6-envdir> <--> <env> <prog>")]
    [Ours("-/ root", "s6-chroot <root> <prog>")]
    [Ours("-n -5", "s6-nice <-n> <-5> <--> <prog>")]
    [Ours("-n +5 -/ r -u daemon", "s6-nice <-n> <5> <--> <s6-alias-chpst> <-/> <r> <-u> <daemon> <--> <prog>")]
    [Reference("-u daemon", "s6-applyuidgid <-u> <1> <-g> <1> <-G> <> <--> <prog>", Needs = "s6-alias-chpst")]
    [Reference("-u daemon:bin:sys:adm", "s6-applyuidgid <-u> <1> <-g> <2> <-G> <3,4> <--> <prog>", Needs = "s6-alias-chpst")]
    [Reference("-u daemon:bin:", "s6-applyuidgid <-u> <1> <-g> <2> <-G> <> <--> <prog>", Needs = "s6-alias-chpst")]
    [Reference("-u :5", "s6-applyuidgid <-u> <5> <-G> <> <--> <prog>", Needs = "s6-alias-chpst")]
    [Reference("-u :5:6:7:8", "s6-applyuidgid <-u> <5> <-g> <6> <-G> <7,8> <--> <prog>", Needs = "s6-alias-chpst")]
    [Reference("-U :1:2", "s6-envuidgid <-n> <-B> <--> <1:2> <prog>", Needs = "s6-alias-chpst")]
    [Reference("-L a -l lock", "s6-setlock <-N> <--> <lock> <prog>", Needs = "s6-alias-chpst")]
    [Reference("-c 6 -f 5 -p 4 -o 3 -d 2 -m 1", "s6-softlimit <-m> <1> <-d> <2> <-o> <3> <-p> <4> <-f> <5> <-c> <6> <--> <prog>",
        Needs = "s6-alias-chpst")]
    [Reference("-2 -0", "fdclose <0> <fdclose> <2> <prog>", Needs = "s6-alias-chpst")]
    [Reference("-b name", "exec <-a> <name> <--> <prog>", Needs = "s6-alias-chpst")]
    [Reference("-P -e env", "s6-setsid <--> <s6-envdir> <--> <env> <prog>", Needs = "s6-alias-chpst")]
    public void ChainsOfChpst(Suite suite, string options, string expected)
    {
        CommandResult result = Shell(suite, $"{Shows}s6-alias-chpst {options} prog");
        Assert.Equal(new CommandResult(0, expected + "\n", ""), result);
    }

    /// <summary>
    /// In another root the user is changed, too, though nothing of the suite is there: it lists that root's names, and makes a file
    /// of its own where only the group that it has besides lets it.
    /// </summary>
    [RootTheory, Ours]
    public void ChpstChangesRootAndUser(Suite suite)
    {
        CommandResult result = Shell(suite, """
            mkdir -m 755 root; cp $(readlink -f $(command -v s6-cat)) root/sestet
            mkdir root/group root/closed; chown root:sys root/group; chmod 770 root/group; chmod 700 root/closed
            chmod 755 . root root/sestet
            unset SESTET_CHAIN
            s6-alias-chpst -n 1 -P -/ root -u daemon:bin:sys -l lock -012 true; echo $?
            s6-alias-chpst -P -/ root -u daemon:bin:sys /sestet s6-ls / | sort
            s6-alias-chpst -/ root -u daemon:bin:sys /sestet s6-touch /group/new; echo $?
            stat -c '%u %g' root/group/new
            s6-alias-chpst -/ root -u daemon:bin:sys /sestet s6-touch /closed/new 2>/dev/null; echo $?
            s6-alias-chpst -u daemon:bin:sys sh -c 'id -u; id -g; id -G'
            """);
        Assert.Equal("127\nclosed\ngroup\nsestet\n0\n1 2\n111\n1\n2\n2 3\n", result.Output);
    }

    [Theory]
    [Ours("-u nosuch prog", "fatal: user not found in user database: nosuch")]
    [Ours("-u daemon:nosuch prog", "fatal: group not found in group database: nosuch")]
    [Ours("-u daemon: prog", "fatal: group not found in group database: ")]
    [Reference("-u nosuch prog", "fatal: user not found in user database: nosuch", Needs = "s6-alias-chpst")]
    [Reference("-u daemon:nosuch prog", "fatal: group not found in group database: nosuch", Needs = "s6-alias-chpst")]
    [Reference("-u daemon: prog", "fatal: group not found in group database: ", Needs = "s6-alias-chpst")]
    public void NamesThatChpstDoesNotKnow(Suite suite, string words, string message) => Assert.Equal(
        new CommandResult(100, "", $"s6-alias-chpst: {message}\n"), Shell(suite, $"s6-alias-chpst {words}"));

    [Theory]
    [Ours("-u :|-u :x|-u :1:|-u :1:x|-m x|-m -1|-n x|-C a|-z")]
    [Reference("-u :|-u :x|-u :1:|-u :1:x|-m x|-m -1|-n x|-C a|-z", Needs = "s6-alias-chpst")]
    public void WrongUsageOfChpst(Suite suite, string options) => Assert.All(options.Split('|'), option =>
    {
        CommandResult result = Shell(suite, $"s6-alias-chpst {option} prog");
        Assert.Equal((100, true), (result.ExitCode, result.Error.StartsWith("s6-alias-chpst: usage: ", StringComparison.Ordinal)));
    });

    private static string Told(string order) => order switch
    {
        "S" => Status("services/a") + Status("services/a/log"),
        _ when order.StartsWith("-w", StringComparison.Ordinal) && order.Split(' ') is [var wait, var letters, ..] =>
            $"s6-svc <{wait}> <-T7000> <{letters}> <--> <services/a>\n" + Told("S")
                + (order.EndsWith("-x", StringComparison.Ordinal) ? Told("-x") : ""),
        _ when order.EndsWith(" S", StringComparison.Ordinal) => Told(order[..^2]) + Told("S"),
        _ => $"s6-svc <{order}> <--> <services/a>\n",
    };

    private static string Status(string directory) => $"{directory}: s6-svstat <--> <{directory}>\n";
}
