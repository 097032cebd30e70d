using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// Standard output, which must not block the logdirs. Its description may be shared with other programs, so it is not
/// made non-blocking: writes are as small as what poll(2) has told to be free.
/// </summary>
internal struct LogStdout
{
    private bool _never;

    /// <summary>It takes nothing now; poll(2) will tell when it does.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>It has failed: what is for it is dropped from then on.</summary>
    public bool HasFailed { get; private set; }

    public void Open()
    {
        Result<FileStatus> status = Kernel.Stat(Fd.StandardOutput);
        // A regular file never blocks.
        _never = status.Ok && status.Value.IsRegular;
    }

    /// <summary>Something may be free now.</summary>
    public void Unblock() => IsBlocked = false;

    /// <summary>Writes as much as is taken now; the bytes that are dealt with.</summary>
    public int Write(ReadOnlySpan<byte> data)
    {
        int written = 0;
        while (written < data.Length && !HasFailed)
        {
            if (!_never && !IsReady())
            {
                IsBlocked = true;
                return written;
            }
            int length = _never ? data.Length - written : Math.Min(Limits.PipeWriteLength, data.Length - written);
            Result<int> result = Kernel.Write(Fd.StandardOutput, data.Slice(written, length));
            if (result.Ok)
            {
                written += result.Value;
            }
            else if (result.Error == Errno.EAGAIN)
            {
                IsBlocked = true;
                return written;
            }
            else
            {
                Fail(result.Error);
            }
        }
        return HasFailed ? data.Length : written;
    }

    private static bool IsReady()
    {
        Span<PollDescriptor> poll = stackalloc PollDescriptor[1];
        poll[0] = new PollDescriptor { Descriptor = 1, Events = PollDescriptor.POLLOUT };
        Result<int> ready = Kernel.Poll(poll, 0);
        return ready.Ok && ready.Value > 0;
    }

    private void Fail(Errno error)
    {
        HasFailed = true;
        IsBlocked = false;
        Diagnostics.WarnUnable(error, "write to stdout, closing the stream - error was"u8);
        Errno silenced = StandardStreams.Silence(Fd.StandardOutput);
        if (silenced.Failed)
        {
            Kernel.Close(Fd.StandardOutput);
        }
    }
}
