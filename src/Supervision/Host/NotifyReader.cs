using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Datagrams of a service (sd_notify(3)). What one says is given out as events; only the last STATUS of a turn is worth
/// being written.
/// </summary>
internal ref struct NotifyReader(ref SupervisedService service, Span<byte> datagram, Span<byte> status)
{
    private readonly ref SupervisedService _service = ref service;
    private readonly Span<byte> _datagram = datagram;
    private readonly Span<byte> _status = status;
    private int _statusLength = -1;
    private int _count;

    /// <summary>
    /// The next datagram of the service's; false where there is none, or this turn has had its share. A datagram from
    /// anybody else, or too long, is passed over.
    /// </summary>
    public bool Next(out NotifyMessage message)
    {
        message = default;
        while (_count < Limits.NotifyDatagramsPerTurn)
        {
            _count++;
            Result<Datagram> received = Kernel.Receive(_service.Socket, _datagram);
            if (!received.Ok)
            {
                return false;
            }
            Pid pid = _service.Core.Status.Pid;
            bool isUp = _service.Core.IsUp;
            if (!received.Value.IsTruncated && isUp
                && NotifySender.IsOf(pid, _service.Core.HasCgroup, received.Value.Sender))
            {
                message = NotifyMessage.Parse(_datagram[..received.Value.Length]);
                KeepStatus(message);
                return true;
            }
        }
        return false;
    }

    private void KeepStatus(scoped NotifyMessage message)
    {
        if (message.HasStatus)
        {
            _statusLength = StatusText.Clean(message.Status, _status);
        }
    }

    /// <summary>Writes what the service has said of itself, if it has, for people.</summary>
    public readonly void WriteStatus()
    {
        if (_statusLength < 0)
        {
            return;
        }
        _status[_statusLength] = (byte)'\n';
        Errno error = AtomicFile.Replace(
            Fd.CurrentDirectory, ServiceFile.StatusTextZ, ServiceFile.StatusTextTemporaryZ, _status[..(_statusLength + 1)]);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write "u8, ServiceFile.StatusTextZ[..^1]);
        }
    }
}
