using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Chaos.Helper;

/// <summary>
/// What this process is, from the directory that it is in: SCAN/sNN is service NN, SCAN/sNN/log its logger. A service takes a
/// lock for its life, reports that it runs, tells its readiness where there is a file notification-fd, and writes numbered
/// lines where it has a logger. A signal ends it.
/// </summary>
internal static class Role
{
    private const uint LoggerNumber = 1000;
    private const int ReadinessDescriptor = 3;
    private const ulong ReadinessSteps = 5;
    private const long ReadinessStepNs = 100_000_000;
    private const long FinishNs = 20_000_000;
    private const long LinePauseNs = 40_000_000;
    private const ulong LinesAtOnceMax = 4;

    public static int Run(bool isFinish, EnvironmentBlock environment)
    {
        Span<byte> directory = stackalloc byte[Limits.PathLengthMax];
        Result<int> length = Kernel.CurrentDirectory(directory);
        if (!length.Ok)
        {
            return Program.ExitSystem;
        }
        ReadOnlySpan<byte> path = directory[..(length.Value - 1)];
        bool isLogger = Text.BaseName(path).SequenceEqual("log"u8);
        ReadOnlySpan<byte> name = Text.BaseName(isLogger ? path[..^4] : path);
        if (name.IsEmpty || !Text.TryParse(name[1..], out uint number))
        {
            return Program.ExitUsage;
        }
        number += isLogger ? LoggerNumber : 0;
        if (isFinish)
        {
            return RunFinish(number, environment);
        }
        return TryBegin(number, environment, out Tally tally, out ulong instance)
            ? Live(isLogger, name, tally, instance, environment)
            : Program.ExitSystem;
    }

    private static bool TryBegin(uint number, EnvironmentBlock environment, out Tally tally, out ulong instance)
    {
        instance = 0;
        if (Tally.TryOpen(out tally).Failed)
        {
            _ = Reports.TryWrite(environment, ReportKind.SecondInstance, number, 0);
            return false;
        }
        if (!TryLockFinish(out Fd file))
        {
            _ = Reports.TryWrite(environment, ReportKind.BesideFinish, number, 0);
            return false;
        }
        Kernel.Close(file);
        instance = tally.Last() + 1;
        return tally.TryWrite(0, instance)
            && tally.TryWrite(instance, 0)
            && Reports.TryWrite(environment, ReportKind.Started, number, instance);
    }

    private static int Live(bool isLogger, ReadOnlySpan<byte> name, Tally tally, ulong instance, EnvironmentBlock environment)
    {
        if (isLogger)
        {
            return BecomeLogger(environment);
        }
        if (Kernel.Access(Fd.CurrentDirectory, "notification-fd\0"u8, AccessMode.F_OK).IsNone)
        {
            // Sooner or later: a supervisor is to be killed before it, in it and after it.
            _ = Kernel.Poll(default, ReadinessStepNs * (long)(instance % ReadinessSteps));
            _ = Kernel.Write(new Fd(ReadinessDescriptor), "\n"u8);
        }
        bool writes = Kernel.Access(Fd.CurrentDirectory, "log\0"u8, AccessMode.F_OK).IsNone;
        ulong line = 0;
        while (true)
        {
            for (ulong i = 0; writes && i < 1 + (line + instance) % LinesAtOnceMax; i++)
            {
                line++;
                if (!TryWriteLine(name, instance, line) || !tally.TryWrite(instance, line))
                {
                    return Program.ExitSystem;
                }
            }
            _ = Kernel.Poll(default, writes ? LinePauseNs : -1);
        }
    }

    private static bool TryWriteLine(ReadOnlySpan<byte> name, ulong instance, ulong line)
    {
        // Shorter than PIPE_BUF: it is written whole or not at all.
        PathBuffer text = new(stackalloc byte[128]);
        text.Append(name);
        text.Append(" "u8);
        text.Append(instance);
        text.Append(" "u8);
        text.Append(line);
        text.Append("\n"u8);
        Result<int> written = Kernel.Write(Fd.StandardOutput, text.Text);
        return written.Ok && written.Value == text.Length;
    }

    /// <summary>s6-log, which CHAOS_LOGGER names, on small files, so that they are rotated.</summary>
    private static int BecomeLogger(EnvironmentBlock environment)
    {
        if (!environment.TryGet("CHAOS_LOGGER"u8, out ReadOnlySpan<byte> programZ))
        {
            return Program.ExitUsage;
        }
        ArgumentList arguments = new(stackalloc nint[8]);
        arguments.Add("s6-log\0"u8);
        arguments.Add("n100000\0"u8);
        arguments.Add("s65536\0"u8);
        arguments.Add("./main\0"u8);
        _ = Kernel.Execute(programZ, arguments.Arguments, environment);
        return Program.ExitSystem;
    }

    private static int RunFinish(uint number, EnvironmentBlock environment)
    {
        if (!TryLockFinish(out _))
        {
            _ = Reports.TryWrite(environment, ReportKind.SecondFinish, number, 0);
            return Program.ExitSystem;
        }
        if (Tally.TryOpen(out Tally tally).Failed)
        {
            _ = Reports.TryWrite(environment, ReportKind.BesideRun, number, 0);
            return Program.ExitSystem;
        }
        bool ok = Reports.TryWrite(environment, ReportKind.Finishing, number, tally.Last());
        _ = Kernel.Poll(default, FinishNs);
        return ok ? 0 : Program.ExitSystem;
    }

    private static bool TryLockFinish(out Fd file)
    {
        Result<Fd> opened = Kernel.Open(Fd.CurrentDirectory, "finish-lock\0"u8, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0x1a4);
        file = opened.Ok ? opened.Value : Fd.None;
        return opened.Ok && Kernel.Lock(file, LockKind.Exclusive, wait: false).IsNone;
    }
}
