using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;

namespace Sestet.Conformance.Harness;

/// <summary>
/// A process that a test started, with what it writes. It has default signal actions and no blocked signal, whatever runs
/// the tests; its standard input is empty unless given.
/// </summary>
public sealed class Child : IDisposable
{
    private const int OpaqueLength = 1024;
    private const int SignalSetLength = 128;

    /// <summary>
    /// Held while a program is written, and while a process starts: a child has copies of all descriptors until it executes,
    /// and a program that anybody has open for writing cannot be executed (ETXTBSY).
    /// </summary>
    public static readonly Lock NoStart = new();

    private int _exitCode = -1;

    private Child(int pid, Readable output, Readable error, string commandLine)
    {
        Pid = pid;
        Output = output;
        Error = error;
        CommandLine = commandLine;
        ProcessDescriptor = Native.Check(Native.OpenProcess(pid), "pidfd_open");
    }

    public int Pid { get; }

    public Readable Output { get; }

    public Readable Error { get; }

    public string CommandLine { get; }

    public bool HasExited { get; private set; }

    /// <summary>-1 after Dispose.</summary>
    private int ProcessDescriptor { get; set; }

    /// <summary>Runs a command to its end.</summary>
    public static CommandResult Run(
        string path,
        IReadOnlyList<string> argv,
        IReadOnlyDictionary<string, string> environment,
        string? directory = null,
        string? input = null,
        int timeoutMs = Patience.DefaultMs)
    {
        using Child child = Start(path, argv, environment, directory, input);
        return child.WaitForExit(timeoutMs);
    }

    /// <summary>
    /// Starts a command. <paramref name="descriptors"/> are the child's descriptors beyond 0, 1 and 2, and what they are in
    /// this process. Input must fit into a pipe.
    /// </summary>
    public static Child Start(
        string path,
        IReadOnlyList<string> argv,
        IReadOnlyDictionary<string, string> environment,
        string? directory = null,
        string? input = null,
        IReadOnlyDictionary<int, int>? descriptors = null)
    {
        int standardInput = OpenInput(input);
        Readable output = Native.Pipe(out int outputForChild);
        Readable error = Native.Pipe(out int errorForChild);
        Dictionary<int, int> map = new(descriptors ?? new Dictionary<int, int>())
        {
            [0] = standardInput,
            [1] = outputForChild,
            [2] = errorForChild,
        };
        string commandLine = string.Join(' ', argv);
        try
        {
            return new Child(Spawn(path, argv, environment, directory, map, commandLine), output, error, commandLine);
        }
        finally
        {
            Native.Close(standardInput);
            Native.Close(outputForChild);
            Native.Close(errorForChild);
        }
    }

    /// <summary>Waits for the end of the process, not for that of others that still hold its output.</summary>
    public CommandResult WaitForExit(int timeoutMs = Patience.DefaultMs)
    {
        Patience patience = new(timeoutMs);
        while (!TryReap())
        {
            if (patience.IsOver)
            {
                throw new TimeoutException($"still runs after {timeoutMs} ms: {this}");
            }
            WaitForSomething(patience);
        }
        Output.Drain();
        Error.Drain();
        return new CommandResult(_exitCode, Output.Text, Error.Text);
    }

    /// <summary>Waits until its standard error has said that.</summary>
    public void WaitForError(string text) => WaitForText(Error, text);

    /// <summary>Waits until its standard output has said that.</summary>
    public void WaitForOutput(string text) => WaitForText(Output, text);

    /// <summary>All that it has written so far.</summary>
    public string Text(bool error)
    {
        Readable stream = error ? Error : Output;
        stream.Drain();
        return stream.Text;
    }

    public void Kill(int signal)
    {
        if (!HasExited)
        {
            _ = Native.Kill(Pid, signal);
        }
    }

    public override string ToString() =>
        $"`{CommandLine}` (pid {Pid}), stdout \"{Output.Text}\", stderr \"{Error.Text}\"";

    /// <summary>Also where it has been done: a scenario disposes of all its processes once more.</summary>
    public void Dispose()
    {
        if (ProcessDescriptor < 0)
        {
            return;
        }
        if (!TryReap())
        {
            Kill(9);
            _ = WaitForExit();
        }
        Output.Dispose();
        Error.Dispose();
        Native.Close(ProcessDescriptor);
        ProcessDescriptor = -1;
    }

    private void WaitForText(Readable stream, string text)
    {
        Patience patience = new();
        stream.Drain();
        while (!stream.Text.Contains(text, StringComparison.Ordinal))
        {
            if (patience.IsOver || stream.Ended)
            {
                throw new TimeoutException($"did not say \"{text}\": {this}");
            }
            stream.Wait(patience);
        }
    }

    private void WaitForSomething(Patience patience)
    {
        Span<Native.PollDescriptor> poll =
        [
            new() { Descriptor = ProcessDescriptor, Wanted = Native.PollIn },
            new() { Descriptor = Output.Ended ? -1 : Output.Descriptor, Wanted = Native.PollIn },
            new() { Descriptor = Error.Ended ? -1 : Error.Descriptor, Wanted = Native.PollIn },
        ];
        _ = Native.Poll(poll, 3, patience.LeftMs);
        Output.Drain();
        Error.Drain();
    }

    private bool TryReap()
    {
        if (!HasExited && Native.WaitFor(Pid, out int status, Native.WaitNoHang) == Pid)
        {
            HasExited = true;
            _exitCode = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
        }
        return HasExited;
    }

    private static int OpenInput(string? input)
    {
        if (input == null)
        {
            return Native.Check(Native.Open("/dev/null", Native.OpenReadOnly | Native.OpenCloseOnExec, 0), "open /dev/null");
        }
        Span<int> ends = stackalloc int[2];
        Native.Check(Native.Pipe(ends, Native.OpenCloseOnExec), "pipe2");
        byte[] bytes = Encoding.Latin1.GetBytes(input);
        if (bytes.Length > 65536)
        {
            throw new ArgumentException("input does not fit into a pipe", nameof(input));
        }
        Native.Check((int)Native.Write(ends[1], bytes, bytes.Length), "write");
        Native.Close(ends[1]);
        return ends[0];
    }

    private static int Spawn(
        string path,
        IReadOnlyList<string> argv,
        IReadOnlyDictionary<string, string> environment,
        string? directory,
        Dictionary<int, int> descriptors,
        string commandLine)
    {
        Span<byte> actions = new byte[OpaqueLength];
        Span<byte> attributes = new byte[OpaqueLength];
        Span<byte> allSignals = new byte[SignalSetLength];
        allSignals.Fill(0xff);
        _ = Native.SpawnActionsInit(actions);
        _ = Native.SpawnAttributesInit(attributes);
        foreach ((int inChild, int here) in descriptors)
        {
            _ = Native.SpawnActionsDuplicate(actions, here, inChild);
        }
        // A test runner is not careful about what its children inherit.
        _ = Native.SpawnActionsCloseFrom(actions, descriptors.Keys.Max() + 1);
        if (directory != null)
        {
            _ = Native.SpawnActionsChangeDirectory(actions, directory);
        }
        _ = Native.SpawnAttributesSetSignalDefault(attributes, allSignals);
        _ = Native.SpawnAttributesSetSignalMask(attributes, new byte[SignalSetLength]);
        _ = Native.SpawnAttributesSetFlags(attributes, Native.SpawnSetSignalDefault | Native.SpawnSetSignalMask);
        nint[] arguments = [.. argv.Select(Marshal.StringToCoTaskMemUTF8), 0];
        nint[] variables = [.. environment.Select(v => Marshal.StringToCoTaskMemUTF8(v.Key + "=" + v.Value)), 0];
        int error;
        int pid;
        lock (NoStart)
        {
            error = Native.Spawn(out pid, path, actions, attributes, arguments, variables);
        }
        foreach (nint text in arguments.Concat(variables))
        {
            Marshal.FreeCoTaskMem(text);
        }
        _ = Native.SpawnActionsDestroy(actions);
        return error == 0 ? pid : throw new IOException($"cannot start `{commandLine}` ({path}): errno {error}");
    }
}
