using System;
using System.IO;
using Xunit;

namespace Sestet.Conformance.Harness;

/// <summary>
/// A service under a supervisor that has started: the process, a listener to its events, and its control FIFO. It needs no
/// client program.
/// </summary>
public sealed class Supervised
{
    private readonly string? _scan;

    public Supervised(Scenario scenario, Suite suite, ServiceDirectory service, string[] before)
    {
        Service = service;
        // Made beforehand, so that the first event is heard too; a supervisor uses it as it is.
        Directory.CreateDirectory(service["event"]);
        Events = scenario.Listen(service["event"]);
        string[] command = ["s6-supervise", Path.GetRelativePath(scenario.Scratch, service.Path)];
        if (before.Length > 0)
        {
            command = [$"/usr/bin/{before[0]}", .. before[1..], suite.Find(command[0]), command[1]];
        }
        if (suite.IsDensity)
        {
            _scan = scenario.At("scan-of-" + Path.GetFileName(service.Path));
            Directory.CreateDirectory(_scan);
            // A second supervisor of the service finds what the first one has left.
            File.Delete(Path.Combine(_scan, Path.GetFileName(service.Path)));
            File.CreateSymbolicLink(Path.Combine(_scan, Path.GetFileName(service.Path)), service.Path);
            command = before.Length > 0
                ? [$"/usr/bin/{before[0]}", .. before[1..], suite.Find("s6-svscan"), "--density", _scan]
                : ["s6-svscan", "--density", _scan];
        }
        Process = scenario.Start(suite, command[0], command[1..]);
        _ = Events.WaitFor("s");
    }

    public ServiceDirectory Service { get; }

    public Listener Events { get; }

    public Child Process { get; }

    public StatusFile Status => Service.Status;

    /// <summary>Writes letters into the control FIFO at once, as s6-svc does.</summary>
    public void Send(string letters) => SendTo(Service, letters);

    /// <summary>The same, where the directory has another name for the test.</summary>
    public static void SendTo(ServiceDirectory service, string letters) => Write(service["supervise/control"], letters);

    /// <summary>Whether somebody reads a control FIFO.</summary>
    public static bool IsHeard(string fifo)
    {
        const int Flags = Native.OpenWriteOnly | Native.OpenNonBlocking | Native.OpenCloseOnExec;
        int control = Native.Open(fifo, Flags, 0);
        if (control >= 0)
        {
            Native.Close(control);
        }
        return control >= 0;
    }

    /// <summary>Writes letters into a control FIFO, all at once.</summary>
    public static void Write(string fifo, string letters)
    {
        byte[] bytes = System.Text.Encoding.Latin1.GetBytes(letters);
        const int Flags = Native.OpenWriteOnly | Native.OpenNonBlocking | Native.OpenCloseOnExec;
        int control = Native.Check(Native.Open(fifo, Flags, 0), "open " + fifo);
        try
        {
            // Who is leaving can close its end behind the open.
            Assert.Equal(bytes.Length, Native.Check((int)Native.Write(control, bytes, bytes.Length), "write " + fifo));
        }
        finally
        {
            Native.Close(control);
        }
    }

    /// <summary>Waits until the events from the start on are these.</summary>
    public void Expect(string letters) => Events.Expect(letters);

    /// <summary>The exit code, after its end.</summary>
    public CommandResult WaitForExit() => Process.WaitForExit();

    /// <summary>Brings the service down for good; the supervisor must exit 0 after an 'x'.</summary>
    public void Stop()
    {
        if (Process.HasExited)
        {
            return;
        }
        try
        {
            if (_scan != null)
            {
                Write(Path.Combine(_scan, ".s6-svscan/control"), "q");
            }
            Send(_scan != null ? "k" : "xdk");
        }
        catch (IOException)
        {
            // It is leaving already and does not listen any more, or not yet.
            if (_scan == null)
            {
                Process.Kill(15);
            }
        }
        CommandResult result = WaitForExit();
        Assert.True(result.ExitCode == 0, $"told to exit: {result}");
        Assert.EndsWith("x", Events.Heard, StringComparison.Ordinal);
    }
}
