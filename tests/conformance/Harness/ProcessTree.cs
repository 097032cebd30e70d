using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

namespace Sestet.Conformance.Harness;

/// <summary>
/// All the processes of one test, whoever their parent is now: those that have the test's mark in their environment, or
/// live in its scratch directory.
/// </summary>
internal static class ProcessTree
{
    public const string Mark = "SESTET_TEST";

    /// <summary>The processes of the test with that scratch directory that still live; zombies do not.</summary>
    public static List<int> Find(string scratch)
    {
        byte[] mark = Encoding.UTF8.GetBytes($"{Mark}={scratch}");
        return [.. AllProcesses().Where(pid => pid != Environment.ProcessId && Belongs(pid, mark, scratch))];
    }

    /// <summary>Gives them time to end by themselves; those that did not.</summary>
    public static List<int> WaitForEnd(string scratch, int timeoutMs)
    {
        Patience patience = new(timeoutMs);
        List<int> left = Find(scratch);
        while (left.Count > 0 && !patience.IsOver)
        {
            WaitForEnd(left[0], patience);
            left = Find(scratch);
        }
        return left;
    }

    /// <summary>Kills them, each by its id, until none is left.</summary>
    public static void Kill(string scratch)
    {
        Patience patience = new();
        for (List<int> left = Find(scratch); left.Count > 0 && !patience.IsOver; left = Find(scratch))
        {
            foreach (int pid in left)
            {
                _ = Native.Kill(pid, 9);
            }
            WaitForEnd(left[0], patience);
        }
    }

    /// <summary>Waits until the process is dead, reaped or not; false where it still lives.</summary>
    public static bool WaitForEnd(int pid, Patience patience)
    {
        int descriptor = Native.OpenProcess(pid);
        if (descriptor < 0)
        {
            return true;
        }
        Span<Native.PollDescriptor> poll = [new() { Descriptor = descriptor, Wanted = Native.PollIn }];
        int ready = Native.Poll(poll, 1, patience.LeftMs);
        Native.Close(descriptor);
        return ready == 1;
    }

    /// <summary>A line about the process for messages.</summary>
    public static string Describe(int pid) => $"{pid} `{ReadText(pid, "cmdline").Replace('\0', ' ').Trim()}`";

    /// <summary>The state letter of proc(5); 'X' where it is gone.</summary>
    public static char State(int pid)
    {
        string stat = ReadText(pid, "stat");
        return stat.Length == 0 ? 'X' : stat[stat.LastIndexOf(')') + 2];
    }

    /// <summary>The numbered field of proc(5)'s stat, from 4 on.</summary>
    public static int StatField(int pid, int number)
    {
        string stat = ReadText(pid, "stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return int.Parse(fields[number - 3], CultureInfo.InvariantCulture);
    }

    /// <summary>The numbers of its open descriptors.</summary>
    public static List<int> Descriptors(int pid) =>
        [.. Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd")
            .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).Order()];

    public static List<int> ChildrenOf(int pid) =>
        [.. AllProcesses().Where(child => State(child) is not ('X' or 'Z') && StatFieldOrZero(child, 4) == pid)];

    public static string ReadText(int pid, string file)
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

    /// <summary>
    /// What a link in the process's directory of /proc says, such as "fd/0", "cwd", "exe"; empty where it is gone.
    /// </summary>
    public static string Link(int pid, string name)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/{name}").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static int StatFieldOrZero(int pid, int number)
    {
        try
        {
            return StatField(pid, number);
        }
        catch (ArgumentOutOfRangeException)
        {
            return 0;
        }
    }

    private static bool Belongs(int pid, byte[] mark, string scratch)
    {
        try
        {
            if (State(pid) is 'X' or 'Z')
            {
                return false;
            }
            if (File.ReadAllBytes($"/proc/{pid}/environ").AsSpan().IndexOf(mark) >= 0)
            {
                return true;
            }
            string? directory = new DirectoryInfo($"/proc/{pid}/cwd").LinkTarget;
            return directory != null && directory.StartsWith(scratch, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<int> AllProcesses() =>
        Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out int pid) ? pid : 0)
            .Where(pid => pid > 0);
}
