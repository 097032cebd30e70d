using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Init;

/// <summary>s6-linux-init-maker.html: what it makes, and what it refuses.</summary>
public sealed class Maker(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>Every option, alone and with others that change the same scripts.</summary>
    private static readonly string[] s_options =
    [
        "", "-V 0", "-V 4294967295",
        "-c /etc/foo", "-c '/a b\"\\'", "-u daemon", "-u root", "-u nobody -1 -t 3", "-G '/sbin/getty 38400 tty1'",
        "-G ''", "-G 'a { b'", "-1", "-1 -t 0", "-L", "-p /bin:/x", "-p ''", "-p 'a\"b'", "-m 0", "-m 077", "-m 1777", "-t 0", "-t 2",
        "-d /dev", "-s /run/kernel", "-s /elsewhere", "-e A=b -e C -e 'D= x ' -e A=c -e E=", "-q 0", "-q 007", "-D default", "-D 'a \"b'", "-D ''",
        "-n", "-N", "-n -N", "-N -n", "-R o2000,d=,c0", "-R ''", "-R ',c1,,o=,' ", "-R c0 -R d0", "-C", "-C -1 -u daemon", "-C -S",
        "-C -B -S -L -G x", "-C -d /dev", "-B", "-B -1 -L -G x -u nosuch", "-S", "-W 0", "-W 3", "-W 2147483648",
        "-V 2 -c /b -p /p -s /run/s -d /d -D 5 -W 9 -n -R c1 -m 7 -C -B", "-C -s /run/x -D 3 -q 9 -t 2 -1 -u daemon -L -G 'x y'",
    ];

    private static readonly (string Options, int Code, string Message)[] s_refused =
    [
        ("-c foo", 100, "fatal: base directory foo is not absolute"),
        ("-d ''", 100, "fatal: devtmpfs directory  is not absolute"),
        ("-s x", 100, "fatal: kernel environment store x is not absolute"),
        ("-t 4", 100, "fatal: -t timestamp_style must be 0, 1, 2 or 3"),
        ("-u nosuch", 100, "fatal: unable to find user nosuch in passwd database"),
        ("-R x5", 100, "fatal: syntax error in resource limit string"),
        ("-R o18446744073709551616", 100, "fatal: resource limit out of range"),
        ("-R x -c foo", 100, "fatal: syntax error in resource limit string"),
        ("-e a/b=c", 111, "fatal: unable to write to made/env/a/b: No such file or directory"),
        ("-f none", 111, "fatal: unable to copy none/runlevel to made/scripts/runlevel: No such file or directory"),
        ("-f none -C", 111, "fatal: unable to copy none/rc.init to made/scripts/rc.init: No such file or directory"),
    ];

    /// <summary>Directories, modes, owners and every byte, but for where a script's interpreter is.</summary>
    [RootTheory, Reference(Needs = "s6-linux-init-maker")]
    public void SameTrees(Suite reference)
    {
        MakeSkeleton();
        foreach (string options in s_options)
        {
            (CommandResult Result, string Tree) expected = Make(reference, options);
            (CommandResult Result, string Tree) made = Make(Suite.Ours, options);
            Assert.Equal((options, expected.Result, expected.Tree), (options, made.Result, made.Tree));
            Assert.Equal(0, made.Result.ExitCode);
        }
    }

    [Theory, Ours, Reference(Needs = "s6-linux-init-maker")]
    public void WhatIsWrong(Suite suite)
    {
        MakeSkeleton();
        foreach ((string options, int code, string message) in s_refused)
        {
            CommandResult result = Shell(suite, $"rm -rf made; s6-linux-init-maker -f skel {options} made");
            Assert.Equal((options, new CommandResult(code, "", $"s6-linux-init-maker: {message}\n")), (options, result));
        }
        foreach (string options in (string[])["-x", "-m 8", "-m ''", "-V x", "-q -1", "-W x", "-t x"])
        {
            CommandResult result = Shell(suite, $"s6-linux-init-maker -f skel {options} other");
            Assert.Equal((100, ""), (result.ExitCode, result.Output));
            Assert.StartsWith("s6-linux-init-maker: usage: s6-linux-init-maker [ -V boot_verbosity ]", result.Error);
        }
        Assert.Equal("s6-linux-init-maker: fatal: unable to mkdir skel: File exists\n", Shell(suite, "s6-linux-init-maker skel").Error);
    }

    /// <summary>Scripts of our own where there is no skeleton directory: they do what the reference's do.</summary>
    [Theory, Ours]
    public void ScriptsWithoutASkeleton(Suite suite)
    {
        CommandResult result = Shell(suite, "s6-linux-init-maker made && ls made/scripts && stat -c %a made/scripts/*");
        Assert.Equal(new CommandResult(0, "rc.init\nrc.shutdown\nrc.shutdown.final\nrunlevel\n755\n755\n755\n755\n", ""), result);
        result = Shell(suite, "cd made/scripts; ./rc.init default && ./rc.shutdown && ./rc.shutdown.final && ./runlevel x && ./runlevel");
        Assert.Equal(new CommandResult(100, "", "runlevel: fatal: too few arguments\n"), result);
    }

    private void MakeSkeleton()
    {
        Directory.CreateDirectory(At("skel"));
        foreach (string name in (string[])["rc.init", "rc.shutdown", "rc.shutdown.final", "runlevel"])
        {
            File.WriteAllText(At($"skel/{name}"), $"#!/bin/sh\n# {name}\n");
        }
        File.WriteAllText(At("skel/rc.shutdown.final"), "");
    }

    private (CommandResult Result, string Tree) Make(Suite suite, string options)
    {
        CommandResult result = Shell(suite, $"rm -rf made; umask 077; s6-linux-init-maker -f skel {options} made");
        CommandResult tree = Shell(suite, """
            cd made && find . -printf '%p %M %U %G\n' | sort
            find . -type f | sort | while read -r f; do echo "== $f"; sed '1s|^#!.*/execlineb|#!execlineb|' "$f"; done
            """);
        return (result, string.Join('\n', tree.Output.Split('\n').Select(line => line.TrimEnd('\r'))));
    }
}
