using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.LinuxUtils;

/// <summary>s6-ps.html, on a /proc of our own making, so that every byte of the output is known.</summary>
public sealed class Processes(ITestOutputHelper output) : Scenario(output)
{
    private const string Usage = "s6-ps [ -H ] [ -w spacing ] [ -W wchanfile ] [ -l | -o field,field... ]";

    [RootTheory, Ours, Reference(Needs = "s6-ps")]
    public void Tree(Suite suite)
    {
        MakeTree();
        const string Expected = """
            PID  PPID  COMMAND
              2     0  (kthreadd)
              3     2   \_ (worker/0:1)
             20     3       \_ (deep)
              7     0  other
             30   999  orphan
             31    30   \_ gone <defunct>
              1     0  init --flag
              4     1  a
             10     4   \_ b  c
              5    10       \_ d
             11     4   \_ e
              6     1  f

            """;
        Assert.Equal(new CommandResult(0, Expected, ""), Ps(suite, "-H -o pid,ppid,args"));
    }

    [RootTheory, Ours, Reference(Needs = "s6-ps")]
    public void ListAndSpacing(Suite suite)
    {
        MakeTree();
        const string Expected = """
            COMM       PID COMMAND        STAT
            init         1 init --flag    S
            kthreadd     2 (kthreadd)     S
            worker/0:1   3 (worker/0:1)   S
            c            4 a              S
            c            5 d              S
            c            6 f              S
            c            7 other          S
            c           10 b  c           S
            c           11 e              S
            deep        20 (deep)         S
            c           30 orphan         S
            gone        31 gone <defunct> Z

            """;
        Assert.Equal(new CommandResult(0, Expected, ""), Ps(suite, "-w 0 -o comm,pid,args,s"));
        Assert.Equal(Ps(suite, "-w 256 -o pid,comm"), Ps(suite, "-w 300 -o pid,comm"));
        Assert.Equal("PID     COMM", Ps(suite, "-w 5 -o pid,comm").Output.Split('\n')[0]);
    }

    [RootTheory, Ours, Reference(Needs = "s6-ps")]
    public void Numbers(Suite suite)
    {
        Add(5, parent: 1, group: 22, session: 333, terminalGroup: 4444, faults: "1 20 300 4000", nice: -7, priority: 13);
        Add(66, threads: 12, size: 1234567, pages: 100, limit: 4097, cpu: 3, realTime: 42, policy: 2, uid: 4000001);
        const string Expected = """
            PID  PPID  PGRP  SESSION  TPGID  MINFLT  CMINFLT  MAJFLT  CMAJFLT  PRIO  NICE  THREADS
              5     1    22      333   4444       1       20     300     4000    13    -7        1
             66     0     0        0     -1       0        0       0        0    20     0       12

            """;
        const string Fields = "pid,ppid,pgrp,sess,tpgid,minflt,cminflt,majflt,cmajflt,prio,nice,thcount";
        Assert.Equal(new CommandResult(0, Expected, ""), Ps(suite, $"-o {Fields}"));
        const string More = """
             VSZ  RSS             RSSLIM  CPU  RTPRIO  RTPOLICY  USER       GROUP      TTY
               0    0  18014398509481983    0       0  NORMAL    root       root       -
            1205  400                  4    3      42  RR        (4000001)  (4000001)  -

            """;
        Assert.Equal(new CommandResult(0, More, ""), Ps(suite, "-o vsize,rss,rsslimit,psr,rtprio,policy,user,group,tty"));
    }

    [RootTheory, Ours, Reference(Needs = "s6-ps")]
    public void Times(Suite suite)
    {
        (ulong Ticks, string Text)[] times =
        [
            (0, "00.00s"), (99, "00.99s"), (100, "01.00s"), (5999, "59.99s"), (6000, "01m00s"), (359999, "59m59s"),
            (360000, "01h00m00s"), (8639999, "23h59m59s"), (8640000, "1d00h00m00s"), (8640000UL * 400 + 6100, "400d00h01m01s"),
        ];
        for (int i = 0; i < times.Length; i++)
        {
            Add(10 + i, times: $"{times[i].Ticks} 0 0 0");
        }
        string expected = "UTIME\n" + string.Concat(times.Select(t => t.Text + "\n"));
        Assert.Equal(new CommandResult(0, expected, ""), Ps(suite, "-o utime"));
        Add(9, times: "1 20 300 4000");
        const string All = "09 UTIME STIME CUTIME CSTIME TTIME CTTIME\n00.01s 00.20s 03.01s 40.20s 00.21s 43.21s\n";
        string shown = Ps(suite, "-w 1 -o utime,stime,cutime,cstime,ttime,cttime").Output;
        Assert.Equal(All[3..], string.Join('\n', shown.Split('\n').Take(2).Select(Squeeze)) + "\n");
    }

    [RootTheory, Ours, Reference(Needs = "s6-ps")]
    public void States(Suite suite)
    {
        Add(5, session: 5, group: 5, terminalGroup: 5, threads: 2, nice: -1);
        Add(6, group: 7, terminalGroup: 7, nice: 1, state: 'R');
        Add(7, session: 7, state: 'D');
        Add(8, state: 'Z', terminal: 0x503);
        Add(9, state: 'I', terminal: 0x40c123);
        Add(10, state: 't', terminal: 0x501);
        Add(11, terminal: 0x500);
        Directory.CreateDirectory(At("proc/tty"));
        File.WriteAllText(At("proc/tty/drivers"), "/dev/tty   /dev/tty  5  0 system:/dev/tty\nx y\nconsole /dev/console 5 1 system\n");
        const string Expected = """
            PID  STAT   TTY
              5  Ssl+<  -
              6  R+N    -
              7  Ds     -
              8  Z      (5:3)
              9  I      (193:1059)
             10  t      console
             11  S      tty

            """;
        Assert.Equal(new CommandResult(0, Expected, ""), Ps(suite, "-o pid,s,tty"));
    }

    [RootTheory, Ours, Reference(Needs = "s6-ps")]
    public void WordsAndWaitChannels(Suite suite)
    {
        Add(5, command: "a) S 1 (b", words: "one\0 two\0\0", environment: "A=1\0B=\n2\0", waits: 1);
        Add(6, command: "k", waits: 4096, environment: "");
        Add(7, command: "", state: 'Z', waits: ulong.MaxValue);
        Add(8, command: "x", words: "x\x01", waits: 4097);
        File.WriteAllText(At("map"), "0000000000000001 T first\n0000000000001000 t second [mod]\n0000000000002000 d third\n");
        string expected = "COMM       COMMAND     WCHAN         ENVIRONMENT\na) S 1 (b  one  two    first         A=1 B=\n2 \n"
            + "k          (k)         second [mod]  *\n            <defunct>  *             *\n"
            + "x          x\x01          ?             *\n";
        Assert.Equal(new CommandResult(0, expected, ""), Ps(suite, "-W ../map -o comm,args,wchan,env"));
        CommandResult none = Ps(suite, "-W none -o wchan");
        Assert.Equal("s6-ps: warning: unable to init wchan file none: No such file or directory\n", none.Error);
        // docs/DIVERGENCES.md: the reference writes decimal digits behind 0x.
        Assert.Equal(suite.Diverges("WCHAN\n(0x1)\n(0x1000)\n*\n(0x1001)\n", "WCHAN\n(0x1)\n(0x4096)\n*\n(0x4097)\n"), none.Output);
    }

    [Theory, Ours, Reference(Needs = "s6-ps")]
    public void WrongUsage(Suite suite)
    {
        (string Arguments, string Message)[] cases =
        [
            ("-x", "usage: " + Usage), ("--help", "usage: " + Usage), ("-o", "usage: " + Usage), ("-w x", "usage: " + Usage),
            ("-w -1", "usage: " + Usage), ("-w 99999999999", "usage: " + Usage),
            ("-o pid,", "fatal: invalid (empty) field for -o option"), ("-o ''", "fatal: invalid (empty) field for -o option"),
            ("-o pid,no", "fatal: invalid field for -o option: no"), ("-o s,s", "fatal: duplicate field for -o option: s"),
        ];
        foreach ((string arguments, string message) in cases)
        {
            Assert.Equal(new CommandResult(100, "", $"s6-ps: {message}\n"), Shell(suite, $"s6-ps {arguments}"));
        }
    }

    [Theory, Ours, Reference(Needs = "s6-ps")]
    public void RealProcesses(Suite suite)
    {
        // The shell that waits for s6-ps, and s6-ps.
        CommandResult result = Shell(suite, "s6-ps -H -o pid,ppid,comm,args > out; echo $$; cat out");
        string shell = result.Output[..result.Output.IndexOf('\n')];
        string[][] lines = [.. result.Output.Split('\n').Select(Squeeze).Select(line => line.Split(' '))];
        Assert.Contains(lines, line => line.Length > 2 && line[0] == shell && line[2] == "sh");
        Assert.Contains(lines, line => line.Length > 5 && line[1] == shell && line[2] == "s6-ps" && line[3] == "\\_");
        Assert.Equal("STAT\n", Shell(suite, "s6-ps -o s | head -n 1").Output);
        Assert.Equal(
            new CommandResult(111, "", "s6-ps: fatal: unable to write to stdout: No space left on device\n"),
            Shell(suite, "s6-ps > /dev/full"));
    }

    /// <summary>What the reference does not survive: docs/DIVERGENCES.md.</summary>
    [RootTheory, Ours]
    public void OddProcesses(Suite suite)
    {
        Add(5, parent: 6);
        Add(6, parent: 5);
        Add(8, parent: 8);
        Add(9, command: "z", state: 'Z');
        Directory.CreateDirectory(At("proc/10"));
        File.WriteAllText(At("proc/10/stat"), "garbage");
        Assert.Equal("PID\n  8\n  9\n  5\n  6\n", Ps(suite, "-H -o pid").Output);
        Assert.Equal("COMMAND\n(c)\n(c)\n(c)\nz <defunct>\n", Ps(suite, "-o args").Output);
    }

    private static string Squeeze(string line) => string.Join(' ', line.Split(' ', System.StringSplitOptions.RemoveEmptyEntries));

    private void MakeTree()
    {
        Add(1, words: "init\0--flag\0", command: "init");
        Add(2, command: "kthreadd");
        Add(3, parent: 2, command: "worker/0:1");
        Add(20, parent: 3, command: "deep");
        Add(4, parent: 1, words: "a\0");
        Add(10, parent: 4, words: "b\0\0c\0");
        Add(5, parent: 10, words: "d");
        Add(11, parent: 4, words: "e");
        Add(6, parent: 1, words: "f");
        Add(7, words: "other\0");
        Add(30, parent: 999, words: "orphan\0");
        Add(31, parent: 30, command: "gone", state: 'Z');
    }

    /// <summary>A process of the /proc that Ps shows.</summary>
    private void Add(
        int pid, int parent = 0, int group = 0, int session = 0, int terminal = 0, int terminalGroup = -1,
        string faults = "0 0 0 0", string times = "0 0 0 0", int priority = 20, int nice = 0, int threads = 1, ulong size = 0,
        ulong pages = 0, ulong limit = ulong.MaxValue, ulong waits = 0, int cpu = 0, int realTime = 0, int policy = 0,
        char state = 'S', string command = "c", string words = "", string? environment = null, int uid = 0)
    {
        string directory = At("proc/" + pid.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(directory);
        string stat = $"{pid} ({command}) {state} {parent} {group} {session} {terminal} {terminalGroup} 64 {faults} {times} "
            + $"{priority} {nice} {threads} 0 0 {size} {pages} {limit} 0 0 0 0 0 0 0 0 0 {waits} 0 0 17 {cpu} {realTime} "
            + $"{policy} 0 0 0 0 0 0 0 0 0 0 0\n";
        File.WriteAllText(Path.Combine(directory, "stat"), stat);
        File.WriteAllText(Path.Combine(directory, "comm"), command + "\n");
        File.WriteAllText(Path.Combine(directory, "cmdline"), words);
        if (environment != null)
        {
            File.WriteAllText(Path.Combine(directory, "environ"), environment);
        }
        if (uid != 0)
        {
            CommandResult result = Shell(Suite.Ours, $"chown {uid}:{uid} {directory}");
            Assert.Equal(0, result.ExitCode);
        }
    }

    private CommandResult Ps(Suite suite, string arguments) =>
        Shell(suite, $"cd proc && exec unshare --mount sh -c 'mount --bind . /proc && exec s6-ps {arguments}'");
}
