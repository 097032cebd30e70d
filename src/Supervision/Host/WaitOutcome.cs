using System;
using Sestet.Cli;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>The exit codes of the waiting commands.</summary>
internal static class WaitOutcome
{
    private const int CountMax = 98;

    /// <summary>
    /// 0 where every service got there; 102 where a supervisor exited; else how many services failed for good, kept below
    /// the codes that mean something else.
    /// </summary>
    public static int Report(int failures, bool abandoned)
    {
        if (failures == 0 && !abandoned)
        {
            return ExitCode.Success;
        }
        int code = abandoned ? ExitCode.NotSupervised : Math.Min(failures, CountMax);
        return Diagnostics.Fatal(code, "some services reported permanent failure or their supervisor died"u8);
    }
}
