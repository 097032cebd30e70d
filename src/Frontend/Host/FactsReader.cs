using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>Reads all of one service that is to be had.</summary>
internal static class FactsReader
{
    /// <summary>The path of its directory is left in the buffer.</summary>
    public static ServiceFacts Read(in SystemView view, int service, ref PathBuffer directory)
    {
        ServiceFacts facts = new()
        {
            Kind = !view.IsManaged(service) ? ServiceKind.Supervised
                : view.Database.IsLongrun(service) ? ServiceKind.Longrun : ServiceKind.Oneshot,
            IsUpForManager = view.IsUpForManager(service),
            IsEssential = view.IsManaged(service) && (view.Database.Flags(service) & ServiceFlags.Essential) != 0,
        };
        view.Directory(service, ref directory);
        if (facts.Kind != ServiceKind.Oneshot)
        {
            ReadSupervised(directory.Text, ref facts);
        }
        return facts;
    }

    private static void ReadSupervised(ReadOnlySpan<byte> directory, ref ServiceFacts facts)
    {
        Result<bool> supervised = ServiceDirectory.IsSupervised(directory);
        facts.IsReadable = supervised.Ok;
        facts.IsSupervised = supervised.Ok && supervised.Value;
        if (!facts.IsSupervised)
        {
            return;
        }
        facts.HasStatus = ServiceDirectory.ReadStatus(directory, out facts.Status).IsNone;
        Result<bool> normallyUp = ServiceDirectory.IsNormallyUp(directory);
        facts.IsNormallyUp = normallyUp.Ok && normallyUp.Value;
        facts.TellsReadiness = IsThere(directory, "/notification-fd"u8) || IsThere(directory, "/flag-notify-socket"u8);
        facts.HasFailure = IsThere(directory, "/supervise/failure"u8);
        Span<byte> tally = stackalloc byte[64 * DeathRecord.Length];
        Result<int> read = DeathTallyFile.Read(directory, tally);
        if (read.Ok && read.Value >= DeathRecord.Length)
        {
            facts.Deaths = read.Value / DeathRecord.Length;
            facts.LastDeath = DeathRecord.Unpack(tally[(read.Value - DeathRecord.Length)..read.Value]);
        }
    }

    /// <summary>Whether a service directory has that file ("/NAME").</summary>
    public static bool IsThere(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> suffix, int mode = AccessMode.F_OK)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append(suffix);
        return !path.Overflowed && Kernel.Access(Fd.CurrentDirectory, path.TextZ, mode).IsNone;
    }

    /// <summary>The first line of a short file of a service directory, in the buffer; nothing where there is none.</summary>
    public static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> suffix, Span<byte> buffer)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append(suffix);
        Result<int> read = path.Overflowed
            ? new Result<int>(Errno.ENAMETOOLONG)
            : SmallFile.Read(Fd.CurrentDirectory, path.TextZ, buffer);
        return read.Ok ? SmallFile.FirstLine(buffer[..read.Value]) : default;
    }
}
