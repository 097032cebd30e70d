using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Sestet.Conformance.Harness;

/// <summary>A FIFO that services write lines into, to say what happens to them.</summary>
public sealed class Messages : IDisposable
{
    private readonly Readable _lines;
    private readonly int _keepOpen;
    private int _read;

    public Messages(string path)
    {
        Path = path;
        Native.Check(Native.MakeFifo(path, 0x1b6), "mkfifo " + path);
        const int Flags = Native.OpenNonBlocking | Native.OpenCloseOnExec;
        _lines = new Readable(Native.Check(Native.Open(path, Native.OpenReadOnly | Flags, 0), "open " + path));
        _keepOpen = Native.Check(Native.Open(path, Native.OpenWriteOnly | Flags, 0), "open " + path);
    }

    public string Path { get; }

    /// <summary>All the lines so far.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            _lines.Drain();
            string[] parts = _lines.Text.Split('\n');
            return [.. parts.Take(parts.Length - 1)];
        }
    }

    /// <summary>The next line, waited for.</summary>
    public string Next()
    {
        Patience patience = new();
        while (All.Count <= _read)
        {
            if (patience.IsOver)
            {
                throw new TimeoutException($"no further line after: {string.Join(" | ", All)}");
            }
            _lines.Wait(patience);
        }
        return All[_read++];
    }

    /// <summary>The next line that is none of these, waited for.</summary>
    public string NextOtherThan(params string[] skipped)
    {
        string line = Next();
        while (skipped.Contains(line))
        {
            line = Next();
        }
        return line;
    }

    /// <summary>Does something, and then waits for the next line that is none of these.</summary>
    public string NextOtherThanAfter(Action action, params string[] skipped)
    {
        action();
        return NextOtherThan(skipped);
    }

    /// <summary>The next line must be this one.</summary>
    public void Expect(string line) => Assert.Equal(line, Next());

    /// <summary>The next line must start with this; the rest of it.</summary>
    public string ExpectStart(string start)
    {
        string line = Next();
        Assert.StartsWith(start, line, StringComparison.Ordinal);
        return line[start.Length..];
    }

    public void Dispose()
    {
        _lines.Dispose();
        Native.Close(_keepOpen);
    }
}
