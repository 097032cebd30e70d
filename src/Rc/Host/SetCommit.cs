using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Compiles a set into its database (s6-rc-set-commit.html). The link to the database is led to the new one when that is
/// complete; sources/SET/bundle is there only meanwhile.
/// </summary>
internal ref struct SetCommit
{
    private const uint FileMode = 0x1b6;            // 0666

    /// <summary>The bundle of all services that are active or always.</summary>
    public ReadOnlySpan<byte> DefaultBundle;

    public ReadOnlySpan<byte> FdholderUserZ;

    /// <summary>Prints the old database's path in place of removing it.</summary>
    public bool KeepsOld;

    /// <summary>Where a set and its database are in time.</summary>
    public static int IsFresh(in Repository repository, ReadOnlySpan<byte> name, out bool isFresh)
    {
        isFresh = false;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = repository.Append(ref path, Repository.Sources, name, "/.stamp"u8);
        Result<FileStatus> stamp = error.IsNone ? Kernel.Stat(Fd.CurrentDirectory, path.TextZ) : new Result<FileStatus>(error);
        if (!stamp.Ok)
        {
            return stamp.Error == Errno.ENOENT ? ExitCode.Success : Repository.Unable(stamp.Error, "stat "u8, path);
        }
        error = repository.Append(ref path, Repository.Compiled, name);
        Result<FileStatus> database =
            error.IsNone ? Kernel.Stat(Fd.CurrentDirectory, path.TextZ) : new Result<FileStatus>(error);
        if (!database.Ok)
        {
            return database.Error == Errno.ENOENT ? ExitCode.Success : Repository.Unable(database.Error, "stat "u8, path);
        }
        isFresh = database.Value.ModifiedNanoseconds > stamp.Value.ModifiedNanoseconds;
        return ExitCode.Success;
    }

    public readonly int Run(in Repository repository, EnvironmentBlock environment, ReadOnlySpan<byte> name)
    {
        SetWorkspace workspace = default;
        int code = workspace.Open(repository);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = workspace.Load(repository, name, out ServiceSet set);
        code = code == ExitCode.Success ? CheckConsistent(set, name) : code;
        if (code != ExitCode.Success)
        {
            return code;
        }
        PathBuffer bundles = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = repository.Append(ref bundles, Repository.Sources, name, "/bundle"u8);
        code = error.Failed ? Repository.Unable(error, "mkdir "u8, bundles) : Repository.Remove(bundles);
        code = code == ExitCode.Success ? MakeBundles(repository, workspace, set, bundles) : code;
        PathBuffer database = new(stackalloc byte[Limits.PathLengthMax]);
        code = code == ExitCode.Success ? Compile(repository, environment, name, bundles, ref database) : code;
        int removed = Repository.Remove(bundles);
        code = code == ExitCode.Success ? removed : code;
        return code == ExitCode.Success ? Publish(repository, name, database) : code;
    }

    private static int CheckConsistent(ServiceSet set, ReadOnlySpan<byte> name)
    {
        if (!set.TryFindConflict(out int service, out int needed))
        {
            return ExitCode.Success;
        }
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add("unable to commit: found inconsistent dependencies: service "u8, set.Database.Name(service), " is "u8);
        text.Add(Prescriptions.Name(set[service]), " and needs "u8, set.Database.Name(needed), ", which is "u8);
        text.Add(Prescriptions.Name(set[needed]), "; s6-rc-set-fix can repair set "u8, name);
        return Diagnostics.Fatal(ExitCode.Failure, text.Text);
    }

    /// <summary>The stores' bundles that have no masked service, and the one of all that is to be started.</summary>
    private readonly int MakeBundles(
        in Repository repository, scoped in SetWorkspace workspace, ServiceSet set, scoped in PathBuffer bundles)
    {
        Errno error = Repository.MakeDirectory(bundles.TextZ);
        if (error.Failed)
        {
            return Repository.Unable(error, "mkdir "u8, bundles);
        }
        int code = RepositoryWalk.Open(repository, "/sources/.bundles"u8, out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        DirectoryReader names = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (code == ExitCode.Success && SetFiles.NextService(ref names, out ReadOnlySpan<byte> nameZ))
        {
            code = LinkBundle(repository, workspace, set, bundles, nameZ[..^1]);
        }
        Kernel.Close(directory);
        if (code == ExitCode.Success && names.Error.Failed)
        {
            code = Diagnostics.Unable(ExitCode.System, names.Error, "readdir "u8, repository.Path, "/sources/.bundles"u8);
        }
        return code == ExitCode.Success ? MakeDefault(repository, set, bundles) : code;
    }

    private static int LinkBundle(
        in Repository repository,
        scoped in SetWorkspace workspace,
        ServiceSet set,
        scoped in PathBuffer bundles,
        ReadOnlySpan<byte> bundle)
    {
        int code = workspace.Find(repository, bundle, out NumberList services);
        for (int i = 0; i < services.Count && code == ExitCode.Success; i++)
        {
            if (set.Has(services.Service(i)) && set[services.Service(i)] == Prescription.Masked)
            {
                TellSkipped(repository, bundle, set.Database.Name(services.Service(i)));
                return ExitCode.Success;
            }
        }
        if (code != ExitCode.Success)
        {
            return code;
        }
        PathBuffer link = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer target = new(stackalloc byte[Limits.PathLengthMax]);
        target.Append("../../.bundles/"u8);
        target.Append(bundle);
        Errno error = Join(ref link, bundles.Text, bundle);
        error = target.Overflowed ? Errno.ENAMETOOLONG : error;
        error = error.IsNone ? Kernel.SymbolicLink(target.TextZ, Fd.CurrentDirectory, link.TextZ) : error;
        return error.Failed ? Repository.Unable(error, "symlink "u8, link) : ExitCode.Success;
    }

    private static void TellSkipped(in Repository repository, ReadOnlySpan<byte> bundle, ReadOnlySpan<byte> masked)
    {
        if (repository.Verbosity > 1)
        {
            RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
            text.Add("skipping bundle "u8, bundle, " containing e.g. masked service "u8, masked);
            Diagnostics.Info(text.Text);
        }
    }

    private readonly int MakeDefault(in Repository repository, ServiceSet set, scoped in PathBuffer bundles)
    {
        int code = CheckDefault(repository, "/sources/.atomics/"u8, "service "u8);
        code = code == ExitCode.Success ? CheckDefault(repository, "/sources/.bundles/"u8, "bundle "u8) : code;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        code = code == ExitCode.Success ? MakeDirectory(ref path, bundles.Text, DefaultBundle) : code;
        if (code != ExitCode.Success)
        {
            return code;
        }
        path.Append("/type"u8);
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : Create(path.TextZ, "bundle\n"u8);
        if (error.Failed)
        {
            return Repository.Unable(error, "write to "u8, path);
        }
        Span<byte> parent = stackalloc byte[Limits.PathLengthMax];
        int length = path.Length - "/type"u8.Length;
        path.Text[..length].CopyTo(parent);
        code = MakeDirectory(ref path, parent[..length], "contents.d"u8);
        length = path.Length;
        for (int i = 0; i < set.Count && code == ExitCode.Success; i++)
        {
            if (!set.Has(i) || set[i] < Prescription.Active)
            {
                continue;
            }
            path.Truncate(length);
            path.Append("/"u8);
            path.Append(set.Database.Name(i));
            error = path.Overflowed ? Errno.ENAMETOOLONG : Create(path.TextZ, default);
            code = error.Failed ? Repository.Unable(error, "touch "u8, path) : code;
        }
        return code;
    }

    /// <summary>The stores may not have anything of the default bundle's name.</summary>
    private readonly int CheckDefault(in Repository repository, ReadOnlySpan<byte> part, ReadOnlySpan<byte> kind)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Span<byte> target = stackalloc byte[Limits.PathLengthMax];
        Errno error = repository.Append(ref path, part, DefaultBundle);
        Result<int> length = error.IsNone ? AtomicLink.Read(path.TextZ, target) : new Result<int>(error);
        if (!length.Ok)
        {
            return length.Error == Errno.ENOENT ? ExitCode.Success : Repository.Unable(length.Error, "readlink "u8, path);
        }
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add(kind, DefaultBundle, " is already defined at "u8, target[..(length.Value - 1)]);
        text.Add("; -D gives the default bundle another name"u8);
        return Diagnostics.Fatal(ExitCode.System, text.Text);
    }

    private static int MakeDirectory(scoped ref PathBuffer path, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name)
    {
        Errno error = Join(ref path, parent, name);
        error = error.IsNone ? Repository.MakeDirectory(path.TextZ) : error;
        return error.Failed ? Repository.Unable(error, "mkdir "u8, path) : ExitCode.Success;
    }

    private static Errno Create(ReadOnlySpan<byte> pathZ, ReadOnlySpan<byte> content)
    {
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, pathZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_NONBLOCK, FileMode);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Output.WriteAll(file.Value, content);
        Kernel.Close(file.Value);
        return error;
    }

    private static Errno Join(scoped ref PathBuffer path, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name)
    {
        path.Truncate(0);
        path.Append(parent);
        path.Append("/"u8);
        path.Append(name);
        return path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }

    /// <summary>Compiles under another name, so that what is left of one that was killed is seen to be such.</summary>
    private readonly int Compile(
        in Repository repository,
        EnvironmentBlock environment,
        ReadOnlySpan<byte> name,
        scoped in PathBuffer bundles,
        scoped ref PathBuffer database)
    {
        PathBuffer half = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer usable = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer active = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer always = new(stackalloc byte[Limits.PathLengthMax]);
        int code = RepositoryCompiler.NewName(repository, RepositoryWalk.HalfDatabase, ref half);
        Errno error = repository.Append(ref usable, Repository.Sources, name, "/usable"u8);
        error = error.IsNone ? repository.Append(ref active, Repository.Sources, name, "/active"u8) : error;
        error = error.IsNone ? repository.Append(ref always, Repository.Sources, name, "/always"u8) : error;
        // ..new:@LABEL:LETTERS becomes .SET:@LABEL:LETTERS.
        int label = half.Text.LastIndexOf((byte)'@') - 1;
        error = error.IsNone ? repository.Append(ref database, Repository.Compiled, "."u8, name, half.Text[label..]) : error;
        if (code != ExitCode.Success || error.Failed)
        {
            return code != ExitCode.Success ? code : Repository.Unable(error, "compile "u8, database);
        }
        code = RepositoryCompiler.Run(
            repository, environment, FdholderUserZ, half, bundles.TextZ, usable.TextZ, active.TextZ, always.TextZ);
        if (code != ExitCode.Success)
        {
            return code;
        }
        error = BecomeNewer(repository, name, half.TextZ);
        error = error.IsNone ? Kernel.Rename(Fd.CurrentDirectory, half.TextZ, database.TextZ) : error;
        if (error.Failed)
        {
            _ = DirectoryTree.Remove(half.TextZ);
            return Repository.Unable(error, "rename "u8, half);
        }
        return ExitCode.Success;
    }

    /// <summary>
    /// Has the database be newer than the set's stamp, as the clock's step may be longer than all this takes. A stamp of the
    /// future, from before the clock was set back, is made anew.
    /// </summary>
    private static Errno BecomeNewer(in Repository repository, ReadOnlySpan<byte> name, ReadOnlySpan<byte> databaseZ)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = repository.Append(ref path, Repository.Sources, name, "/.stamp"u8);
        Result<Fd> database = error.IsNone
            ? Kernel.OpenDirectory(Fd.CurrentDirectory, databaseZ)
            : new Result<Fd>(error);
        if (!database.Ok)
        {
            return database.Error;
        }
        bool isNewer = false;
        for (int i = 0; i < Limits.StampWaitMs && !isNewer && error.IsNone; i++)
        {
            Result<FileStatus> made = Kernel.Stat(database.Value);
            Result<FileStatus> stamp = Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
            bool isNone = stamp.Error == Errno.ENOENT;
            error = made.Ok ? isNone ? Errno.None : stamp.Error : made.Error;
            isNewer = error.IsNone && !isNone && made.Value.ModifiedNanoseconds > stamp.Value.ModifiedNanoseconds;
            if (error.IsNone && !isNewer)
            {
                error = i == 0 ? SetFiles.Stamp(path.TextZ) : Wait();
                error = error.IsNone ? Kernel.SetTimesToNow(database.Value) : error;
            }
        }
        Kernel.Close(database.Value);
        return error;
    }

    private static Errno Wait()
    {
        const long NanosecondsPerMs = 1_000_000;
        return Kernel.Poll(default, NanosecondsPerMs).Error;
    }

    private readonly int Publish(in Repository repository, ReadOnlySpan<byte> name, scoped in PathBuffer database)
    {
        PathBuffer old = new(stackalloc byte[Limits.PathLengthMax]);
        int code = repository.Lead(database.TextZ, Repository.Compiled, name, ref old);
        if (code != ExitCode.Success)
        {
            _ = Repository.Remove(database);
            return code;
        }
        return !KeepsOld ? Repository.Remove(old) : old.Length == 0 ? ExitCode.Success : PrintPath(old);
    }

    /// <summary>Prints the path of what is kept.</summary>
    public static int PrintPath(scoped in PathBuffer path)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.PathLengthMax + 1]);
        output.Write(path.Text);
        output.Write("\n"u8);
        output.Flush();
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success;
    }
}
