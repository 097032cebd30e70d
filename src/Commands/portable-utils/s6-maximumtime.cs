using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Runs a program for a limited time (s6-maximumtime.html).</summary>
internal struct S6Maximumtime : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-maximumtime"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-maximumtime [ -0 | -a | -b | -i | -k | -q | -t | -x | -1 | -2 ] milliseconds prog..."u8;

    public static ReadOnlySpan<byte> Options => "0abikqtx12"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs prog, waits for its end and exits as it does; after that many milliseconds it sends prog a signal and exits. 0 is
        without end.

          -t  SIGTERM (the default)   -a  SIGALRM   -b  SIGABRT   -i  SIGINT    -k  SIGKILL
          -q  SIGQUIT                 -x  SIGXCPU   -1  SIGUSR1   -2  SIGUSR2   -0  none

        Exits 99 after the time; 100 on wrong usage; 111 where prog cannot be started, or a signal killed it; else as prog
        does.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Signal signal = Signal.SIGTERM;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            signal = SignalOf(letter);
        }
        Arguments words = options.Rest;
        if (words.Count < 2 || !Text.TryParse(words[0], out uint milliseconds))
        {
            return options.UsageError();
        }
        Arguments program = words.From(1);
        SpawnRequest request = new()
        {
            PathZ = program.AtZ(0), Arguments = program, Environment = invocation.Environment,
        };
        Errno error = Prepare();
        Result<Pid> child = error.IsNone ? Kernel.Spawn(request) : new Result<Pid>(error);
        if (!child.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, child.Error, "spawn "u8, program[0]));
        }
        return Outcome.Exit(Wait(child.Value, milliseconds == 0 ? -1 : milliseconds * 1_000_000L, signal));
    }

    private static Signal SignalOf(byte letter)
    {
        const int SIGXCPU = 24;
        switch (letter)
        {
            case (byte)'0':
                return default;
            case (byte)'a':
                return Signal.SIGALRM;
            case (byte)'b':
                return Signal.SIGABRT;
            case (byte)'i':
                return Signal.SIGINT;
            case (byte)'k':
                return Signal.SIGKILL;
            case (byte)'q':
                return Signal.SIGQUIT;
            case (byte)'t':
                return Signal.SIGTERM;
            case (byte)'x':
                return new Signal(SIGXCPU);
            case (byte)'1':
                return Signal.SIGUSR1;
            default:
                Assert.That(letter == '2');
                return Signal.SIGUSR2;
        }
    }

    /// <summary>
    /// Sees to it that the child can be waited for before there is one, which would run without a limit: there is a descriptor
    /// to be had for it, and it is not gone by itself, as where SIGCHLD is ignored.
    /// </summary>
    private static Errno Prepare()
    {
        Result<Fd> trial = Kernel.OpenProcess(Kernel.CurrentProcess());
        if (!trial.Ok)
        {
            return trial.Error;
        }
        Kernel.Close(trial.Value);
        return Kernel.ResetSignal(Signal.SIGCHLD);
    }

    private static int Wait(Pid child, long timeoutNanoseconds, Signal signal)
    {
        Result<Fd> process = Kernel.OpenProcess(child);
        if (!process.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, process.Error, "wait for child process"u8);
        }
        Result<int> polled = Kernel.Poll([PollDescriptor.ForReading(process.Value)], timeoutNanoseconds);
        Kernel.Close(process.Value);
        if (polled.Ok && polled.Value == 0)
        {
            Diagnostics.WarnUnable(Errno.ETIMEDOUT, "wait for child process"u8);
            if (!signal.IsNone)
            {
                // It may have ended by now.
                _ = Kernel.Kill(child, signal);
            }
            return ExitCode.TimedOut;
        }
        Result<ChildExit> exit = polled.Ok ? Kernel.WaitFor(child, wait: true) : new Result<ChildExit>(polled.Error);
        if (!exit.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, exit.Error, "wait for child process"u8);
        }
        if (exit.Value.Status.IsSignaled)
        {
            Diagnostics.Warn("child process crashed"u8);
            return ExitCode.System;
        }
        return exit.Value.Status.ExitCode;
    }
}
