using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Sestet.Conformance.Harness;

/// <summary>A running s6-log, with the test at the writing end of its standard input, a FIFO.</summary>
public sealed class Logger : IDisposable
{
    private int _input;

    /// <summary>Starts it with these options and directives, in the scratch directory.</summary>
    public Logger(Scenario scenario, Suite suite, params string[] arguments)
    {
        Scenario = scenario;
        string fifo = scenario.At($"input-{Guid.NewGuid():N}");
        Native.Check(Native.MakeFifo(fifo, 0x180), "mkfifo " + fifo);
        _input = Native.Check(Native.Open(fifo, Native.OpenReadWrite | Native.OpenNonBlocking | Native.OpenCloseOnExec, 0), "open " + fifo);
        Process = scenario.StartWith(suite, null, "/bin/sh", ["-c", $"exec {suite.Find("s6-log")} \"$@\" < {fifo}", "sh", .. arguments]);
        scenario.Own(this);
    }

    public Child Process { get; }

    private Scenario Scenario { get; }

    /// <summary>
    /// Writes to its input, as much at once as goes into the pipe. It may have to wait until somebody reads what it writes.
    /// </summary>
    public void Write(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(text);
        Patience patience = new();
        while (!bytes.IsEmpty)
        {
            nint written = Native.Write(_input, bytes, bytes.Length);
            if (written > 0)
            {
                bytes = bytes[(int)written..];
                patience = new Patience();
            }
            else if (patience.IsOver)
            {
                throw new IOException($"{bytes.Length} bytes are not taken: {Process}");
            }
            else
            {
                Wait(patience);
            }
        }
    }

    private void Wait(Patience patience)
    {
        Span<Native.PollDescriptor> poll =
        [
            new() { Descriptor = _input, Wanted = Native.PollOut },
            new() { Descriptor = Process.Output.Ended ? -1 : Process.Output.Descriptor, Wanted = Native.PollIn },
            new() { Descriptor = Process.Error.Ended ? -1 : Process.Error.Descriptor, Wanted = Native.PollIn },
        ];
        _ = Native.Poll(poll, (nuint)poll.Length, patience.LeftMs);
        _ = Process.Output.Drain();
        _ = Process.Error.Drain();
    }

    /// <summary>Ends its input.</summary>
    public void Close()
    {
        if (_input >= 0)
        {
            Native.Close(_input);
            _input = -1;
        }
    }

    /// <summary>Ends its input and waits for its end.</summary>
    public CommandResult Finish()
    {
        Close();
        return Process.WaitForExit();
    }

    /// <summary>Waits until a file of the scratch directory has that content.</summary>
    public void WaitFor(string file, string content)
    {
        string path = Scenario.At(file);
        Scenario.Eventually(() => ReadIfThere(path) == content);
    }

    public void Dispose() => Close();

    /// <summary>A file, one char a byte.</summary>
    public static string Read(string path) => File.ReadAllText(path, Encoding.Latin1);

    /// <summary>The same for a file that may be missing: current is, for a moment, when it is rotated.</summary>
    public static string? ReadIfThere(string path)
    {
        try
        {
            return Read(path);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The archived files of a logdir, oldest first.</summary>
    public static IReadOnlyList<string> Archives(string logdir) =>
        [.. Directory.EnumerateFiles(logdir, "@*").Order(StringComparer.Ordinal)];

    /// <summary>What the archived files of a logdir hold, oldest first, each behind the last letter of its name.</summary>
    public static string ArchivedText(string logdir) => string.Join('|', Archives(logdir).Select(f => $"{f[^1]}:{Read(f)}"));
}
