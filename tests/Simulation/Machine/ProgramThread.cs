using System;
using System.Threading;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>The calling process was killed: the thread unwinds without a trace.</summary>
internal sealed class ProcessKilled : Exception;

/// <summary>The process executes another program, which has its own thread or actor.</summary>
internal sealed class ProcessReplaced : Exception;

/// <summary>The process ends itself.</summary>
internal sealed class ProcessExit(int code) : Exception
{
    public int Code { get; } = code;
}

/// <summary>What waiting came to.</summary>
internal enum WaitResult
{
    Ready,
    TimedOut,
    Interrupted,
}

/// <summary>This program itself, in a simulated process: Program.Main on a thread of its own.</summary>
internal sealed class ProgramThread : Seat
{
    private const int StackLength = 1 << 20;

    private readonly Process _process;
    private readonly ProcessMemory _memory;
    private readonly Thread? _thread;
    private Func<bool>? _awaited;
    private long _deadline = Clock.Never;
    private bool _interruptible;
    private bool _started;

    public ProgramThread(Process process, bool ownThread)
    {
        _process = process;
        _memory = process.Memory;
        _thread = ownThread ? new Thread(Run, StackLength) { IsBackground = true } : null;
        _started = !ownThread;
        if (_thread != null)
        {
            process.Machine.Scheduler.Start(_thread);
        }
    }

    public override long Deadline => _process.Stopped ? Clock.Never : _deadline;

    public override bool IsReady(long now) =>
        !_process.Stopped
        && (_awaited == null || _deadline <= now || (_interruptible && _process.Signals.Interrupted) || _awaited());

    public WaitResult WaitUntil(Func<bool> ready, long deadline, bool interruptible)
    {
        _awaited = ready;
        _deadline = deadline;
        _interruptible = interruptible;
        _process.Signals.Interrupted = false;
        _process.Machine.Scheduler.HandOn(this);
        _awaited = null;
        _deadline = Clock.Never;
        if (ready())
        {
            return WaitResult.Ready;
        }
        return interruptible && _process.Signals.Interrupted ? WaitResult.Interrupted : WaitResult.TimedOut;
    }

    private void Run()
    {
        Scheduler scheduler = _process.Machine.Scheduler;
        AwaitBaton();
        try
        {
            if (!Doomed)
            {
                _started = true;
                Process.SetCurrent(_process);
                ReadOnlySpan<byte> name = _memory.Arguments.Count > 0 ? _memory.Arguments.BaseName(0) : default;
                int code = Program.Main(name, _memory.Arguments, _memory.Environment);
                _process.Terminate(WaitStatus.Exited(code & 0xff));
            }
        }
        catch (ProcessExit exit)
        {
            _process.Terminate(WaitStatus.Exited(exit.Code & 0xff));
        }
        catch (ProcessReplaced)
        {
        }
        catch (ProcessKilled)
        {
        }
        catch (Exception fault)
        {
            // A failed assertion, or an index out of range: the real program would end with 101.
            _process.Machine.Fail($"{_process.Name}[{_process.Pid.Value}]: {fault}");
            _process.Terminate(WaitStatus.Exited(101));
        }
        _memory.Free();
        if (scheduler.Holds(this))
        {
            scheduler.Leave();
        }
        Dispose();
    }
}
