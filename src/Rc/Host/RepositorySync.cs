using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Brings a repository up to date with its stores (s6-rc-repo-sync.html). The new reference database takes the place of the old
/// one only when it is complete; a run that was killed behind that is completed by the next.
/// </summary>
internal static class RepositorySync
{
    public static int Run(in Repository repository, EnvironmentBlock environment, ReadOnlySpan<byte> fdholderUserZ)
    {
        StoreReader stores = new(
            repository, stackalloc byte[Limits.PathLengthMax], stackalloc byte[Limits.PathLengthMax]);
        PathBuffer database = new(stackalloc byte[Limits.PathLengthMax]);
        int code = stores.Read();
        if (code == ExitCode.Success)
        {
            code = RepositoryCompiler.NewName(repository, "..ref:"u8, ref database);
        }
        if (code == ExitCode.Success)
        {
            code = RepositoryCompiler.Run(
                repository, environment, fdholderUserZ, database, stores.Atomics.TextZ, stores.Bundles.TextZ);
        }
        if (code != ExitCode.Success)
        {
            stores.Discard();
            return code;
        }
        code = Switch(repository, stores, database);
        if (code == ExitCode.Success)
        {
            code = UpdateSets(repository);
        }
        code = code == ExitCode.Success ? RepositoryWalk.Clean(repository, Repository.Sources) : code;
        return code == ExitCode.Success ? RepositoryWalk.Clean(repository, Repository.Compiled) : code;
    }

    /// <summary>Has the links lead to what is new, and removes what is old.</summary>
    private static int Switch(in Repository repository, scoped in StoreReader stores, scoped in PathBuffer database)
    {
        PathBuffer oldDatabase = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer oldAtomics = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer oldBundles = new(stackalloc byte[Limits.PathLengthMax]);
        int code = repository.Publish(stores.Atomics.TextZ, Repository.Sources, ".atomics"u8, ref oldAtomics);
        if (code == ExitCode.Success)
        {
            code = repository.Publish(stores.Bundles.TextZ, Repository.Sources, ".bundles"u8, ref oldBundles);
        }
        if (code == ExitCode.Success)
        {
            code = repository.Lead(database.TextZ, Repository.Compiled, Repository.ReferenceName, ref oldDatabase);
        }
        code = code == ExitCode.Success ? Repository.Remove(oldDatabase) : code;
        code = code == ExitCode.Success ? Repository.Remove(oldAtomics) : code;
        return code == ExitCode.Success ? Repository.Remove(oldBundles) : code;
    }

    private static int UpdateSets(in Repository repository)
    {
        SetWorkspace workspace = default;
        int code = workspace.Open(repository);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = RepositoryWalk.Open(repository, Repository.Sources, out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        DirectoryReader names = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (code == ExitCode.Success && SetFiles.NextService(ref names, out ReadOnlySpan<byte> nameZ))
        {
            code = UpdateSet(repository, workspace, nameZ[..^1]);
        }
        Kernel.Close(directory);
        return code == ExitCode.Success && names.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, names.Error, "readdir "u8, repository.Path, Repository.Sources)
            : code;
    }

    private static int UpdateSet(in Repository repository, scoped in SetWorkspace workspace, ReadOnlySpan<byte> name)
    {
        int code = SetFiles.Stamp(repository, name);
        ServiceSet set = workspace.NewSet();
        // A service that is there twice keeps the higher of its prescriptions.
        for (int i = Prescriptions.Count - 1; i >= 0 && code == ExitCode.Success; i--)
        {
            code = Weed(repository, name, workspace.Names, set, (Prescription)i);
        }
        return code == ExitCode.Success ? SetFiles.AddMissing(repository, name, set) : code;
    }

    /// <summary>Removes from a prescription what is no service any more, or in a higher one, too.</summary>
    private static int Weed(
        in Repository repository, ReadOnlySpan<byte> name, NameTable names, ServiceSet set, Prescription rx)
    {
        int code = SetFiles.OpenPrescription(repository, name, rx, out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        DirectoryReader entries = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (code == ExitCode.Success && SetFiles.NextService(ref entries, out ReadOnlySpan<byte> serviceZ))
        {
            int service = Repository.FindService(set.Database, names, serviceZ[..^1]);
            if (service >= 0 && !set.Has(service))
            {
                set[service] = rx;
                continue;
            }
            Errno error = Kernel.Unlink(directory, serviceZ);
            if (error.Failed)
            {
                code = Diagnostics.Unable(ExitCode.System, error, "remove "u8, serviceZ[..^1], " from set "u8, name);
            }
            else if (repository.Verbosity > 1)
            {
                TellRemoved(serviceZ[..^1], service < 0, rx, name);
            }
        }
        Kernel.Close(directory);
        return code == ExitCode.Success && entries.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, entries.Error, "readdir "u8, Prescriptions.Name(rx), " of set "u8, name)
            : code;
    }

    private static void TellRemoved(ReadOnlySpan<byte> service, bool isGone, Prescription rx, ReadOnlySpan<byte> name)
    {
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add("service "u8, service, isGone ? " does not exist anymore"u8 : " was there twice"u8);
        text.Add(", removed from rx "u8, Prescriptions.Name(rx), " of set "u8, name);
        Diagnostics.Info(text.Text);
    }
}
