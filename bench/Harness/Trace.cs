using System;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Sestet.Bench.Harness;

/// <summary>The file that strace writes: one line for each system call of each process.</summary>
internal sealed class Trace(string file)
{
    private const int QuietMs = 300;
    private const int QuietTimeoutMs = 20_000;

    private long _position;

    /// <summary>The words to run a program under: its children too, and signals not among the lines.</summary>
    public string[] Words => [Tools.Find("strace"), "-f", "-qq", "-e", "signal=none", "-o", file];

    /// <summary>
    /// System calls since the last time this was asked. One that another process's line cuts in two is one.
    /// </summary>
    public int Count()
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = _position;
        using StreamReader reader = new(stream);
        string text = reader.ReadToEnd();
        _position = stream.Position;
        return text.Split('\n').Count(IsCall);
    }

    /// <summary>Waits until nothing has been written for a while.</summary>
    public void WaitUntilQuiet()
    {
        Patience patience = new(QuietTimeoutMs);
        Stopwatch quiet = Stopwatch.StartNew();
        long length = -1;
        while (quiet.ElapsedMilliseconds < QuietMs)
        {
            long now = new FileInfo(file).Length;
            if (now != length)
            {
                length = now;
                quiet.Restart();
            }
            if (patience.IsOver)
            {
                throw new TimeoutException("the traced processes do not come to rest");
            }
            Interruption.Sleep(20);
        }
    }

    private static bool IsCall(string line) =>
        line.Contains('(', StringComparison.Ordinal)
        && !line.Contains(" resumed>", StringComparison.Ordinal)
        && !line.Contains("+++ ", StringComparison.Ordinal);
}
