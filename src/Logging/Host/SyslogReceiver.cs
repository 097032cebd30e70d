using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// The event loop of s6-socklog: datagrams become lines of its standard output. While the output is blocked, lines wait in
/// a buffer; when that has no room for the longest line, no more is received, and the senders wait or lose theirs.
/// </summary>
internal ref struct SyslogReceiver
{
    private const int PollSignals = 0;
    private const int PollOutput = 1;
    private const int PollSocket = 2;
    private const int PollCount = 3;

    /// <summary>"ADDRESS_PORT: ".</summary>
    private const int SenderLengthMax = InternetAddress.TextLengthMax + 8;

    private readonly Fd _signals;
    private readonly Fd _socket;
    private readonly Span<byte> _datagram;
    private readonly Span<byte> _lines;
    private readonly uint _lameDuckMs;
    private readonly bool _isInternet;
    private readonly bool _isRaw;
    private readonly bool _neverBlocks;
    private int _length;
    private bool _ends;
    private Instant _deadline;

    private SyslogReceiver(in SyslogOptions options, Fd signals, Fd socket, Span<byte> datagram, Span<byte> lines)
    {
        _signals = signals;
        _socket = socket;
        _datagram = datagram;
        _lines = lines;
        _lameDuckMs = options.LameDuckMs;
        _isInternet = options.IsInternet;
        _isRaw = options.IsRaw;
        Result<FileStatus> output = Kernel.Stat(Fd.StandardOutput);
        _neverBlocks = output.Ok && output.Value.IsRegular;
        _length = 0;
        _ends = false;
        _deadline = Instant.Infinite;
    }

    private readonly int LineRoom => _datagram.Length + SenderLengthMax + SyslogLine.Overhead;

    private readonly bool HasRoom => _lines.Length - _length >= LineRoom;

    /// <summary>Memory for options, with nothing in it yet.</summary>
    public static Errno TryCreate(in SyslogOptions options, Fd signals, Fd socket, out SyslogReceiver receiver)
    {
        receiver = default;
        int linesLength = options.LineLengthMax + SenderLengthMax + SyslogLine.Overhead + Limits.SyslogBacklogLength;
        long length = StartupArena.LengthOf<byte>(options.LineLengthMax) + StartupArena.LengthOf<byte>(linesLength);
        Errno error = StartupArena.TryCreate(length, out StartupArena arena);
        if (error.IsNone)
        {
            Span<byte> datagram = arena.Allocate<byte>(options.LineLengthMax);
            receiver = new SyslogReceiver(options, signals, socket, datagram, arena.Allocate<byte>(linesLength));
            arena.Seal();
        }
        return error;
    }

    /// <summary>Until it is told to end, and all is written: the exit code.</summary>
    public int Run()
    {
        int code = ExitCode.Success;
        while (code == ExitCode.Success && (!_ends || _length > 0))
        {
            code = Turn();
        }
        return code;
    }

    private int Turn()
    {
        Span<PollDescriptor> poll = stackalloc PollDescriptor[PollCount];
        poll[PollSignals] = PollDescriptor.ForReading(_ends ? Fd.None : _signals);
        poll[PollOutput] = new PollDescriptor { Descriptor = _length > 0 ? 1 : -1, Events = PollDescriptor.POLLOUT };
        poll[PollSocket] = PollDescriptor.ForReading(!_ends && HasRoom ? _socket : Fd.None);
        Result<int> ready = Kernel.Poll(poll, _deadline.IsInfinite ? -1 : _deadline.Until(Kernel.Now()));
        if (!ready.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, ready.Error, "poll"u8);
        }
        if (ready.Value == 0)
        {
            return ExitCode.TimedOut;
        }
        int code = ExitCode.Success;
        if (_length > 0 && poll[PollOutput].IsWritable)
        {
            code = Write();
        }
        if (code == ExitCode.Success && poll[PollSocket].IsReadable)
        {
            code = Receive(Limits.SyslogDatagramsAtOnce);
        }
        return code == ExitCode.Success && poll[PollSignals].IsReadable ? End() : code;
    }

    /// <summary>SIGTERM. What was sent before it is still taken, as far as there is room for it.</summary>
    private int End()
    {
        Span<SignalInfo> signals = stackalloc SignalInfo[1];
        Result<int> read = Kernel.ReadSignals(_signals, signals);
        if (!read.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, read.Error, "read signals"u8);
        }
        _ends = true;
        _deadline = _lameDuckMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(_lameDuckMs);
        return Receive(Limits.SyslogDatagramsLast);
    }

    private int Receive(int count)
    {
        for (int i = 0; i < count && HasRoom; i++)
        {
            InternetAddress sender = default;
            Result<Datagram> received = _isInternet
                ? Kernel.ReceiveInternet(_socket, _datagram, out sender)
                : Kernel.Receive(_socket, _datagram);
            if (!received.Ok)
            {
                return received.Error == Errno.EAGAIN
                    ? ExitCode.Success
                    : Diagnostics.Unable(ExitCode.System, received.Error, "recv"u8);
            }
            if (_isInternet)
            {
                AppendSender(sender);
            }
            _length += SyslogLine.Compose(
                _datagram[..received.Value.Length], received.Value.IsTruncated, _isRaw, _lines[_length..]);
        }
        return ExitCode.Success;
    }

    private void AppendSender(InternetAddress sender)
    {
        _length += sender.Format(_lines[_length..]);
        _lines[_length++] = (byte)'_';
        _length += Text.Format(sender.Port, _lines[_length..]);
        ": "u8.CopyTo(_lines[_length..]);
        _length += 2;
    }

    /// <summary>
    /// Writes once. The output may be shared with other programs, so it is not made non-blocking: a pipe is given no more
    /// than what it surely has room for.
    /// </summary>
    private int Write()
    {
        int length = _neverBlocks ? _length : Math.Min(_length, Limits.PipeWriteLength);
        Result<int> written = Kernel.Write(Fd.StandardOutput, _lines[..length]);
        if (!written.Ok)
        {
            return written.Error == Errno.EAGAIN
                ? ExitCode.Success
                : Diagnostics.Unable(ExitCode.System, written.Error, "write to stdout"u8);
        }
        _lines[written.Value.._length].CopyTo(_lines);
        _length -= written.Value;
        return ExitCode.Success;
    }
}
