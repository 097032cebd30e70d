using System;
using System.Diagnostics;

namespace Sestet.Conformance.Harness;

/// <summary>How long a wait may last. Waits end with what they wait for; only a failing test uses it up.</summary>
public sealed class Patience
{
    public const int DefaultMs = 15_000;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly int _limitMs;

    public Patience(int limitMs = DefaultMs)
    {
        _limitMs = limitMs;
    }

    public int LeftMs => (int)Math.Max(0, _limitMs - _watch.ElapsedMilliseconds);

    public bool IsOver => LeftMs == 0;

    public long ElapsedMs => _watch.ElapsedMilliseconds;
}
