using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>What s6-rc-set-fix was told.</summary>
internal struct RepairRequest
{
    /// <summary>Raises what is needed, in place of lowering what needs it.</summary>
    public bool Raises;

    public bool ForcesEssential;

    public bool IsDry;
}

/// <summary>
/// Makes a set consistent (s6-rc-set-fix.html), wholly or not at all: what changes is found first, for one prescription after
/// the other, and then carried out.
/// </summary>
internal static class SetRepair
{
    /// <summary>Memory: a byte for each service of the reference database.</summary>
    public static int Run(
        in RepairRequest request,
        in Repository repository,
        scoped in SetWorkspace workspace,
        ReadOnlySpan<byte> name,
        Span<byte> memory)
    {
        int code = workspace.Load(repository, name, out ServiceSet set);
        if (code != ExitCode.Success)
        {
            return code;
        }
        set.CopyTo(memory);
        SetClosure closure = workspace.Closure(set);
        Prescription first = request.Raises ? Prescription.Usable : Prescription.Masked;
        Prescription last = request.Raises ? Prescription.Always : Prescription.Active;
        for (Prescription rx = first; rx <= last && code == ExitCode.Success; rx++)
        {
            code = Spread(request, repository, set, ref closure, name, rx);
        }
        return code == ExitCode.Success && !request.IsDry ? Apply(repository, set, name, memory) : code;
    }

    /// <summary>Has all that must have a prescription, because others have it, get it.</summary>
    private static int Spread(
        in RepairRequest request,
        in Repository repository,
        ServiceSet set,
        scoped ref SetClosure closure,
        ReadOnlySpan<byte> name,
        Prescription rx)
    {
        closure.Begin(rx, lowers: !request.Raises, raises: request.Raises);
        for (int i = 0; i < set.Count; i++)
        {
            if (set.Has(i) && set[i] == rx)
            {
                closure.Give(i);
            }
        }
        closure.Run();
        int code = ExitCode.Success;
        foreach (int service in closure.Pulled)
        {
            int one = Change(request, repository, set, name, service, rx);
            code = code == ExitCode.Success ? one : code;
            if (code != ExitCode.Success && !request.IsDry)
            {
                return code;
            }
        }
        return request.IsDry ? ExitCode.Success : code;
    }

    private static int Change(
        in RepairRequest request,
        in Repository repository,
        ServiceSet set,
        ReadOnlySpan<byte> name,
        int service,
        Prescription rx)
    {
        Prescription from = set[service];
        TellChange(request, repository, set, name, service, rx);
        // Refused is what goes against the service's definition in the store.
        bool isRefused = request.Raises
            ? rx == Prescription.Always && (set.Database.Flags(service) & ServiceFlags.Essential) == 0
            : from == Prescription.Always;
        if (!isRefused)
        {
            set[service] = rx;
            return ExitCode.Success;
        }
        if (request.ForcesEssential)
        {
            if (repository.Verbosity > 0 && !request.Raises)
            {
                RepositoryText warning = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
                warning.Add(Dry(request), "service "u8, set.Database.Name(service));
                warning.Add(" will automatically be marked non-essential by a downfix to "u8, Prescriptions.Name(rx));
                Diagnostics.Warn(warning.Text);
            }
            set[service] = rx;
            return ExitCode.Success;
        }
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add(Dry(request), "in set "u8, name, " of repository "u8);
        text.Add(repository.Path, ": service "u8, set.Database.Name(service));
        text.Add(request.Raises ? " is not marked as essential and cannot be upfixed to always"u8
            : " is marked as essential and cannot be downfixed"u8);
        text.Add(" (--no-force-essential)"u8);
        if (request.IsDry)
        {
            Diagnostics.Warn(text.Text);
            // What else would happen is found as if it had been forced.
            set[service] = rx;
            return ExitCode.Success;
        }
        return Diagnostics.Fatal(ExitCode.Failure, text.Text);
    }

    private static ReadOnlySpan<byte> Dry(in RepairRequest request) => request.IsDry ? "(dry run) "u8 : default;

    private static void TellChange(
        in RepairRequest request,
        in Repository repository,
        ServiceSet set,
        ReadOnlySpan<byte> name,
        int service,
        Prescription rx)
    {
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        Prescription from = set[service];
        if (repository.Verbosity > 1)
        {
            text.Add(Dry(request), "in set "u8, name, " of repository "u8);
            text.Add(repository.Path, ": moving service "u8, set.Database.Name(service), " from "u8);
            text.Add(Prescriptions.Name(from), " to "u8, Prescriptions.Name(rx));
            Diagnostics.Info(text.Text);
        }
        else if (repository.Verbosity == 1 && (from == Prescription.Masked || rx == Prescription.Masked))
        {
            text.Add(Dry(request), "service "u8, set.Database.Name(service));
            text.Add(request.Raises ? " will be unmasked by an upfix to "u8 : " will be masked by a downfix to "u8);
            text.Add(Prescriptions.Name(rx));
            Diagnostics.Warn(text.Text);
        }
    }

    /// <summary>Carries out what differs from what the set was.</summary>
    private static int Apply(in Repository repository, ServiceSet set, ReadOnlySpan<byte> name, ReadOnlySpan<byte> before)
    {
        int code = ExitCode.Success;
        bool isStamped = false;
        for (int i = 0; i < set.Count && code == ExitCode.Success; i++)
        {
            if (!set.Has(i) || before[i] == (byte)set[i])
            {
                continue;
            }
            code = isStamped ? ExitCode.Success : SetFiles.Stamp(repository, name);
            isStamped = true;
            code = code == ExitCode.Success
                ? SetFiles.Move(repository, name, set.Database.Name(i), (Prescription)before[i], set[i])
                : code;
        }
        return code;
    }
}
