using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>Whether what an earlier supervisor left may be gone on from.</summary>
internal static class Adoption
{
    /// <summary>
    /// Compares the record with supervise/status, which is written after it. False where the status is of later: another
    /// program, which keeps no record, has supervised the service meanwhile. But that a service was heard to be ready
    /// is recorded, and when is in the status.
    /// </summary>
    // By itself, for its buffer would lie below everything a supervisor has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryReconcile(ref SupervisorRecord record)
    {
        Span<byte> bytes = stackalloc byte[ServiceStatus.Length];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, ServiceFile.StatusZ, bytes);
        if (!read.Ok || !ServiceStatus.TryUnpack(bytes[..read.Value], out ServiceStatus status))
        {
            return true;
        }
        if (record.HeardReadiness && status.Ready && status.Pid.Value == record.Status.Pid.Value
            && status.Stamp.CompareTo(record.Status.Stamp) == 0)
        {
            record.Status = status;
            record.AwaitsReadiness = false;
            record.Drains = true;
            record.HeardReadiness = false;
            return true;
        }
        if (status.Latest.CompareTo(record.Status.Latest) <= 0)
        {
            return true;
        }
        Diagnostics.Warn("supervise/state is older than supervise/status - ignored"u8);
        return false;
    }
}
