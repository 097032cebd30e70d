using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>s6-instance-maker.html.</summary>
public sealed class InstanceMaker(ITestOutputHelper output) : Scenario(output)
{
    private const string Program = "s6-instance-maker";

    private const string Usage =
        "usage: s6-instance-maker [ -c max ] [ -u user ] [ -l loguser ] [ -L logdir ] [ -t stamptype ] [ -n nfiles ] "
        + "[ -s filesize ] [ -S maxsize ] [ -P prefix ] [ -r service[/logger[/pipeline]] ] template dir";

    /// <summary>The scripts, behind their first lines; the C suite before 2.15 has paths in front of the commands.</summary>
    [Theory]
    [Ours("", "s6-svscan -d3 -C500 -- instance", "")]
    [Ours("-c 7", "s6-svscan -d3 -C7 -- instance", "")]
    [Ours("-c 100000 -u a\"b", "s6-setuidgid \"a\\\"b\"|s6-svscan -d3 -C90000 -- instance", "")]
    [Ours("-L /logs", "s6-svscan -d3 -C1000 -- instance", "s6-log -bd3 -- t n10 s1000000 \"/logs\"")]
    [Ours("-L /l\u0001\t -l me -t 0 -n 3 -s 99 -S 18446744073709551615 -P pre", "s6-svscan -d3 -C1000 -- instance",
        "s6-setuidgid \"me\"|s6-log -bd3 -- n3 s99 S18446744073709551615 ppre \"/l\\0x01\\t\"")]
    [Ours("-L / -t 2", "s6-svscan -d3 -C1000 -- instance", "s6-log -bd3 -- T n10 s1000000 \"/\"")]
    [Ours("-L / -t 3", "s6-svscan -d3 -C1000 -- instance", "s6-log -bd3 -- t T n10 s1000000 \"/\"")]
    [Reference("", "s6-svscan -d3 -C500 -- instance", "", Since = "2.15")]
    [Reference("-c 7", "s6-svscan -d3 -C7 -- instance", "", Since = "2.15")]
    [Reference("-c 100000 -u a\"b", "s6-setuidgid \"a\\\"b\"|s6-svscan -d3 -C90000 -- instance", "", Since = "2.15")]
    [Reference("-L /logs", "s6-svscan -d3 -C1000 -- instance", "s6-log -bd3 -- t n10 s1000000 \"/logs\"", Since = "2.15")]
    [Reference("-L /l\u0001\t -l me -t 0 -n 3 -s 99 -S 18446744073709551615 -P pre", "s6-svscan -d3 -C1000 -- instance",
        "s6-setuidgid \"me\"|s6-log -bd3 -- n3 s99 S18446744073709551615 ppre \"/l\\0x01\\t\"", Since = "2.15")]
    [Reference("-L / -t 2", "s6-svscan -d3 -C1000 -- instance", "s6-log -bd3 -- T n10 s1000000 \"/\"", Since = "2.15")]
    [Reference("-L / -t 3", "s6-svscan -d3 -C1000 -- instance", "s6-log -bd3 -- t T n10 s1000000 \"/\"", Since = "2.15")]
    public void WritesScripts(Suite suite, string options, string run, string logger)
    {
        NewService("template").Run(ServiceDirectory.Idle);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, Program, [.. Words(options), "template", "svc"]));
        Assert.Equal("\nfdmove -c 2 1\n" + run.Replace('|', '\n') + "\n", Script("svc/run"));
        Assert.Equal("3\n", File.ReadAllText(At("svc/notification-fd")));
        string[] entries = ["instance", "instances", "notification-fd", "run", "template"];
        Assert.Equal(logger.Length == 0 ? entries : [.. entries, "log"], Entries("svc"));
        Assert.Empty(Entries("svc/instance").Concat(Entries("svc/instances")));
        if (logger.Length > 0)
        {
            Assert.Equal(logger.Replace('|', '\n') + "\n", Script("svc/log/run"));
            Assert.Equal("3\n", File.ReadAllText(At("svc/log/notification-fd")));
            Assert.Equal(["notification-fd", "run"], Entries("svc/log"));
        }
    }

    /// <summary>-c is for instances, and their loggers need room, too; a prefix with blanks stays one word.</summary>
    [Theory, Ours]
    public void WhatTheReferenceForgets(Suite suite)
    {
        ServiceDirectory template = NewService("template").Run(ServiceDirectory.Idle);
        Directory.CreateDirectory(template["log"]);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, Program, "-c", "1", "-L", "/logs", "-P", "a b: ", "template", "svc"));
        Assert.Equal("\nfdmove -c 2 1\ns6-svscan -d3 -C4 -- instance\n", Script("svc/run"));
        Assert.Equal("s6-log -bd3 -- t n10 s1000000 p\"a b: \" \"/logs\"\n", Script("svc/log/run"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, Program, "-c", "7", "-r", "svc", "template", "sources"));
        Assert.Equal("\nfdmove -c 2 1\ns6-svscan -d3 -C14 -- instance\n", Script("sources/svc/run"));
    }

    [Theory]
    [Ours("svc", "", "", "")]
    [Ours("svc/logger", "-L /logs", "logger", "")]
    [Ours("svc/logger/both", "-L /logs", "logger", "both")]
    [Reference("svc", "", "", "", Since = "2.15")]
    [Reference("svc/logger", "-L /logs", "logger", "", Since = "2.15")]
    [Reference("svc/logger/both", "-L /logs", "logger", "both", Since = "2.15")]
    public void SourcesForTheServiceManager(Suite suite, string names, string options, string logger, string bundle)
    {
        NewService("template").Run(ServiceDirectory.Idle);
        Directory.CreateDirectory(At("sources"));
        Assert.Equal(
            new CommandResult(0, "", ""), Run(suite, Program, [.. Words(options), "-r", names, "template", "sources"]));
        Assert.Equal("longrun\n", File.ReadAllText(At("sources/svc/type")));
        Assert.Equal("\nfdmove -c 2 1\ns6-svscan -d3 -C500 -- instance\n", Script("sources/svc/run"));
        Assert.Equal(0x1a4, Native.Mode(At("sources/svc/run")));
        Assert.True(File.Exists(At("sources/svc/template/run")));
        string[] files = ["notification-fd", "run", "template", "type"];
        if (logger.Length == 0)
        {
            Assert.Equal(["svc"], Entries("sources"));
            Assert.Equal(files, Entries("sources/svc"));
            return;
        }
        Assert.Equal(["logger", "svc"], Entries("sources"));
        Assert.Equal([.. files, "producer-for"], Entries("sources/svc"));
        Assert.Equal("logger\n", File.ReadAllText(At("sources/svc/producer-for")));
        Assert.Equal("svc\n", File.ReadAllText(At("sources/logger/consumer-for")));
        Assert.Equal("longrun\n", File.ReadAllText(At("sources/logger/type")));
        Assert.Equal("s6-log -bd3 -- t n10 s1000000 \"/logs\"\n", Script("sources/logger/run"));
        Assert.Equal(bundle.Length > 0, File.Exists(At("sources/logger/pipeline-name")));
        if (bundle.Length > 0)
        {
            Assert.Equal(bundle + "\n", File.ReadAllText(At("sources/logger/pipeline-name")));
        }
    }

    /// <summary>All that is in the template, to the last mode and owner, however deep and many.</summary>
    [RootTheory, Ours, Reference]
    public void CopiesTheTemplate(Suite suite)
    {
        CommandResult made = Shell(suite, """
            mkdir -p template/data/a/b/c/d/e template/log template/empty
            cp /bin/true template/run
            dd if=/dev/urandom of=template/data/bytes bs=1000 count=33 2>/dev/null
            mkfifo -m 640 template/data/fifo
            ln -s ../nowhere template/data/link
            for i in 1 2 3 4 5 6 7 8 9; do for j in 1 2 3 4 5 6 7 8 9; do
                mkdir template/data/directory-$i-$j
                echo $i $j > template/data/directory-$i-$j/file
                echo $i $j > template/data/a/a-file-with-a-long-name-$i-$j
            done; done
            chown -h bin:sys template/data/link template/data/bytes template/data/a/b
            chmod 6751 template/data/bytes
            chmod 3711 template/data/a/b/c
            chmod 0 template/data/a
            umask 077
            s6-instance-maker template svc
            """);
        Assert.Equal(new CommandResult(0, "", ""), made);
        const string List = "find . -printf '%p %M %U %G %s %l\\n' | grep -v '^[.] ' | sort; find . -type f -print0 | sort -z | xargs -0 cksum";
        CommandResult original = Shell(suite, "cd template; " + List);
        CommandResult copy = Shell(suite, "cd svc/template; " + List);
        Assert.Equal((0, ""), (original.ExitCode, original.Error));
        Assert.Equal(Sizeless(original.Output), Sizeless(copy.Output));
    }

    /// <summary>A copy that is not whole is an error.</summary>
    [Theory, Ours]
    public void ATemplateThatCannotBeCopied(Suite suite)
    {
        NewService("template").Run(ServiceDirectory.Idle).With("data", new string('x', 10_000));
        Assert.Equal(
            new CommandResult(
                111,
                "",
                $"{Program}: fatal: unable to copy file hierarchy from template to svc/template: File too large\n"),
            Shell(suite, $"trap '' XFSZ; ulimit -f 1; exec {Program} template svc"));
    }

    /// <summary>The umask holds for files, and not for directories.</summary>
    [Theory]
    [Ours("077", "700 755 600")]
    [Ours("027", "750 755 640")]
    [Reference("077", "700 755 600")]
    [Reference("027", "750 755 640")]
    public void Modes(Suite suite, string mask, string modes)
    {
        NewService("template").Run(ServiceDirectory.Idle);
        CommandResult result = Shell(
            suite, $"umask {mask}; s6-instance-maker -L / template svc; stat -c %a svc/run svc/instance svc/notification-fd");
        Assert.Equal(new CommandResult(0, modes.Replace(' ', '\n') + "\n", ""), result);
    }

    [Theory]
    [Ours("", Usage)]
    [Ours("template", Usage)]
    [Ours("-c x template svc", Usage)]
    [Ours("-t x template svc", Usage)]
    [Ours("-n x template svc", Usage)]
    [Ours("-s 18446744073709551616 template svc", Usage)]
    [Ours("-S x template svc", Usage)]
    [Ours("-z template svc", Usage)]
    [Ours("-L logs template svc", "fatal: logdir must be absolute")]
    [Ours("-t 4 template svc", "fatal: stamptype must be 0, 1, 2 or 3")]
    [Ours("-u a\tb template svc", "fatal: invalid user")]
    [Ours("-r /a template svc", "fatal: service name cannot be empty")]
    [Ours("-r a\nb template svc", "fatal: newlines are forbidden in s6-rc names")]
    [Ours("-r a/ template svc", "fatal: argument to -r must be: service or service/logger or service/logger/pipeline")]
    [Ours("-r a/b template svc", "fatal: logger specified (-r) but logdir not specified (-L)")]
    [Ours("-L / -r a template svc", "fatal: logdir specified (-L) but logger name not specified (-r)")]
    [Ours("-L / -r a//c template svc", "fatal: logger name cannot be empty")]
    [Ours("-L / -r a/b/ template svc", "fatal: pipeline name cannot be empty")]
    [Ours("-L / -r a/b/c/d template svc", "fatal: slashes are forbidden in s6-rc names")]
    [Reference("", Usage, Since = "2.15")]
    [Reference("template", Usage, Since = "2.15")]
    [Reference("-c x template svc", Usage, Since = "2.15")]
    [Reference("-t x template svc", Usage, Since = "2.15")]
    [Reference("-n x template svc", Usage, Since = "2.15")]
    [Reference("-s 18446744073709551616 template svc", Usage, Since = "2.15")]
    [Reference("-S x template svc", Usage, Since = "2.15")]
    [Reference("-z template svc", Usage, Since = "2.15")]
    [Reference("-L logs template svc", "fatal: logdir must be absolute")]
    [Reference("-t 4 template svc", "fatal: stamptype must be 0, 1, 2 or 3")]
    [Reference("-u a\tb template svc", "fatal: invalid user")]
    [Reference("-r /a template svc", "fatal: service name cannot be empty")]
    [Reference("-r a\nb template svc", "fatal: newlines are forbidden in s6-rc names")]
    [Reference("-r a/ template svc", "fatal: argument to -r must be: service or service/logger or service/logger/pipeline")]
    [Reference("-r a/b template svc", "fatal: logger specified (-r) but logdir not specified (-L)", Since = "2.15")]
    [Reference("-L / -r a template svc", "fatal: logdir specified (-L) but logger name not specified (-r)")]
    [Reference("-L / -r a//c template svc", "fatal: logger name cannot be empty")]
    [Reference("-L / -r a/b/ template svc", "fatal: pipeline name cannot be empty")]
    [Reference("-L / -r a/b/c/d template svc", "fatal: slashes are forbidden in s6-rc names")]
    public void WrongUsage(Suite suite, string arguments, string message)
    {
        NewService("template").Run(ServiceDirectory.Idle);
        Assert.Equal(new CommandResult(100, "", $"{Program}: {message}\n"), Run(suite, Program, Words(arguments)));
        Assert.False(Directory.Exists(At("svc")));
    }

    [Theory]
    [Ours("template template", "mkdir template: File exists")]
    [Ours("template missing/svc", "mkdir missing/svc: No such file or directory")]
    [Ours("missing svc", "copy file hierarchy from missing to svc/template: No such file or directory")]
    [Reference("template template", "mkdir template: File exists")]
    [Reference("template missing/svc", "mkdir missing/svc: No such file or directory")]
    [Reference("missing svc", "copy file hierarchy from missing to svc/template: No such file or directory")]
    public void SystemErrors(Suite suite, string arguments, string what)
    {
        NewService("template").Run(ServiceDirectory.Idle);
        Assert.Equal(
            new CommandResult(111, "", $"{Program}: fatal: unable to {what}\n"), Run(suite, Program, Words(arguments)));
    }

    /// <summary>The size of a directory is the file system's business.</summary>
    private static string Sizeless(string list) => string.Join(
        '\n', list.Split('\n').Select(line => line.Contains(" d", StringComparison.Ordinal) ? line[..line.LastIndexOf(' ', line.Length - 2)] : line));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private string[] Entries(string directory) =>
        [.. new DirectoryInfo(At(directory)).EnumerateFileSystemInfos().Select(entry => entry.Name)
            .OrderBy(name => name is "log" or "producer-for").ThenBy(name => name, StringComparer.Ordinal)];

    /// <summary>A script without its first line, which must be execlineb's.</summary>
    private string Script(string name)
    {
        string text = File.ReadAllText(At(name));
        Assert.Matches("^#!/[^ \n]*/execlineb -P\n", text);
        Assert.NotEqual(0, Native.Mode(At(name)) & 0x100);
        return text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }
}
