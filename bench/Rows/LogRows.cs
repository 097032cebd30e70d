using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// CPU time of s6-log for a gigabyte of lines from a pipe into a rotated directory. Lines have 20 to 500 bytes, 112 on
/// average, one in twenty begins with ERROR; tiny ones have 10.
/// </summary>
internal static class LogRows
{
    private const int FeederTimeoutMs = 120_000;
    private const int EndTimeoutMs = 20_000;

    /// <summary>
    /// The row's name; the feeder's mode; MiB; the least part of them that is in the log then; the script before the
    /// directory. Ten files of 16 MiB hold all of it, timestamps included.
    /// </summary>
    private static readonly (string Name, string Mode, int Mebibytes, double Kept, string[] Script)[] Variants =
    [
        (RowNames.LogPlain, "mix", 64, 1, ["n10", "s16777216"]),
        (RowNames.LogTai64n, "mix", 64, 1.1, ["n10", "s16777216", "t"]),
        (RowNames.LogLocalTime, "mix", 64, 1.1, ["n10", "s16777216", "T"]),
        (RowNames.LogSelection, "mix", 64, 0.04, ["-", "+ERROR", "n10", "s16777216"]),
        (RowNames.LogExpression, "mix", 64, 0.01, ["-", "+^(ERROR|fatal) .*id=[0-9]+", "n10", "s16777216"]),
        (RowNames.LogTinyLines, "tiny", 16, 3, ["n10", "s16777216", "t"]),
    ];

    public static void Run(Turn turn)
    {
        string logger = turn.Suite.Find("s6-log");
        foreach ((string name, string mode, int mebibytes, double kept, string[] script) in Variants)
        {
            using Scratch scratch = new();
            long bytes = (long)mebibytes << 20;
            string[] feeder = [turn.Settings.Helper, "feeder", mode, bytes.ToString(CultureInfo.InvariantCulture)];
            long cpu = CpuOf(turn.Suite, feeder, [logger, "--", .. script, scratch["log"]], scratch["messages"]);
            CheckLog(scratch["log"], kept * bytes);
            turn.Add(name, "s", (double)cpu / bytes);
        }
    }

    /// <summary>A logger that loses lines is no fast one.</summary>
    private static void CheckLog(string directory, double least)
    {
        long length = new DirectoryInfo(directory).EnumerateFiles().Sum(file => file.Length);
        if (length < least)
        {
            throw new InvalidOperationException($"s6-log: {length} bytes are in the log, where at least {least:f0} should be");
        }
    }

    private static long CpuOf(Suite suite, IReadOnlyList<string> feederWords, IReadOnlyList<string> loggerWords, string messages)
    {
        Span<int> pipe = stackalloc int[2];
        Native.Check(Native.Pipe(pipe, Native.OpenCloseOnExec), "pipe2");
        int error = Processes.OpenForWriting(messages);
        int logger = Processes.Start(loggerWords, suite.Environment, input: pipe[0], error: error);
        int feeder = Processes.Start(feederWords, suite.Environment, output: pipe[1]);
        Native.Close(pipe[0]);
        Native.Close(pipe[1]);
        Native.Close(error);
        int feederStatus = Processes.Wait(feeder, FeederTimeoutMs, "the feeder of s6-log").Status;
        (int status, long cpu) = Processes.Wait(logger, EndTimeoutMs, "s6-log");
        return status == 0 && feederStatus == 0
            ? cpu
            : throw new InvalidOperationException(
                $"{string.Join(' ', loggerWords)}: wait status {status}: {File.ReadAllText(messages)}");
    }
}
