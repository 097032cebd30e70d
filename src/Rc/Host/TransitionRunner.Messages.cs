using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>What is told, and the dry run, which does nothing else.</content>
internal ref partial struct TransitionRunner
{
    private readonly ReadOnlySpan<byte> Dry => _options.IsDryRun ? "dry run: service "u8 : "service "u8;

    private readonly void TellAlready(int service)
    {
        if (_options.Verbosity >= 3)
        {
            Diagnostics.Info(
                "service "u8, _database.Name(service), ": already "u8, _goal == PlanGoal.Up ? "up"u8 : "down"u8);
        }
    }

    private readonly void TellKept(int service)
    {
        if (_options.Verbosity > 0)
        {
            Diagnostics.Warn("service "u8, _database.Name(service), " is marked as essential, not stopping it"u8);
        }
    }

    private readonly void TellBegun(int service)
    {
        if (_options.Verbosity >= 2 && _goal != PlanGoal.Reload)
        {
            Diagnostics.Info(Dry, _database.Name(service), _goal == PlanGoal.Up ? ": starting"u8 : ": stopping"u8);
        }
    }

    private readonly void TellDone(int service)
    {
        if (_options.Verbosity >= 2)
        {
            Diagnostics.Info(
                Dry,
                _database.Name(service),
                " successfully "u8,
                _goal == PlanGoal.Reload ? "reloaded"u8 : _goal == PlanGoal.Up ? "started"u8 : "stopped"u8);
        }
    }

    private readonly void TellWhy(int service, ReadOnlySpan<byte> why)
    {
        PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
        text.Append(": "u8);
        text.Append(why);
        Diagnostics.Warn("service "u8, _database.Name(service), text.Text);
    }

    /// <summary>The code of a program that the reference would have run; or, negative, the signal that killed it.</summary>
    private readonly void TellFailed(int service, int code)
    {
        if (_options.Verbosity == 0)
        {
            return;
        }
        PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
        text.Append(code < 0 ? ": command crashed with signal "u8 : ": command exited "u8);
        text.Append((ulong)(code < 0 ? -code : code));
        Diagnostics.WarnUnable(
            Errno.None,
            _goal == PlanGoal.Reload ? "reload service "u8
                : _goal == PlanGoal.Up ? "start service "u8 : "stop service "u8,
            _database.Name(service),
            text.Text);
    }

    /// <summary>Prints what the reference would have run, by way of s6-rc-dryrun, and waits for as long as it is to.</summary>
    private void BeginPretended(int service)
    {
        int place = Take(TransitionKind.Pretended, service);
        TellBegun(service);
        _deadlines.Set(place, Kernel.Now().PlusMilliseconds(_options.DryRunMs));
        if (_options.Verbosity == 0)
        {
            return;
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        output.Write("s6-rc-dryrun: "u8);
        uint timeoutMs = ShownTimeoutMs(service);
        if (_database.IsLongrun(service))
        {
            output.Write(_goal == PlanGoal.Reload ? "s6-svc -l -T "u8
                : _goal == PlanGoal.Down ? "s6-svc -dwD -T "u8
                : ReportsReadiness(service) ? "s6-svc -uwU -T "u8 : "s6-svc -uwu -T "u8);
            output.Write(timeoutMs);
            output.Write(" -- "u8);
            output.Write(_options.Live);
            output.Write("/servicedirs/"u8);
            output.Write(_database.Name(service));
        }
        else
        {
            output.Write(_options.Verbosity >= 4 ? "s6-sudo -vel0 -t "u8 : "s6-sudo -el0 -t "u8);
            output.Write(StartTimeoutMs);
            output.Write(" -T "u8);
            output.Write(timeoutMs);
            output.Write(" -- "u8);
            output.Write(_options.Live);
            output.Write("/servicedirs/"u8);
            output.Write(RunnerSocketZ[..^1]);
            output.Write(" "u8);
            output.Write(Verb);
            output.Write(" "u8);
            output.Write((ulong)service);
            output.Write("  # "u8);
            output.Write(_database.Name(service));
        }
        output.Write("\n"u8);
        output.Flush();
        if (output.Error.Failed)
        {
            _code = Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8);
        }
    }

    /// <summary>The service's own, or what is left of the whole where that is less.</summary>
    private readonly uint ShownTimeoutMs(int service)
    {
        const long nanosecondsPerMs = 1_000_000;
        uint own = _database.TimeoutMs(service, _goal != PlanGoal.Down);
        if (_options.Deadline.IsInfinite)
        {
            return own;
        }
        long left = Math.Max(1, _options.Deadline.Until(Kernel.Now()) / nanosecondsPerMs);
        return own == 0 ? (uint)Math.Min(left, uint.MaxValue) : (uint)Math.Min(left, own);
    }
}
