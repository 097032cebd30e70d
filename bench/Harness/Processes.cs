using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Sestet.Bench.Harness;

/// <summary>
/// The processes this one starts. It is the subreaper of all below it, so that each is found and ended, by its id,
/// whoever its parent was.
/// </summary>
internal static class Processes
{
    private const int OpaqueLength = 1024;
    private const int SignalSetLength = 128;
    private const int KillPatienceMs = 20_000;

    /// <summary>
    /// Starts a program with default signal actions. The descriptors are its standard ones; /dev/null and, for what it
    /// writes, nowhere by default.
    /// </summary>
    public static int Start(
        IReadOnlyList<string> words,
        IReadOnlyDictionary<string, string> environment,
        int input = -1,
        int output = -1,
        int error = -1)
    {
        Interruption.ThrowIfRequested();
        int nothing = Native.Check(Native.Open("/dev/null", Native.OpenReadWrite | Native.OpenCloseOnExec, 0), "open /dev/null");
        Span<byte> actions = new byte[OpaqueLength];
        Span<byte> attributes = new byte[OpaqueLength];
        Span<byte> allSignals = new byte[SignalSetLength];
        allSignals.Fill(0xff);
        _ = Native.SpawnActionsInit(actions);
        _ = Native.SpawnAttributesInit(attributes);
        _ = Native.SpawnActionsDuplicate(actions, input < 0 ? nothing : input, 0);
        _ = Native.SpawnActionsDuplicate(actions, output < 0 ? nothing : output, 1);
        _ = Native.SpawnActionsDuplicate(actions, error < 0 ? nothing : error, 2);
        _ = Native.SpawnAttributesSetSignalDefault(attributes, allSignals);
        _ = Native.SpawnAttributesSetSignalMask(attributes, new byte[SignalSetLength]);
        _ = Native.SpawnAttributesSetFlags(attributes, Native.SpawnSetSignalDefault | Native.SpawnSetSignalMask);
        nint[] arguments = [.. words.Select(Marshal.StringToCoTaskMemUTF8), 0];
        nint[] variables = [.. environment.Select(v => Marshal.StringToCoTaskMemUTF8(v.Key + "=" + v.Value)), 0];
        int result = Native.Spawn(out int pid, words[0], actions, attributes, arguments, variables);
        foreach (nint text in arguments.Concat(variables))
        {
            Marshal.FreeCoTaskMem(text);
        }
        _ = Native.SpawnActionsDestroy(actions);
        Native.Close(nothing);
        return result == 0 ? pid : throw new IOException($"cannot start {words[0]}: {new Win32Exception(result).Message}");
    }

    /// <summary>
    /// Waits for a child: its wait status and its CPU time in nanoseconds, that of its own children included.
    /// </summary>
    public static (int Status, long CpuNanoseconds) Wait(int pid, int timeoutMs, string what)
    {
        int descriptor = Native.Check(Native.OpenProcess(pid), "pidfd_open");
        bool ended;
        try
        {
            ended = Interruption.WaitReadable(descriptor, timeoutMs);
        }
        finally
        {
            Native.Close(descriptor);
        }
        if (!ended)
        {
            throw new TimeoutException($"{what} has not ended within {timeoutMs / 1000} s");
        }
        Native.Check(Native.WaitFor(pid, out int status, 0, out Native.Usage usage), "wait4");
        return (status, usage.CpuNanoseconds);
    }

    /// <summary>
    /// Runs a program to its end; what it writes goes into the file. Its exit code, 128 + n for signal n.
    /// </summary>
    public static int Run(
        IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment, int timeoutMs, string? outputFile = null)
    {
        int output = outputFile == null ? -1 : OpenForWriting(outputFile);
        try
        {
            int status = Wait(Start(words, environment, output: output, error: output), timeoutMs, words[0]).Status;
            return (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
        }
        finally
        {
            if (output >= 0)
            {
                Native.Close(output);
            }
        }
    }

    public static int OpenForWriting(string file) => Native.Check(
        Native.Open(file, Native.OpenWriteCreateTruncate | Native.OpenCloseOnExec, 0b110_100_100), $"open {file}");

    /// <summary>
    /// Reaps until nothing is left below this process; false where the time is over first. Cleaning up waits here too, so
    /// that no signal cuts it short.
    /// </summary>
    public static bool WaitUntilNone(int timeoutMs)
    {
        Patience patience = new(timeoutMs);
        while (true)
        {
            int pid = Native.WaitFor(-1, out _, Native.WaitNoHang, out _);
            if (pid < 0)
            {
                return true;
            }
            if (pid == 0 && (patience.IsOver || !WaitForOne(patience.LeftMs)))
            {
                return false;
            }
        }
    }

    /// <summary>
    /// Ends all that is below this process. Only its own children are killed, again and again, for what they leave behind
    /// becomes its child then: a child's id cannot come to mean another process before it has been waited for.
    /// </summary>
    public static void KillAll()
    {
        Patience patience = new(KillPatienceMs);
        do
        {
            foreach (int pid in ChildrenOf(Environment.ProcessId))
            {
                _ = Native.Kill(pid, Native.SIGKILL);
            }
        }
        while (!WaitUntilNone(20) && !patience.IsOver);
    }

    /// <summary>The living children of a process.</summary>
    public static List<int> ChildrenOf(int pid) => Parents().TryGetValue(pid, out List<int>? children) ? children : [];

    /// <summary>All living processes below one.</summary>
    public static List<int> Descendants(int pid)
    {
        Dictionary<int, List<int>> parents = Parents();
        List<int> found = [];
        Queue<int> left = new([pid]);
        while (left.TryDequeue(out int parent))
        {
            if (parents.TryGetValue(parent, out List<int>? children))
            {
                found.AddRange(children);
                children.ForEach(left.Enqueue);
            }
        }
        return found;
    }

    /// <summary>A file of /proc; empty where the process is gone.</summary>
    public static string ReadProcFile(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}", Encoding.Latin1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static bool WaitForOne(int timeoutMs)
    {
        List<int> children = ChildrenOf(Environment.ProcessId);
        if (children.Count == 0)
        {
            return true;
        }
        int descriptor = Native.OpenProcess(children[0]);
        if (descriptor < 0)
        {
            return true;
        }
        bool ended = Native.WaitReadable(descriptor, -1, timeoutMs);
        Native.Close(descriptor);
        return ended;
    }

    /// <summary>The children of every process, zombies left out.</summary>
    private static Dictionary<int, List<int>> Parents()
    {
        Dictionary<int, List<int>> parents = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int pid))
            {
                continue;
            }
            // "PID (NAME) STATE PARENT …", and the name may have anything in it.
            string stat = ReadProcFile(pid, "stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', 4);
            if (fields.Length == 4 && fields[1] is not ("Z" or "X"))
            {
                int parent = int.Parse(fields[2], CultureInfo.InvariantCulture);
                CollectionsMarshal.GetValueRefOrAddDefault(parents, parent, out _) ??= [];
                parents[parent].Add(pid);
            }
        }
        return parents;
    }
}
