using System;
using System.Diagnostics;

namespace Sestet.Bench.Harness;

/// <summary>How long a wait may last. Waits end with what they wait for; only what is broken uses it up.</summary>
internal sealed class Patience(int limitMs)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public int LeftMs => (int)Math.Max(0, limitMs - _watch.ElapsedMilliseconds);

    public bool IsOver => LeftMs == 0;
}
