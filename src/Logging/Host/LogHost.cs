using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// The event loop of s6-log: sleeps in one poll(2) on signals, input, and stdout where that is blocked; gives the lines
/// it reads to the script, and the logdirs their timeouts.
///
/// Its memory is bounded. While an output is blocked its lines wait in its buffer; when that is full, no more is read.
/// </summary>
internal ref struct LogHost
{
    private const int PollSignals = 0;
    private const int PollInput = 1;
    private const int PollStdout = 2;
    private const int PollCount = 3;

    private readonly LogOptions _options;
    private readonly Fd _signals;
    private LineRunner _lines;
    private Instant _exitDeadline;
    private Instant _keepRetry;
    private bool _lastLine;
    private bool _inputEnded;
    private bool _toldKeep;

    public LogHost(in LogOptions options, Fd signals, LineRunner lines)
    {
        _options = options;
        _signals = signals;
        _lines = lines;
        _exitDeadline = Instant.Infinite;
        _keepRetry = Instant.Infinite;
    }

    private readonly bool Warns => _options.Verbosity > 0;

    /// <summary>Until there is no more input, and all of it is written.</summary>
    public void Run()
    {
        while (!_inputEnded || _lines.IsSuspended || !_lines.Sinks.AreEmpty || _lines.IsUnsettled)
        {
            Turn();
        }
        new LogFinish(_options, told: _lastLine, _signals, _lines.Sinks.Logdirs).Run();
        if (_lines.Journal.IsOpen)
        {
            _lines.Journal.Remove();
        }
    }

    private void Turn()
    {
        Span<PollDescriptor> poll = stackalloc PollDescriptor[PollCount];
        // A negative descriptor is passed over.
        Fd input = WantsInput() ? Fd.StandardInput : Fd.None;
        Fd output = _lines.Sinks.Stdout.IsBlocked ? Fd.StandardOutput : Fd.None;
        poll[PollSignals] = PollDescriptor.ForReading(_signals);
        poll[PollInput] = PollDescriptor.ForReading(input);
        poll[PollStdout] = new PollDescriptor { Descriptor = output.Value, Events = PollDescriptor.POLLOUT };
        Instant deadline = Deadline();
        // While nothing is due, no clock is needed to say so.
        bool unread = input.IsOpen && _lines.Journal.HasUnread;
        long timeout = unread ? 0 : deadline.IsInfinite ? -1 : deadline.Until(Kernel.Now());
        Result<int> ready = Kernel.Poll(poll, timeout);
        if (!ready.Ok)
        {
            Diagnostics.WarnUnable(ready.Error, "poll"u8);
            _ = Kernel.Poll(default, Limits.PollFailureDelayNs);
            return;
        }
        if (poll[PollSignals].IsReadable)
        {
            ReadSignals();
        }
        if (!deadline.IsInfinite)
        {
            HandleTimeouts();
        }
        if (output.IsOpen && poll[PollStdout].IsWritable)
        {
            _lines.UnblockStdout();
        }
        // What the signals and timeouts have changed counts.
        if (input.IsOpen && (unread || poll[PollInput].IsReadable) && WantsInput())
        {
            ReadInput();
        }
        Continue();
    }

    private readonly bool WantsInput() =>
        !_inputEnded && _keepRetry.IsInfinite && _lines.CanRead && !(_options.Blocks && !_lines.Sinks.AreEmpty);

    private readonly Instant Deadline()
    {
        Instant deadline = Instant.Earliest(_inputEnded ? Instant.Infinite : _exitDeadline, _keepRetry);
        foreach (ref readonly Logdir logdir in _lines.Sinks.Logdirs)
        {
            deadline = Instant.Earliest(deadline, logdir.Rotation.Deadline);
        }
        return deadline;
    }

    /// <summary>Goes on with lines that an output had no room for, and ends when the last line is there.</summary>
    private void Continue()
    {
        if (_lines.IsSuspended)
        {
            _lines.Run();
        }
        if (_lastLine && !_inputEnded && !_lines.IsSuspended && !_lines.HasPart)
        {
            EndInput();
        }
        if (_keepRetry.IsInfinite)
        {
            WaitAfter(_lines.Settle());
        }
    }

    private void ReadSignals()
    {
        Span<SignalInfo> signals = stackalloc SignalInfo[4];
        Result<int> read = Kernel.ReadSignals(_signals, signals);
        if (!read.Ok)
        {
            Diagnostics.WarnUnable(read.Error, "read signals"u8);
            return;
        }
        for (int i = 0; i < read.Value; i++)
        {
            int number = signals[i].Signal.Number;
            if (number == Signal.SIGALRM.Number)
            {
                _lines.RotateAll();
            }
            else if (number == Signal.SIGCHLD.Number)
            {
                _lines.ReapProcessors();
            }
            else if (number == Signal.SIGHUP.Number || !_options.IgnoresTerm)
            {
                Assert.That(number == Signal.SIGHUP.Number || number == Signal.SIGTERM.Number);
                _lastLine = true;
                _exitDeadline = _options.LastLineTimeoutMs == 0
                    ? Instant.Infinite
                    : Kernel.Now().PlusMilliseconds(_options.LastLineTimeoutMs);
            }
        }
    }

    private void HandleTimeouts()
    {
        Instant now = Kernel.Now();
        if (!_keepRetry.IsAfter(now))
        {
            _keepRetry = Instant.Infinite;
        }
        _lines.HandleTimeouts(now);
        if (!_inputEnded && !_exitDeadline.IsAfter(now))
        {
            EndInput();
        }
    }

    private void ReadInput()
    {
        if (_lastLine)
        {
            ReadLastLine();
            return;
        }
        Result<int> read = _lines.Read();
        if (TakeRead(read))
        {
            _lines.Run();
        }
    }

    /// <summary>One byte: what is behind the end of the line is for the next s6-log on this pipe.</summary>
    private void ReadLastLine()
    {
        Result<int> read = _lines.ReadByte(out bool endsLine, out bool tooLong);
        if (!TakeRead(read))
        {
            return;
        }
        if (tooLong && !endsLine && Warns)
        {
            Diagnostics.Warn("input line too long, "u8, "stopping before the end"u8);
        }
        if (endsLine || tooLong)
        {
            EndInput();
            return;
        }
        _lines.Run();
    }

    /// <summary>Whether there is something to work on; the end of the stream ends the input.</summary>
    private bool TakeRead(Result<int> read)
    {
        if (read.Ok && read.Value > 0)
        {
            return true;
        }
        if (!read.Ok && read.Error == Errno.EAGAIN)
        {
            return false;
        }
        if (!read.Ok && _lines.Journal.IsOpen)
        {
            WaitAfter(read.Error);
            return false;
        }
        if (!read.Ok && Warns)
        {
            Diagnostics.WarnUnable(read.Error, "read from stdin"u8);
        }
        EndInput();
        return false;
    }

    /// <summary>Where the file of --keep cannot be written, input waits in the pipe.</summary>
    private void WaitAfter(Errno error)
    {
        if (error.IsNone)
        {
            return;
        }
        if (Warns && !_toldKeep)
        {
            _toldKeep = true;
            Diagnostics.WarnUnable(error, "write "u8, _lines.Sinks.Logdirs[0].Path, "/unwritten"u8);
        }
        _keepRetry = Kernel.Now().PlusMilliseconds(Limits.LogKeepRetryMs);
    }

    /// <summary>Whoever writes to the pipe is to notice, so it is let go at once.</summary>
    private void EndInput()
    {
        _inputEnded = true;
        Errno error = StandardStreams.Silence(Fd.StandardInput);
        if (error.Failed)
        {
            Kernel.Close(Fd.StandardInput);
        }
        _lines.End();
    }
}
