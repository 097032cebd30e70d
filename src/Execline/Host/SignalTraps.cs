using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>The signals of trap and the programs that are run for them (trap.html).</summary>
internal ref struct SignalTraps
{
    private const int SignalsRead = 4;

    private readonly Span<Arguments> _handlers;
    private readonly bool _passesOn;
    private readonly EnvironmentBlock _environment;
    private Pid _program;
    private HandlerPids _running;

    /// <summary>For each signal the process of its handler, or 0.</summary>
    [InlineArray(Signal.NumberMax + 1)]
    private struct HandlerPids
    {
        private int _first;
    }

    /// <summary>Handlers: a cleared one for each signal, and at 0 that for all others.</summary>
    public SignalTraps(Span<Arguments> handlers, bool passesOn, EnvironmentBlock environment)
    {
        Assert.That(handlers.Length == Signal.NumberMax + 1);
        _handlers = handlers;
        _passesOn = passesOn;
        _environment = environment;
        _program = Pid.None;
        _running = default;
    }

    /// <summary>
    /// Reads "SIGNAL { handler... }" as often as it is there. False, printed, where it exits with that code.
    /// </summary>
    public readonly bool TryRead(scoped ref Blocks blocks, out int code)
    {
        code = ExitCode.Usage;
        while (blocks.Rest.Count > 0)
        {
            ReadOnlySpan<byte> word = blocks.TakeWordZ()[..^1];
            Signal signal = default;
            if (!Signal.NamesMatch(word, "DEFAULT"u8) && !Signal.TryParse(word, out signal))
            {
                _ = Diagnostics.Fatal(ExitCode.Usage, "unrecognized directive: "u8, word);
                return false;
            }
            if (!TryTakeHandler(ref blocks, word, out Arguments handler, out code))
            {
                return false;
            }
            code = ExitCode.Usage;
            if (IsGiven(_handlers[signal.Number]))
            {
                _ = Diagnostics.Fatal(ExitCode.Usage, "duplicate directive: "u8, word);
                return false;
            }
            if (!signal.IsNone && !CanBeTrapped(signal))
            {
                return Refuse(signal);
            }
            _handlers[signal.Number] = handler;
        }
        return true;
    }

    /// <summary>Runs the program, and what is to be run for signals, until the program ends: its exit code.</summary>
    public int Run(Arguments program)
    {
        Result<Fd> signals = Kernel.OpenSignals(TrappedSignals().Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap signals"u8);
        }
        if (!TryStart(program, _environment, out _program, out int code))
        {
            return code;
        }
        Span<PollDescriptor> polls = stackalloc PollDescriptor[1];
        while (true)
        {
            polls[0] = new PollDescriptor { Descriptor = signals.Value.Value, Events = PollDescriptor.POLLIN };
            Result<int> polled = Kernel.Poll(polls, -1);
            if (!polled.Ok && polled.Error != Errno.EINTR)
            {
                return Diagnostics.Unable(ExitCode.System, polled.Error, "iopause"u8);
            }
            if (polled.Ok && !TryGoOn(signals.Value, out code))
            {
                return code;
            }
        }
    }

    private static bool IsGiven(Arguments handler) => handler.IsTerminated;

    private static bool CanBeTrapped(Signal signal) =>
        signal.Number != Signal.SIGKILL.Number
        && signal.Number != Signal.SIGSTOP.Number
        && signal.Number != Signal.SIGCHLD.Number;

    private static bool Refuse(Signal signal)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        PathBuffer text = new(stackalloc byte[Limits.NameLengthMax]);
        text.Append(signal.Name);
        text.Append(" ("u8);
        text.Append(digits[..Text.Format((ulong)signal.Number, digits)]);
        text.Append(") cannot be trapped"u8);
        _ = Diagnostics.Fatal(ExitCode.Usage, "SIG"u8, text.Text);
        return false;
    }

    /// <summary>Those with a program of their own, all where there is one for all or they are passed on, and SIGCHLD.</summary>
    private readonly SignalSet TrappedSignals()
    {
        bool all = _passesOn || IsGiven(_handlers[0]);
        SignalSet set = SignalSet.Empty.With(Signal.SIGCHLD);
        for (int i = 1; i <= Signal.NumberMax; i++)
        {
            if (CanBeTrapped(new Signal(i)) && (all || IsGiven(_handlers[i])))
            {
                set = set.With(new Signal(i));
            }
        }
        return set;
    }

    /// <summary>Does what the signals that have come ask for. False at the program's end, or with an error, printed.</summary>
    private bool TryGoOn(Fd signals, out int code)
    {
        code = ExitCode.Success;
        Span<SignalInfo> infos = stackalloc SignalInfo[SignalsRead];
        Result<int> read = Kernel.ReadSignals(signals, infos);
        if (!read.Ok)
        {
            code = Diagnostics.Unable(ExitCode.System, read.Error, "read signals"u8);
            return false;
        }
        for (int i = 0; i < read.Value; i++)
        {
            bool goesOn = infos[i].Signal.Number == Signal.SIGCHLD.Number
                ? TryReap(out code)
                : TryAnswer(infos[i].Signal, out code);
            if (!goesOn)
            {
                return false;
            }
        }
        return true;
    }

    private bool TryReap(out int code)
    {
        code = ExitCode.Success;
        while (true)
        {
            Result<ChildExit> exit = Kernel.WaitForAny(wait: false);
            if (!exit.Ok || exit.Value.Pid.IsNone)
            {
                return true;
            }
            int ended = exit.Value.Pid.Value;
            if (ended == _program.Value)
            {
                code = ChildProgram.CodeOf(exit.Value.Status);
                return false;
            }
            for (int i = 1; i <= Signal.NumberMax; i++)
            {
                _running[i] = _running[i] == ended ? 0 : _running[i];
            }
        }
    }

    private bool TryAnswer(Signal signal, out int code)
    {
        code = ExitCode.Success;
        Arguments handler = IsGiven(_handlers[signal.Number]) ? _handlers[signal.Number] : _handlers[0];
        if (!IsGiven(handler))
        {
            // The program may have ended, and only be waited for.
            _ = Kernel.Kill(_program, signal);
            return true;
        }
        if (_running[signal.Number] != 0 || handler.Count == 0)
        {
            return true;
        }
        ChainMemory.Mark mark = ChainMemory.Keep();
        EnvironmentEditor editor = new(_environment);
        Subprocess.SetNumber(ref editor, "!"u8, _program.Value);
        Subprocess.SetNumber(ref editor, "SIGNAL"u8, signal.Number);
        if (editor.Error.Failed)
        {
            code = Diagnostics.Unable(ExitCode.System, editor.Error, "modify environment"u8);
            return false;
        }
        bool started = TryStart(handler, editor.Block, out Pid child, out code);
        ChainMemory.Release(mark);
        _running[signal.Number] = child.Value;
        return started;
    }

    /// <summary>Starts a program with an empty signal mask. False, printed, where it exits with that code.</summary>
    private static bool TryStart(Arguments program, EnvironmentBlock environment, out Pid child, out int code)
    {
        SpawnRequest request = new() { PathZ = program.AtZ(0), Arguments = program, Environment = environment };
        Result<Pid> started = Kernel.Spawn(request);
        child = started.Ok ? started.Value : Pid.None;
        code = started.Ok ? ExitCode.Success : Subprocess.UnableToSpawn(started.Error, program);
        return started.Ok;
    }

    private static bool TryTakeHandler(
        scoped ref Blocks blocks, ReadOnlySpan<byte> word, out Arguments handler, out int code)
    {
        int length = 0;
        while (length < blocks.Rest.Count && blocks.Rest.ByteAt(length, 0) != 0)
        {
            length++;
        }
        if (length < blocks.Rest.Count)
        {
            return blocks.TryTake(out handler, out code);
        }
        handler = default;
        code = Diagnostics.Fatal(ExitCode.Usage, "unterminated internal block for directive "u8, word);
        return false;
    }
}
