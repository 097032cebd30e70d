using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// A daemon that its program starts in the background (s6-background-watch.html). As this process is a subreaper, the
/// daemon becomes its child when the program has ended.
/// </summary>
internal ref struct BackgroundDaemon
{
    private const int NoDaemon = 104;

    /// <summary>It has not ended yet; never an exit code.</summary>
    private const int Lives = -1;

    private readonly ReadOnlySpan<byte> _pidFileZ;
    private readonly Arguments _program;
    private readonly Fd _notification;
    private Fd _signals;

    public BackgroundDaemon(ReadOnlySpan<byte> pidFileZ, Arguments program, Fd notification)
    {
        Assert.That(program.Count > 0 && pidFileZ[^1] == 0);
        _pidFileZ = pidFileZ;
        _program = program;
        _notification = notification;
        _signals = Fd.None;
    }

    /// <summary>Starts the program, and comes back with the exit code when its daemon has ended.</summary>
    public int Run(EnvironmentBlock environment, Instant deadline)
    {
        Result<Fd> signals = Kernel.OpenSignals(ulong.MaxValue);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap all signals"u8);
        }
        _signals = signals.Value;
        Errno error = Kernel.BecomeSubreaper();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "prctl with PR_SET_CHILD_SUBREAPER"u8);
        }
        SpawnRequest request = new() { PathZ = _program.AtZ(0), Arguments = _program, Environment = environment };
        Result<Pid> child = Kernel.Spawn(request);
        if (!child.Ok)
        {
            int code = child.Error == Errno.ENOEXEC ? ExitCode.CannotExecute : ExitCode.NotFound;
            return Diagnostics.Unable(code, child.Error, "spawn "u8, _program[0]);
        }
        int failure = WaitForProgram(child.Value, deadline);
        return failure != ExitCode.Success ? failure : Watch();
    }

    /// <summary>0 when the program has done its part, else an exit code, printed.</summary>
    private readonly int WaitForProgram(Pid program, Instant deadline)
    {
        Span<PollDescriptor> poll = [PollDescriptor.ForReading(_signals)];
        while (true)
        {
            Result<int> count = Kernel.Poll(poll, deadline.Until(Kernel.Now()));
            if (!count.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, count.Error, "poll"u8);
            }
            if (count.Value == 0)
            {
                Diagnostics.Warn(_program[0], " (parent) did not exit before timeout-ready, killing it"u8);
                _ = Kernel.Kill(program, Signal.SIGKILL);
                deadline = Instant.Infinite;
                continue;
            }
            PassSignals(program);
            // No other child is waited for yet: it may be the daemon.
            Result<ChildExit> end = Kernel.WaitFor(program, wait: false);
            if (!end.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, end.Error, "wait"u8);
            }
            if (!end.Value.Pid.IsNone)
            {
                return Judge(end.Value.Status);
            }
        }
    }

    private readonly int Judge(WaitStatus status)
    {
        if (status.IsExited && status.ExitCode == 0)
        {
            return ExitCode.Success;
        }
        _ = Kernel.Unlink(Fd.CurrentDirectory, _pidFileZ);
        PathBuffer number = new(stackalloc byte[Limits.DecimalLengthMax + 1]);
        number.Append((ulong)(status.IsSignaled ? status.SignalNumber : status.ExitCode));
        return Diagnostics.Fatal(
            ChildProgram.CodeOf(status),
            _program[0],
            status.IsSignaled ? " (parent) crashed with signal "u8 : " (parent) exited "u8,
            number.Text);
    }

    private readonly int Watch()
    {
        int code = FindDaemon(out Pid daemon);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Result<Fd> end = Kernel.OpenProcess(daemon);
        Errno error = Kernel.Kill(daemon, new Signal(0));
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "check daemon with a null signal"u8);
        }
        if (_notification.IsOpen)
        {
            _ = Kernel.Write(_notification, "\n"u8);
            Kernel.Close(_notification);
        }
        Span<PollDescriptor> polls =
        [
            PollDescriptor.ForReading(_signals),
            // Where the kernel cannot tell of any process, SIGCHLD has to do.
            PollDescriptor.ForReading(end.Ok ? end.Value : Fd.None),
        ];
        while (true)
        {
            code = Reap(daemon);
            // Nobody's child here, and gone: how it ended is not to be known.
            bool gone = polls[1].Returned != 0 || Kernel.Kill(daemon, new Signal(0)) == Errno.ESRCH;
            if (code != Lives || gone)
            {
                return code != Lives ? code : Diagnostics.Unable(ExitCode.System, Errno.ECHILD, "wait"u8);
            }
            Result<int> count = Kernel.Poll(polls, -1);
            if (!count.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, count.Error, "poll"u8);
            }
            PassSignals(daemon);
        }
    }

    private readonly int FindDaemon(out Pid daemon)
    {
        daemon = Pid.None;
        ReadOnlySpan<byte> pidFile = _pidFileZ[..^1];
        Span<byte> bytes = stackalloc byte[Limits.ServiceFileLengthMax];
        Result<int> length = SmallFile.Read(Fd.CurrentDirectory, _pidFileZ, bytes);
        if (!length.Ok)
        {
            return length.Error == Errno.ENOENT
                ? Diagnostics.Unable(
                    NoDaemon,
                    length.Error,
                    _program[0],
                    " (parent) exited but pidfile "u8,
                    pidFile,
                    " does not exist"u8)
                : Diagnostics.Unable(ExitCode.System, length.Error, "open "u8, pidFile);
        }
        bool valid = Text.TryParse(SmallFile.FirstLine(bytes[..length.Value]), out uint number)
            && number is > 1 and <= int.MaxValue
            && number != (uint)Kernel.CurrentProcess().Value;
        if (!valid)
        {
            return Diagnostics.Fatal(NoDaemon, "pidfile "u8, pidFile, " does not contain a valid pid"u8);
        }
        daemon = new Pid((int)number);
        return ExitCode.Success;
    }

    /// <summary>Buries every child that has ended; the exit code where the daemon is among them.</summary>
    private static int Reap(Pid daemon)
    {
        while (true)
        {
            Result<ChildExit> end = Kernel.WaitForAny(wait: false);
            if (!end.Ok || end.Value.Pid.IsNone)
            {
                return Lives;
            }
            if (end.Value.Pid.Value == daemon.Value)
            {
                return ChildProgram.CodeOf(end.Value.Status);
            }
        }
    }

    private readonly void PassSignals(Pid target)
    {
        Span<SignalInfo> infos = stackalloc SignalInfo[1];
        int own = Kernel.CurrentProcess().Value;
        while (true)
        {
            Result<int> read = Kernel.ReadSignals(_signals, infos);
            if (!read.Ok || read.Value == 0)
            {
                return;
            }
            // A SIGPIPE of this process's own is none that somebody sent.
            if (infos[0].Signal.Number != Signal.SIGCHLD.Number && infos[0].Sender.Value != own)
            {
                _ = Kernel.Kill(target, infos[0].Signal);
            }
        }
    }
}
