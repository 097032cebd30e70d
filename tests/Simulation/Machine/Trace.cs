using System;
using System.Collections.Generic;
using System.Text;

namespace Sestet.Simulation;

/// <summary>The history of a run: a hash of all of it, and the text of its end or, when asked for, of all.</summary>
internal sealed class Trace
{
    private const int KeptMax = 400;

    private readonly Queue<Entry> _entries = new();

    private readonly record struct Entry(long Time, int Pid, string Name, string What);

    /// <summary>Of every call and every note (FNV-1a): equal for equal histories.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public long Calls { get; private set; }

    /// <summary>Keeps everything, calls too.</summary>
    public bool Complete { get; set; }

    public void Call(Process process, SystemCall call)
    {
        Calls++;
        Mix((ulong)process.Machine.Clock.Now);
        Mix(((ulong)process.Pid.Value << 8) | (ulong)call);
        if (Complete)
        {
            Keep(process.Machine.Clock.Now, process.Pid.Value, process.Name, call.ToString());
        }
    }

    public void Note(Process process, string what, ReadOnlySpan<byte> detail = default) =>
        Note(process.Machine.Clock.Now, process.Pid.Value, process.Name, what + Encoding.Latin1.GetString(detail));

    public void Note(long time, int pid, string name, string what)
    {
        Mix((ulong)pid);
        foreach (char letter in what)
        {
            Mix(letter);
        }
        Keep(time, pid, name, what);
    }

    public void Print(System.IO.TextWriter writer)
    {
        foreach (Entry entry in _entries)
        {
            writer.WriteLine($"{entry.Time / 1e9,14:F6} {entry.Name}[{entry.Pid}] {entry.What}");
        }
    }

    private void Keep(long time, int pid, string name, string what)
    {
        if (!Complete && _entries.Count == KeptMax)
        {
            _entries.Dequeue();
        }
        _entries.Enqueue(new Entry(time, pid, name, what));
    }

    private void Mix(ulong value)
    {
        // The hash is defined to wrap around.
        Hash = unchecked((Hash ^ value) * 1099511628211);
    }
}
