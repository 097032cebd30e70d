using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>Waits for children of this process, which earlier commands of the chain have left (wait.html).</summary>
internal ref struct ChildWait
{
    private Span<int> _awaited;
    private int _last;
    private bool _hasCode;
    private int _code;

    /// <summary>For one of them; else for all.</summary>
    public bool TakesOne;

    public bool HasTimeout;

    public uint TimeoutMs;

    /// <summary>The one that ended, where one was waited for.</summary>
    public Pid Found { get; private set; }

    /// <summary>
    /// wait(1) of POSIX: the exit code of the last one named, or of the one that was waited for; 127 where that was not seen,
    /// and 0 where all children have ended.
    /// </summary>
    public readonly int Code => _hasCode ? _code : ExitCode.NotFound;

    /// <summary>
    /// Reads numbers of processes; none stand for all children. False with an exit code, which has not been printed where it
    /// is ExitCode.Usage.
    /// </summary>
    public bool TryRead(Arguments words, out int code)
    {
        Errno error = ChainMemory.TryAllocateArray(words.Count, out _awaited);
        if (error.Failed)
        {
            code = Diagnostics.Unable(ExitCode.System, error, "wait"u8);
            return false;
        }
        code = ExitCode.Usage;
        for (int i = 0; i < words.Count; i++)
        {
            // Quoted as in a block, or as it is.
            ReadOnlySpan<byte> word = words[i][0] == ' ' ? words[i][1..] : words[i];
            if (!Text.TryParse(word, out uint number) || number > int.MaxValue)
            {
                return false;
            }
            _awaited[i] = (int)number;
            _last = (int)number;
        }
        return true;
    }

    /// <summary>Waits; ETIMEDOUT where the time was over. That there are no children any more is no error.</summary>
    public Errno Run()
    {
        bool waitsForAny = _awaited.IsEmpty;
        Errno error = HasTimeout ? WaitInTime() : WaitLong();
        if (waitsForAny && !TakesOne && error.IsNone)
        {
            _hasCode = true;
            _code = ExitCode.Success;
        }
        return error;
    }

    private Errno WaitLong()
    {
        bool goesOn = true;
        while (goesOn)
        {
            Result<ChildExit> exit = Kernel.WaitForAny(wait: true);
            if (!exit.Ok && exit.Error != Errno.EINTR)
            {
                return exit.Error == Errno.ECHILD ? Errno.None : exit.Error;
            }
            goesOn = !exit.Ok || !Take(exit.Value);
        }
        return Errno.None;
    }

    /// <summary>SIGCHLD is read from a descriptor meanwhile. The signal mask is as it was at the end.</summary>
    private Errno WaitInTime()
    {
        bool pipeWasBlocked = Kernel.SetBlocked(Signal.SIGPIPE, blocked: true);
        bool childWasBlocked = Kernel.SetBlocked(Signal.SIGCHLD, blocked: true);
        Result<Fd> signals = Kernel.OpenSignals(SignalSet.Empty.With(Signal.SIGCHLD).Bits);
        Errno error = signals.Error;
        if (signals.Ok)
        {
            error = WaitInTime(signals.Value);
            Kernel.Close(signals.Value);
        }
        _ = Kernel.SetBlocked(Signal.SIGCHLD, childWasBlocked);
        _ = Kernel.SetBlocked(Signal.SIGPIPE, pipeWasBlocked);
        return error;
    }

    private Errno WaitInTime(Fd signals)
    {
        Instant deadline = Kernel.Now().PlusMilliseconds(TimeoutMs);
        Span<PollDescriptor> polls = stackalloc PollDescriptor[1];
        Span<SignalInfo> infos = stackalloc SignalInfo[1];
        while (true)
        {
            Result<ChildExit> exit = Kernel.WaitForAny(wait: false);
            if (!exit.Ok && exit.Error != Errno.EINTR)
            {
                return exit.Error == Errno.ECHILD ? Errno.None : exit.Error;
            }
            if (!exit.Ok || !exit.Value.Pid.IsNone)
            {
                if (exit.Ok && Take(exit.Value))
                {
                    return Errno.None;
                }
                continue;
            }
            long left = deadline.Until(Kernel.Now());
            if (left == 0)
            {
                return Errno.ETIMEDOUT;
            }
            polls[0] = new PollDescriptor { Descriptor = signals.Value, Events = PollDescriptor.POLLIN };
            Result<int> polled = Kernel.Poll(polls, left);
            if (!polled.Ok && polled.Error != Errno.EINTR)
            {
                return polled.Error;
            }
            _ = Kernel.ReadSignals(signals, infos);
        }
    }

    /// <summary>Whether nothing more is waited for behind that child's end.</summary>
    private bool Take(ChildExit exit)
    {
        int index = IndexOf(exit.Pid.Value);
        if (index < 0 && !_awaited.IsEmpty)
        {
            return false;
        }
        if (TakesOne || (index >= 0 && exit.Pid.Value == _last))
        {
            Found = exit.Pid;
            _hasCode = true;
            _code = ChildProgram.CodeOf(exit.Status);
        }
        if (TakesOne || index < 0)
        {
            return TakesOne;
        }
        _awaited[index] = _awaited[^1];
        _awaited = _awaited[..^1];
        return _awaited.IsEmpty;
    }

    private readonly int IndexOf(int child)
    {
        for (int i = 0; i < _awaited.Length; i++)
        {
            if (_awaited[i] == child)
            {
                return i;
            }
        }
        return -1;
    }
}
