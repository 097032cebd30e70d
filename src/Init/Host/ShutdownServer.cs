using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>
/// The hands of a ShutdownSequence. Nothing that fails ends it: it warns and goes on, for a machine that is told to go down
/// must do so.
/// </summary>
internal ref struct ShutdownServer
{
    private readonly ReadOnlySpan<byte> _base;
    private readonly EnvironmentBlock _environment;
    private readonly Span<byte> _input;
    private readonly Span<byte> _script;
    private readonly Fd _fifo;
    private readonly bool _inContainer;
    private readonly bool _withoutLogger;
    private ShutdownSequence _sequence;
    private int _inputLength;
    private int _scriptLength;
    private bool _scriptIsWritten;

    /// <summary>The FIFO is not blocking; input has ShutdownReadLength bytes, and script room for stage 4.</summary>
    public ShutdownServer(
        in BootOptions options, Fd fifo, EnvironmentBlock environment, Span<byte> input, Span<byte> script)
    {
        this = default;
        Assert.That(fifo.IsOpen && input.Length >= ShutdownMessage.Length);
        _base = options.BaseDirectory.Text;
        _environment = environment;
        _input = input;
        _script = script;
        _fifo = fifo;
        _inContainer = options.InContainer;
        _withoutLogger = options.WithoutLogger;
        _sequence = new ShutdownSequence(options.GraceMs);
    }

    /// <summary>Stage 4, where it could not be written and is to be run from here.</summary>
    public readonly ReadOnlySpan<byte> LeftScriptZ => _scriptIsWritten ? default : _script[..(_scriptLength + 1)];

    /// <summary>Serves until all processes have been killed.</summary>
    public void Run()
    {
        while (_sequence.Step != ShutdownStep.Kill)
        {
            switch (_sequence.Step)
            {
                case ShutdownStep.Wait:
                    Listen();
                    break;
                case ShutdownStep.RunScript:
                    RunScript();
                    _sequence.EndScript();
                    break;
                case ShutdownStep.Terminate:
                    Terminate();
                    _sequence.EndTermination(Kernel.Now());
                    break;
                default:
                    Assert.That(_sequence.Step == ShutdownStep.WaitGrace);
                    _ = Kernel.Poll(default, _sequence.Deadline.Until(Kernel.Now()));
                    break;
            }
            _sequence.PassTime(Kernel.Now());
        }
        SayAndSync("sending all processes the KILL signal..."u8);
        Signal(Linux.Signal.SIGKILL);
    }

    private void Listen()
    {
        PollDescriptor poll = PollDescriptor.ForReading(_fifo);
        Result<int> ready = Kernel.Poll(new Span<PollDescriptor>(ref poll), _sequence.Deadline.Until(Kernel.Now()));
        if (!ready.Ok)
        {
            // It cannot wait; then it looks from time to time.
            _ = Kernel.Poll(default, Limits.AcceptPauseMs * 1_000_000L);
        }
        else if (ready.Value == 0)
        {
            return;
        }
        Result<int> read = Kernel.Read(_fifo, _input[_inputLength..]);
        _inputLength += read.Ok ? read.Value : 0;
        TakeMessages();
        // Messages are written whole: what is left of one where there is no more was none.
        poll = PollDescriptor.ForReading(_fifo);
        ready = Kernel.Poll(new Span<PollDescriptor>(ref poll), 0);
        if (_inputLength > 0 && ready.Ok && ready.Value == 0)
        {
            Diagnostics.Warn("incomplete command ignored"u8);
            _inputLength = 0;
        }
    }

    private void TakeMessages()
    {
        Instant now = Kernel.Now();
        ReadOnlySpan<byte> rest = _input[.._inputLength];
        int unknown = 0;
        while (ShutdownMessage.TryRead(rest, out ShutdownMessage message, out int consumed, out bool isKnown))
        {
            Assert.That(consumed > 0);
            rest = rest[consumed..];
            unknown += isKnown ? 0 : 1;
            if (isKnown)
            {
                _sequence.Receive(message, now);
            }
        }
        if (unknown > 0)
        {
            Diagnostics.Warn("unknown command ignored"u8);
        }
        rest.CopyTo(_input);
        _inputLength = rest.Length;
        Assert.That(_inputLength < ShutdownMessage.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void RunScript()
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(_base);
        path.Append("/scripts/rc.shutdown"u8);
        ArgumentList words = new(stackalloc nint[2]);
        words.Add(path.TextZ);
        SpawnRequest request = new()
        {
            PathZ = path.TextZ, Arguments = words.Arguments, Environment = _environment,
        };
        Result<Pid> child = path.Overflowed ? new Result<Pid>(Errno.ENAMETOOLONG) : Kernel.Spawn(request);
        if (!child.Ok)
        {
            Diagnostics.WarnUnable(child.Error, "spawn "u8, path.Text);
            return;
        }
        Result<WaitStatus> status = Subprocess.Wait(child.Value);
        if (status.Ok && (status.Value.IsSignaled || status.Value.ExitCode != 0))
        {
            Diagnostics.Warn(path.Text, status.Value.IsSignaled ? " was killed by a signal"u8 : " failed"u8);
        }
    }

    /// <summary>What must be there when only s6-svscan is left, and then SIGTERM.</summary>
    private void Terminate()
    {
        Errno error = _inContainer || _withoutLogger ? Errno.None : ConsoleStreams.Open();
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "open "u8, InitPaths.ConsoleZ[..^1]);
        }
        if (_inContainer)
        {
            RecordKind();
        }
        PathBuffer script = new(_script);
        StageFour.Append(ref script, _sequence.Kind, _base, _inContainer, _withoutLogger, _environment);
        Assert.That(!script.Overflowed);
        _scriptLength = script.Length;
        error = StageFour.Write(script.Text);
        _scriptIsWritten = error.IsNone;
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write stage 4"u8);
        }
        EarlyServices.Hide();
        error = Kernel.IgnoreSignal(Linux.Signal.SIGTERM);
        Assert.That(error.IsNone);
        SayAndSync("sending all processes the TERM signal..."u8);
        Signal(Linux.Signal.SIGTERM);
        Signal(Linux.Signal.SIGCONT);
    }

    /// <summary>The letter that s6-svscan's finish script looks for.</summary>
    private readonly void RecordKind()
    {
        PathBuffer path = new(stackalloc byte[Limits.NameLengthMax]);
        path.Append(InitPaths.Results);
        path.Append("/haltcode"u8);
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, 0x1b6);
        Errno error = file.Error;
        if (file.Ok)
        {
            error = Output.WriteAll(file.Value, [(byte)_sequence.Kind, (byte)'\n']);
            Kernel.Close(file.Value);
        }
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write to "u8, path.Text);
        }
    }

    /// <summary>A container's disks and its console are its manager's.</summary>
    private readonly void SayAndSync(ReadOnlySpan<byte> message)
    {
        if (!_inContainer)
        {
            Kernel.SynchronizeAll();
            Diagnostics.Info(message);
        }
    }

    private static void Signal(Signal signal)
    {
        Errno error = Kernel.KillAll(signal);
        if (error.Failed && error != Errno.ESRCH)
        {
            Diagnostics.WarnUnable(error, "kill"u8);
        }
    }
}
