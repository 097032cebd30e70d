using System;
using System.Diagnostics;
using System.Threading;

namespace Sestet.Bench.Harness;

/// <summary>
/// A signal that wants the benchmark to end. Every wait of the main thread is one for this as well: it throws
/// OperationCanceledException then, and on the way out everything is ended and removed.
/// </summary>
internal static class Interruption
{
    private static readonly int[] Pipe = OpenPipe();

    private static int _signal;

    /// <summary>The signal's number, 0 for none.</summary>
    public static int Signal => Volatile.Read(ref _signal);

    /// <summary>What a signal's handler calls.</summary>
    public static void Request(int signal)
    {
        if (Interlocked.Exchange(ref _signal, signal) == 0)
        {
            // Once: a second signal would close what has the number by then.
            Native.Close(Pipe[1]);
        }
    }

    public static void ThrowIfRequested()
    {
        if (Signal != 0)
        {
            throw new OperationCanceledException($"signal {Signal}");
        }
    }

    /// <summary>Waits until the descriptor is readable; false where the time is over first.</summary>
    public static bool WaitReadable(int descriptor, int timeoutMs)
    {
        ThrowIfRequested();
        bool readable = Native.WaitReadable(descriptor, Pipe[0], timeoutMs);
        ThrowIfRequested();
        return readable;
    }

    public static void Sleep(int milliseconds)
    {
        Debug.Assert(milliseconds > 0);
        _ = WaitReadable(-1, milliseconds);
    }

    private static int[] OpenPipe()
    {
        int[] ends = new int[2];
        Native.Check(Native.Pipe(ends, Native.OpenCloseOnExec), "pipe2");
        return ends;
    }
}
