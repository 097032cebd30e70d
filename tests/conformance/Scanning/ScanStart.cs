using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Scanning;

/// <summary>s6-svscan's command line, its directory, and s6-svscanctl's command line.</summary>
public sealed class ScanStart(ITestOutputHelper output) : Scenario(output)
{
    private const string Usage =
        "s6-svscan: usage: s6-svscan [ -C services_max ] [ -L name_max ] [ -t timeout ] [ -d notif ] [ -X consoleholder ] scandir\n";

    [Theory, Ours, Reference(Since = "2.15")]
    public void WrongUsage(Suite suite) => Assert.Equal(new CommandResult(100, "", Usage), Run(suite, "s6-svscan"));

    [Theory]
    [Density("-C x", "services_max must be an unsigned integer")]
    [Ours("-C x", "services_max must be an unsigned integer")]
    [Density("-L -1", "name_max must be an unsigned integer")]
    [Ours("-L -1", "name_max must be an unsigned integer")]
    [Density("-t x", "timeout must be an unsigned integer")]
    [Ours("-t x", "timeout must be an unsigned integer")]
    [Density("-d x", "notif must be an unsigned integer")]
    [Ours("-d x", "notif must be an unsigned integer")]
    [Density("-d 2", "notif must be 3 or more")]
    [Ours("-d 2", "notif must be 3 or more")]
    [Density("-d 77", "invalid notification fd: Bad file descriptor")]
    [Ours("-d 77", "invalid notification fd: Bad file descriptor")]
    [Density("-X x", "consoleholder must be an unsigned integer")]
    [Ours("-X x", "consoleholder must be an unsigned integer")]
    [Density("-X 1", "consoleholder must be 3 or more")]
    [Ours("-X 1", "consoleholder must be 3 or more")]
    [Density("-X 77", "invalid console holder fd: Bad file descriptor")]
    [Ours("-X 77", "invalid console holder fd: Bad file descriptor")]
    [Density("-c 10", "unrecognized short option: c")]
    [Ours("-c 10", "unrecognized short option: c")]
    [Density("--nonsense=1", "unrecognized option with argument: --nonsense=1")]
    [Ours("--nonsense=1", "unrecognized option with argument: --nonsense=1")]
    [Reference("-C x", "services_max must be an unsigned integer", Since = "2.15")]
    [Reference("-L -1", "name_max must be an unsigned integer", Since = "2.15")]
    [Reference("-t x", "timeout must be an unsigned integer", Since = "2.15")]
    [Reference("-d x", "notif must be an unsigned integer", Since = "2.15")]
    [Reference("-d 2", "notif must be 3 or more", Since = "2.15")]
    [Reference("-d 77", "invalid notification fd: Bad file descriptor", Since = "2.15")]
    [Reference("-X x", "consoleholder must be an unsigned integer", Since = "2.15")]
    [Reference("-X 1", "consoleholder must be 3 or more", Since = "2.15")]
    [Reference("-X 77", "invalid console holder fd: Bad file descriptor", Since = "2.15")]
    [Reference("-c 10", "unrecognized short option: c", Since = "2.15")]
    [Reference("--nonsense=1", "unrecognized option with argument: --nonsense=1", Since = "2.15")]
    public void WrongOptions(Suite suite, string options, string message)
    {
        Directory.CreateDirectory(At("scan"));
        CommandResult result = Run(suite, "s6-svscan", [.. options.Split(' '), "scan"]);
        Assert.Equal(new CommandResult(100, "", $"s6-svscan: fatal: {message}\n"), result);
        Assert.Empty(Directory.GetFileSystemEntries(At("scan")));
    }

    [Theory]
    [Density("--services-max=10 --name-max=20 --timeout=0")]
    [Ours("--services-max=10 --name-max=20 --timeout=0")]
    [Density("-C10 -L 20 -t0")]
    [Ours("-C10 -L 20 -t0")]
    [Reference("--services-max=10 --name-max=20 --timeout=0", Since = "2.15")]
    [Reference("-C10 -L 20 -t0", Since = "2.15")]
    public void LongAndShortOptions(Suite suite, string options)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.AddIdle("this-name-is-too-long");
        scanner.Start(options.Split(' ')).ExpectNames("one");
    }

    [Theory]
    [Density("missing", "No such file or directory")]
    [Ours("missing", "No such file or directory")]
    [Density("file", "Not a directory")]
    [Ours("file", "Not a directory")]
    [Reference("missing", "No such file or directory", Since = "2.15")]
    [Reference("file", "Not a directory", Since = "2.15")]
    public void WithoutADirectory(Suite suite, string name, string reason)
    {
        File.WriteAllText(At("file"), "");
        Assert.Equal(
            new CommandResult(111, "", $"s6-svscan: fatal: unable to chdir to {name}: {reason}\n"),
            Run(suite, "s6-svscan", name));
    }

    [Theory, Density, Ours, Reference]
    public void ASecondInstance(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        Assert.Equal(
            new CommandResult(
                100, "", "s6-svscan: fatal: another instance of s6-svscan is already running on the same directory\n"),
            Run(suite, "s6-svscan", "scan"));
        Assert.Equal("one", scanner.Names());
    }

    [Theory]
    [Density(".s6-svscan", ".s6-svscan exists and is not a directory")]
    [Ours(".s6-svscan", ".s6-svscan exists and is not a directory")]
    [Density(".s6-svscan/control", ".s6-svscan/control is not a FIFO")]
    [Ours(".s6-svscan/control", ".s6-svscan/control is not a FIFO")]
    [Reference(".s6-svscan", ".s6-svscan exists and is not a directory")]
    [Reference(".s6-svscan/control", ".s6-svscan/control is not a FIFO", Since = "2.12")]
    public void AFileInItsPlace(Suite suite, string name, string message)
    {
        string path = At("scan/" + name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        Assert.Equal(new CommandResult(100, "", $"s6-svscan: fatal: {message}\n"), Run(suite, "s6-svscan", "scan"));
    }

    [Theory, Density, Ours, Reference]
    public void MakesItsControlDirectory(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.Start();
        Assert.Equal(0x1c0, Native.Mode(scanner[".s6-svscan"]));
        Assert.Equal(0x180, Native.Mode(scanner[".s6-svscan/control"]));
        Assert.Equal(0x180, Native.Mode(scanner[".s6-svscan/lock"]));
    }

    [Theory, Density, Ours, Reference]
    public void TheNotificationIsOneNewlineAndTheEnd(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        using Readable ready = Native.Pipe(out int writer);
        scanner.StartWith(new() { [4] = writer }, "-d", "4");
        Native.Close(writer);
        Patience patience = new();
        while (!ready.Ended && !patience.IsOver)
        {
            ready.Wait(patience);
        }
        Assert.Equal("\n", ready.Text);
        // No supervisor and no service has it.
        scanner.ExpectNames("one");
        Assert.True(ready.Ended);
    }

    [Theory]
    [Density("-zabhitqnN", "zabhitqnN")]
    [Ours("-zabhitqnN", "zabhitqnN")]
    [Density("-a -n", "an")]
    [Ours("-a -n", "an")]
    [Density("", "")]
    [Ours("", "")]
    [Reference("-zabhitqnN", "zabhitqnN")]
    [Reference("-a -n", "an")]
    [Reference("", "")]
    public void SvscanctlWritesItsLetters(Suite suite, string options, string letters)
    {
        ControlFifo control = Own(new ControlFifo(At("scan"), ".s6-svscan"));
        string[] words = options.Length == 0 ? [] : options.Split(' ');
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svscanctl", [.. words, "scan"]));
        Assert.Equal(letters, control.Letters);
    }

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void SvscanctlWithoutSvscan(Suite suite)
    {
        new ControlFifo(At("scan"), ".s6-svscan").Dispose();
        Assert.Equal(
            new CommandResult(100, "", "s6-svscanctl: fatal: unable to control scan: supervisor not listening\n"),
            Run(suite, "s6-svscanctl", "-a", "scan"));
        Assert.Equal(
            new CommandResult(111, "", "s6-svscanctl: fatal: unable to control missing: No such file or directory\n"),
            Run(suite, "s6-svscanctl", "-a", "missing"));
    }

    [Theory]
    [Density("")]
    [Ours("")]
    [Density("-z")]
    [Ours("-z")]
    [Density("-x scan")]
    [Ours("-x scan")]
    [Reference("")]
    [Reference("-z")]
    [Reference("-x scan")]
    public void SvscanctlWrongUsage(Suite suite, string arguments)
    {
        CommandResult result = Run(suite, "s6-svscanctl", arguments.Length == 0 ? [] : arguments.Split(' '));
        Assert.Equal((100, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^s6-svscanctl: usage: s6-svscanctl \[ -zabhitqnN \] (sv)?scandir\n$", result.Error);
    }

    [Theory, Density, Ours, Reference]
    public void SvscanctlDrivesSvscan(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        scanner.AddIdle("two");
        Assert.Equal(0, Run(suite, "s6-svscanctl", "-a", "scan").ExitCode);
        scanner.ExpectNames("one two");
        Assert.Equal(0, Run(suite, "s6-svscanctl", "-t", "scan").ExitCode);
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
    }
}
