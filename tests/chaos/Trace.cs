using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace Sestet.Chaos;

/// <summary>What was done and seen, with the milliseconds since the beginning.</summary>
internal sealed class Trace(string file) : IDisposable
{
    private const int KeptMax = 60;

    private readonly StreamWriter _file = new(file);
    private readonly Queue<string> _last = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>The last lines.</summary>
    public IEnumerable<string> Last => _last;

    public void Write(string text)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{_watch.Elapsed.TotalMilliseconds,10:f1} {text}");
        _file.WriteLine(line);
        _last.Enqueue(line);
        if (_last.Count > KeptMax)
        {
            _last.Dequeue();
        }
    }

    public void Dispose() => _file.Dispose();
}
