using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Container;

/// <summary>`sestet init`, which the reference has nothing like: as process 1 of a PID namespace, and as any process.</summary>
public sealed class Containers(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>$sestet is the program; `service NAME` makes a service of what it reads; services may write into $FIFO.</summary>
    private const string Begin = """
        umask 022; chmod 755 .; mkfifo -m 666 fifo; export FIFO="$PWD/fifo" sestet="$(readlink -f "$(command -v s6-svscan)")"
        service() { mkdir -p services/$1; { echo '#!/bin/sh'; cat; } > services/$1/run; chmod 755 services/$1/run; }

        """;

    private const string AsFirst = "unshare --pid --fork --kill-child --mount-proc";

    [Theory]
    [Ours("exit 3", 3)]
    [Ours("kill -9 $$", 137)]
    [Ours("kill -15 $$", 143)]
    [Ours("exec true", 0)]
    [Ours("exec \"$sestet\" init /no/such", 127)]
    [Ours("exec \"$sestet\" init /", 126)]
    [Ours("exec \"$sestet\" init", 100)]
    [Ours("exec \"$sestet\" init -s none true", 111)]
    public void TheCommandsCodeIsTheContainers(Suite suite, string command, int code) =>
        Assert.Equal((code, ""), CodeAndOutput(Shell(suite, $"{Begin}exec $sestet init sh -c '{command}'")));

    /// <summary>By whom, as what, and where: on a read-only image, and where nothing can be executed that can be written.</summary>
    [RootTheory, Ours]
    public void EverywhereByAnybody(Suite suite)
    {
        string[] users = ["", "--reuid 1000 --regid 1000 --clear-groups"];
        string[] privileges = ["", "--no-new-privs"];
        string[] processes = ["", "--pid --kill-child --mount-proc"];
        string[] mounts =
        [
            "true",
            "mount -o remount,bind,ro /",
            "mount -t tmpfs -o noexec,mode=1777 none /run && mount -o remount,bind,ro /",
        ];
        Shell(suite, Begin + """
            service one
            """ + " << 'END'\n" + """
            echo "up $(id -u)" > "$FIFO"
            exec sleep 1000
            END
            """);
        foreach (string mount in mounts)
        {
            string script = $"mount -t tmpfs -o mode=1777 none /run && {mount} && exec setpriv $1 $2 $sestet init -s services "
                + "sh -c 'read line < fifo; echo \"$line\"; exit 5'";
            File.WriteAllText(At("script"), script);
            foreach (string user in users)
            {
                foreach (string privilege in privileges)
                {
                    foreach (string process in processes)
                    {
                        CommandResult result = Shell(suite, $"""
                            export FIFO="$PWD/fifo" sestet="$(readlink -f "$(command -v s6-svscan)")"
                            exec unshare --mount --fork {process} sh script '{user}' '{privilege}'
                            """);
                        Assert.Equal(new CommandResult(5, $"up {(user.Length == 0 ? 0 : 1000)}\n", ""), result);
                    }
                }
            }
        }
    }

    /// <summary>Without a command it runs until it is asked to end; everything has ended then, and nothing is left of it.</summary>
    [Theory, Ours]
    public void StopsWhenAsked(Suite suite)
    {
        Child child = Start(suite, "/bin/sh", "-c", Begin + """
            service one
            """ + " << 'END'\necho $$; exec sleep 1000\nEND\nmkdir run; exec $sestet init -r run -s services");
        child.WaitForOutput("\n");
        int service = int.Parse(child.Text(error: false), CultureInfo.InvariantCulture);
        child.Kill(15);
        Assert.Equal(0, child.WaitForExit().ExitCode);
        Assert.NotEqual(0, Native.Kill(service, 0));
        Assert.Empty(Directory.GetFileSystemEntries(At("run")));
    }

    /// <summary>Who does not end is told of, and killed: a service, and a process that nobody supervises. Loggers are not in the way.</summary>
    [RootTheory]
    [Ours("")]
    [Ours(AsFirst)]
    public void SaysWhoBlocks(Suite suite, string before)
    {
        CommandResult result = Shell(suite, Begin + """
            service stubborn
            """ + " << 'END'\n" + """
            trap '' TERM
            echo logged
            echo ready > "$FIFO"
            while :; do sleep 1000; done
            END
            service stubborn/log
            """ + " << 'END'\n" + """
            exec cat
            END
            """ + $"""

            {before} $sestet init -t 300 -s services sh -c 'read line < fifo; (trap "" TERM; exec sleep 1001) & exit 4'
            echo $?
            """);
        Assert.Equal("logged\n4\n", result.Output);
        IEnumerable<string> told = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => Regex.Replace(l, "process [0-9]+", "process N"));
        const string End = " (process N) has not ended, and is killed";
        Assert.Equal("sestet init: warning: stubborn" + End, told.First());
        Assert.Contains("sestet init: warning: sleep" + End, told);
    }

    /// <summary>What a container is told its command is told.</summary>
    [Theory, Ours]
    public void ForwardsSignals(Suite suite)
    {
        Child child = Start(suite, "/bin/sh", "-c", Begin + """
            cat > command << 'END'
            for s in HUP INT QUIT TERM USR1 USR2 WINCH; do trap "echo $s" $s; done
            trap 'echo USR2; exit 9' USR2
            echo ready
            while :; do read line <> fifo; done
            END
            exec $sestet init sh command
            """);
        child.WaitForOutput("ready\n");
        string expected = "ready\n";
        foreach ((string name, int signal) in new[] { ("HUP", 1), ("INT", 2), ("QUIT", 3), ("TERM", 15), ("USR1", 10), ("WINCH", 28), ("USR2", 12) })
        {
            child.Kill(signal);
            expected += name + "\n";
            child.WaitForOutput(expected);
        }
        Assert.Equal(new CommandResult(9, expected, ""), child.WaitForExit());
    }

    /// <summary>A thousand orphans are waited for, by process 1 and by a subreaper, and their ends do not end the container.</summary>
    [RootTheory]
    [Ours("")]
    [Ours(AsFirst)]
    public void WaitsForOrphans(Suite suite, string before)
    {
        CommandResult result = Shell(suite, Begin + """
            cat > command << 'END'
            i=0; while [ $i -lt 1000 ]; do (true &); i=$((i+1)); done
            echo done; exit 6
            END
            """ + $"\nexec {before} $sestet init sh command");
        Assert.Equal(new CommandResult(6, "done\n", ""), result);
    }

    /// <summary>s6-svscan is started again when it has been killed.</summary>
    [Theory, Ours]
    public void ServicesGoOn(Suite suite)
    {
        CommandResult result = Shell(suite, Begin + """
            service one
            """ + " << 'END'\n" + """
            echo $$ > "$FIFO"
            exec sleep 1000
            END
            """ + """

            mkdir run
            $sestet init -r run -s services sh -c '
                read first < fifo
                read stat < /proc/$PPID/task/$PPID/children; set -- $stat
                s6-svok run/*/one && kill -9 $1
                while kill -0 $1 2> /dev/null; do sleep 0.1; done
                s6-svc -wD -d run/*/one; s6-svc -u run/*/one; read second < fifo
                [ "$first" != "$second" ] && exit 8'
            echo $?
            """);
        Assert.Equal(("8\n", true), (result.Output, result.Error.StartsWith("sestet init: warning: s6-svscan has ended", StringComparison.Ordinal)));
    }

    /// <summary>The command's process group has the terminal: ^C is for it alone, and it is what reads.</summary>
    [Theory, Ours]
    public void TheCommandHasTheTerminal(Suite suite)
    {
        CommandResult result = Shell(suite, Begin + """
            cat > command << 'END'
            trap 'echo INT; exit 5' INT
            read word; echo "got $word"
            echo ready > "$FIFO"
            while :; do read line; done
            END
            mkfifo hold
            { echo hello; read ready < fifo; printf '\003'; read over < hold; } |
                { script -qec "$sestet init sh command" /dev/null; echo $?; echo over > hold; } > out
            grep -E '^(got|.*INT|5)' out | tr -d '\r' | sed 's/^^C//'
            """);
        Assert.Equal("got hello\nINT\n5\n", result.Output);
    }

    private static (int Code, string Output) CodeAndOutput(CommandResult result) => (result.ExitCode, result.Output);
}
