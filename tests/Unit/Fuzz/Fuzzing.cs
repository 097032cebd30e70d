using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using CsCheck;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>
/// Properties that `make fuzz ONLY=name` runs alone, by their trait: on random input, for CsCheck_Time seconds or 100 cases,
/// and no case may take long, or much memory.
/// </summary>
internal static class Fuzzing
{
    /// <summary>A case that takes longer fails, and CsCheck tells its seed. It is thousands of times what cases take.</summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(10);

    /// <summary>A case that has not ended by then ends the test run, and is printed.</summary>
    private static readonly TimeSpan s_hung = TimeSpan.FromSeconds(60);

    /// <summary>Bytes that one case may allocate, its own model's included.</summary>
    private const long AllocatedMax = 64 << 20;

    /// <summary>Bytes of the whole process, where it does nothing else.</summary>
    private const long ResidentMax = 640 << 20;

    public static void Fuzz<T>(this Gen<T> gen, ITestOutputHelper output, Func<T, bool> holds, Func<T, string> print)
    {
        long cases = 0;
        long slowest = 0;
        Stopwatch whole = Stopwatch.StartNew();
        gen.Sample(
            value =>
            {
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                Stopwatch watch = Stopwatch.StartNew();
                bool result;
                using (Timer hangs = new(_ => Environment.FailFast("a case does not end: " + print(value)), null, s_hung, s_hung))
                {
                    result = holds(value);
                }
                Interlocked.Increment(ref cases);
                InterlockedMax(ref slowest, watch.ElapsedTicks);
                Check(watch.Elapsed < s_slow, $"a case took {watch.Elapsed.TotalSeconds:F1} s");
                allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
                Check(allocated < AllocatedMax, $"a case allocated {allocated} bytes");
                return result;
            },
            print: print);
        long resident = Environment.WorkingSet;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases} cases in {whole.Elapsed.TotalSeconds:F0} s, the slowest "
            + $"{slowest * 1e3 / Stopwatch.Frequency:F1} ms; {resident >> 20} MB resident"));
        bool isAlone = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("FUZZ_ONLY"));
        Check(!isAlone || resident < ResidentMax, $"the process takes {resident} bytes");
    }

    private static void Check(bool condition, string failure)
    {
        if (!condition)
        {
            throw new InvalidOperationException(failure);
        }
    }

    private static void InterlockedMax(ref long most, long value)
    {
        long seen = Interlocked.Read(ref most);
        while (value > seen)
        {
            long found = Interlocked.CompareExchange(ref most, value, seen);
            if (found == seen)
            {
                return;
            }
            seen = found;
        }
    }
}
