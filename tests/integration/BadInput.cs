using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Integration;

/// <summary>What nobody should write, and somebody does.</summary>
public sealed class BadInput(ITestOutputHelper output) : Scenario(output)
{
    private static readonly string[] s_files =
    [
        "down-signal", "reload-signal", "notification-fd", "lock-fd", "timeout-kill", "timeout-finish", "max-death-tally",
    ];

    /// <summary>Ten thousand directories, of which it may run four: it starts those and goes on serving.</summary>
    [Theory, Ours]
    public void TenThousandServiceDirectories(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        for (int i = 0; i < 10_000; i++)
        {
            Directory.CreateDirectory(scanner[$"service{i}"]);
            File.WriteAllText(scanner[$"service{i}/down"], "");
        }
        scanner.Start("-C", "4");
        Eventually(() => scanner.Supervisors().Count == 4);
        scanner.Process.WaitForError(": too many services\n");
        scanner.Send("z");
        scanner.Send("t");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
    }

    /// <summary>Ten thousand names that are none of services.</summary>
    [Theory, Ours, Reference]
    public void TenThousandNamesThatAreNotServices(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        for (int i = 0; i < 5_000; i++)
        {
            Directory.CreateDirectory(scanner[$".hidden{i}"]);
            File.WriteAllText(scanner[$"file{i}"], "");
        }
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        scanner.Events("one").Expect("su");
    }

    [Theory, Ours, Reference]
    public void GarbageInTheControlFifoOfTheScanner(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.StartIdle("one");
        // Every byte but the letters that end it.
        string garbage = new(
            [.. Enumerable.Range(0, 256).Select(c => (char)c).Where(c => !"abhitqnN".Contains(c, StringComparison.Ordinal))]);
        scanner.Send(garbage);
        scanner.AddIdle("two");
        scanner.Send("a");
        scanner.ExpectNames("one two");
        Assert.Equal("su", scanner.Events("one").Heard);
    }

    [Theory]
    [Ours(1)]
    [Ours(2)]
    [Ours(3)]
    public void RandomBytesInEveryFile(Suite suite, int seed)
    {
        Random random = new(seed);
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle).Finish("exit 0");
        foreach (string file in s_files)
        {
            byte[] bytes = new byte[random.Next(5000)];
            random.NextBytes(bytes);
            File.WriteAllBytes(directory[file], bytes);
        }
        Supervised service = Supervise(suite, directory);
        service.Expect("su");
        service.Send("l");
        service.Send("d");
        service.Events.WaitFor("D");
        service.Expect("sudD");
        Assert.All(
            service.Process.Text(error: true).Split('\n').SkipLast(1),
            line => Assert.StartsWith("s6-supervise svc: warning: ", line, StringComparison.Ordinal));
    }

    /// <summary>To root nothing is unreadable but what is no file: directories, and links that lead nowhere or around.</summary>
    [Theory]
    [Ours("directory")]
    [Ours("dangling")]
    [Ours("loop")]
    [Ours("fifo")]
    [Ours("device")]
    public void EveryFileIsSomethingElse(Suite suite, string kind)
    {
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle).Finish("exit 0");
        foreach (string file in s_files)
        {
            Spoil(directory[file], kind);
        }
        Supervised service = Supervise(suite, directory);
        service.Expect("su");
        service.Send("d");
        service.Expect("sudD");
        service.Send("u");
        service.Expect("sudDu");
    }

    [Theory, Ours]
    public void AFinishThatIsADirectory(Suite suite)
    {
        ServiceDirectory directory = NewService().With("down").Run("exit 0");
        Directory.CreateDirectory(directory["finish"]);
        Supervised service = Supervise(suite, directory);
        service.Send("o");
        service.Expect("sudD");
        service.Process.WaitForError("s6-supervise svc: warning: unable to spawn ./finish: Permission denied\n");
    }

    [Theory, Ours, Reference]
    public void AStatusFileThatIsADirectory(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        File.Delete(service.Service["supervise/status"]);
        Directory.CreateDirectory(service.Service["supervise/status"]);
        service.Send("d");
        service.Expect("sudD");
        service.Process.WaitForError("s6-supervise svc: warning: unable to write status file: Is a directory\n");
        Directory.Delete(service.Service["supervise/status"]);
        service.Send("u");
        service.Expect("sudDu");
        Eventually(() => File.Exists(service.Service["supervise/status"]));
    }

    /// <summary>
    /// The service directory is deleted under its supervisor: it goes on, and can be told to leave by a signal.
    /// </summary>
    [Theory, Ours, Reference]
    public void TheServiceDirectoryDisappears(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Traps(messages);
        Supervised service = Supervise(suite, directory);
        messages.ExpectStart("up ");
        service.Expect("su");
        int pid = service.Status.Pid;
        Directory.Delete(directory.Path, recursive: true);
        service.Process.Kill(15);
        Assert.Equal("TERM", messages.NextOtherThan("CONT"));
        _ = Native.Kill(pid, 9);
        Assert.Equal(0, service.WaitForExit().ExitCode);
    }

    [Theory, Ours]
    public void GarbageInTheDeathTally(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run("exit 1"));
        byte[] garbage = RandomNumberGenerator.GetBytes(1000);
        File.WriteAllBytes(service.Service["supervise/death_tally"], garbage);
        service.Send("o");
        service.Expect("sudD");
        CommandResult result = Run(suite, "s6-svdt", "svc");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith(" exitcode 1\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [Ours("s6-svc")]
    [Ours("s6-svstat")]
    [Ours("s6-svok")]
    [Ours("s6-svwait")]
    [Ours("s6-svdt")]
    [Ours("s6-svscanctl")]
    [Ours("s6-supervise")]
    [Ours("s6-svscan")]
    [Ours("s6-mkfifodir")]
    [Ours("s6-ftrig-wait")]
    public void OddArguments(Suite suite, string command)
    {
        string[][] oddities = [[""], [new string('x', 100_000)], ["-"], ["--"], ["-\u00ff"], ["a/../b", "", ""],
            [.. Enumerable.Repeat("-", 1000)]];
        foreach (string[] arguments in oddities)
        {
            CommandResult result = Run(suite, command, arguments);
            Assert.True(result.ExitCode is 0 or 1 or 100 or 102 or 111, $"{arguments[0]}: {result}");
            Assert.DoesNotContain("panic", result.Error, StringComparison.Ordinal);
        }
    }

    private void Spoil(string path, string kind)
    {
        switch (kind)
        {
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "dangling":
                File.CreateSymbolicLink(path, "nowhere");
                break;
            case "loop":
                File.CreateSymbolicLink(path, Path.GetFileName(path));
                break;
            case "fifo":
                Native.Check(Native.MakeFifo(path, 0x180), "mkfifo");
                break;
            default:
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
        }
    }
}
