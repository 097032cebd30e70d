using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>Whether what an earlier supervisor left may be gone on from.</summary>
internal static class Adoption
{
    /// <summary>Sees what supervise/status says where that is not known yet.</summary>
    // By itself, for its buffer would lie below everything a supervisor has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void LearnStatus(ref StateFile state)
    {
        Span<byte> bytes = stackalloc byte[ServiceStatus.Length];
        if (!state.KnowsStatus)
        {
            Result<int> read = SmallFile.Read(Fd.CurrentDirectory, ServiceFile.StatusZ, bytes);
            if (read.Ok)
            {
                state.StatusIs(bytes[..read.Value]);
            }
        }
    }

    /// <summary>
    /// Compares the record with supervise/status, which is written after it: it tells of the same life as the record, or is
    /// what it was before. Otherwise the record is not believed: another program, which keeps none, has supervised the
    /// service meanwhile. The stamps' order says nothing of that, for the clock may have been set. But that a service was
    /// heard to be ready is recorded, and when is in the status. An error is a shortage that will pass.
    /// </summary>
    // By itself, for its buffer would lie below everything a supervisor has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Errno Reconcile(ref SupervisorRecord record, ref StateFile state, out bool believed)
    {
        Span<byte> bytes = stackalloc byte[ServiceStatus.Length];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, ServiceFile.StatusZ, bytes);
        believed = true;
        if (!read.Ok)
        {
            return read.Error.IsShortage ? read.Error : Errno.None;
        }
        if (!ServiceStatus.TryUnpack(bytes[..read.Value], out ServiceStatus status))
        {
            return Errno.None;
        }
        state.StatusIs(bytes[..read.Value]);
        bool same = status.Pid.Value == record.Status.Pid.Value && status.Stamp.CompareTo(record.Status.Stamp) == 0;
        if (record.HeardReadiness && status.Ready && same)
        {
            record.Status = status;
            record.AwaitsReadiness = false;
            record.HeardReadiness = false;
            return Errno.None;
        }
        // Where it was not known what the status said, the record has the benefit: whom it names is proven all the same.
        believed = same || record.StatusBefore == 0 || SupervisorRecord.Checksum(bytes[..read.Value]) == record.StatusBefore;
        if (!believed)
        {
            Diagnostics.Warn("supervise/state is older than supervise/status - ignored"u8);
        }
        return Errno.None;
    }
}
