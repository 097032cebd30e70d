using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Keeps one service alive and under control (s6-supervise.html, servicedir.html).</summary>
internal struct S6Supervise : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-supervise"u8;

    public static ReadOnlySpan<byte> Usage => "s6-supervise dir"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Runs ./run in the service directory dir and keeps it running; tells listeners in dir/event of every change, and
        obeys s6-svc. It is normally started by s6-svscan.

        Files in dir: run, finish, down, notification-fd, lock-fd, timeout-kill, timeout-finish, max-death-tally,
        down-signal, reload-signal, flag-newpidns, flag-timeout-killpg, log/; and these, which other suites ignore:
        restart-delay, restart-delay-max, restart-jitter, restart-reset, max-restarts, flag-notify-socket, watchdog,
        flag-kill-tree, flag-cgroup, memory-max, cpu-max, pids-max (docs/SERVICE-DIRECTORY.md).

        Signals: TERM brings the service down and exits; HUP exits when the service ends; QUIT exits at once and
        leaves the service alone; INT interrupts the service's process group and exits.

        Exits 0 when told to, 100 where another s6-supervise is on dir already, 111 where dir cannot be set up.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count < 1)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        ReadOnlySpan<byte> nameZ = invocation.Arguments.AtZ(0);
        OwnBinary.Remember(Name, stackalloc byte[OwnBinary.BufferLength]);
        Span<Fd> descriptors = stackalloc Fd[SupervisorLoop.HandedOver];
        bool goesOn = SupervisorLoop.TryTakeOver(invocation.Environment, descriptors);
        if (!goesOn)
        {
            Errno error = Kernel.ChangeDirectory(nameZ);
            if (error.Failed)
            {
                return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "chdir to "u8, nameZ[..^1]));
            }
        }
        Diagnostics.SetProgram(Name, nameZ[..^1]);
        SupervisedService service = SupervisedService.None;
        SupervisorLoop loop = new(ref service, nameZ, invocation.Environment);
        return Outcome.Exit(loop.Run(goesOn ? descriptors : default));
    }
}
