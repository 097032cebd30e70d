using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>When and how supervise/status is written.</summary>
internal ref partial struct SupervisorHost
{
    private const uint StatusRetrySeconds = 5;
    private const uint StatusDelayMs = 100;

    /// <summary>
    /// Not where the service's first process has just done so; nor at once where many services are told to end: most have
    /// ended before anybody asks what was wanted of them.
    /// </summary>
    private void WriteStatusSoon()
    {
        if (DelaysStatus && !_service.Core.Leaving)
        {
            _service.StatusRetry = _now.PlusMilliseconds(StatusDelayMs);
        }
        else if (!_service.HasBornStatus)
        {
            WriteStatus();
        }
    }

    private void WriteStatus()
    {
        _service.OwesStatus = false;
        Span<byte> bytes = stackalloc byte[ServiceStatus.Length];
        _service.Core.Status.Pack(bytes);
        Errno error = AtomicFile.Replace(Fd.CurrentDirectory, ServiceFile.StatusZ, ServiceFile.StatusTemporaryZ, bytes);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write status file"u8);
            _service.StatusRetry = _now.PlusSeconds(StatusRetrySeconds);
            // What stands there is what the next supervisor will find beside the record.
            Adoption.LearnStatus(ref _service.State);
            return;
        }
        _service.StatusRetry = Instant.Infinite;
        _service.State.StatusIs(bytes);
    }

    /// <summary>
    /// A status that could not be written (a full disk) is written when that has passed, not at the next change.
    /// </summary>
    private void RetryStatus()
    {
        if (!_service.StatusRetry.IsAfter(_now))
        {
            WriteStatus();
        }
    }
}
