using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ipc.Host;

/// <summary>
/// s6-ioconnect's loop: standard input goes to the remote end, and what comes from there to standard output. Each direction ends
/// by itself: with the end of what is read, when all of it is written.
/// </summary>
internal ref struct DuplexRelay
{
    private RelayDirection _out;
    private RelayDirection _in;
    private readonly Fd _signals;
    private readonly uint _timeoutMs;

    public DuplexRelay(RelayDirection outward, RelayDirection inward, Fd signals, uint timeoutMs)
    {
        _out = outward;
        _in = inward;
        _signals = signals;
        _timeoutMs = timeoutMs;
    }

    /// <summary>The exit code: 1 where nothing happened for the time given.</summary>
    public int Run()
    {
        while (!_out.HasEnded || !_in.HasEnded)
        {
            Span<PollDescriptor> polls =
            [
                PollDescriptor.ForReading(_signals), _out.ToRead, _out.ToWrite, _in.ToRead, _in.ToWrite,
            ];
            // What waits to be written is the other side's affair.
            bool limited = _timeoutMs != 0 && _out.IsEmpty && _in.IsEmpty;
            Result<int> count = Kernel.Poll(polls, limited ? _timeoutMs * 1_000_000L : -1);
            if (!count.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, count.Error, "iopause"u8);
            }
            if (count.Value == 0)
            {
                return ExitCode.Failure;
            }
            if (polls[0].Returned != 0)
            {
                TakeSignals();
            }
            _out.Write(polls[2].Returned);
            _in.Write(polls[4].Returned);
            _out.Read(polls[1].Returned);
            _in.Read(polls[3].Returned);
        }
        return ExitCode.Success;
    }

    /// <summary>SIGTERM: nothing more is read, but what was is written.</summary>
    private void TakeSignals()
    {
        Span<SignalInfo> signals = stackalloc SignalInfo[1];
        _ = Kernel.ReadSignals(_signals, signals);
        _out.EndReading();
        _in.EndReading();
    }
}
