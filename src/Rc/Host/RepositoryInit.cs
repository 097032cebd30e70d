using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Makes a repository, or gives one other stores (s6-rc-repo-init.html). A new one is made under a temporary name and renamed
/// when all of it is there.
/// </summary>
internal static class RepositoryInit
{
    private const uint LockMode = 0x1b6;            // 0666

    /// <summary>Stores are absolute paths of directories that can be entered.</summary>
    public static int CheckStores(Arguments stores)
    {
        if (stores.Count > Limits.StoresMax)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "too many stores specified"u8);
        }
        for (int i = 0; i < stores.Count; i++)
        {
            if (stores[i].IndexOf((byte)'\n') >= 0)
            {
                return Diagnostics.Fatal(ExitCode.Usage, "stores cannot contain newlines in their path"u8);
            }
            if (stores[i].IsEmpty || stores[i][0] != '/')
            {
                return Diagnostics.Fatal(ExitCode.Usage, stores[i], " is not an absolute path"u8);
            }
        }
        for (int i = 0; i < stores.Count; i++)
        {
            Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, stores.AtZ(i));
            if (!status.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, status.Error, "stat "u8, stores[i]);
            }
            if (!status.Value.IsDirectory)
            {
                return Diagnostics.Fatal(ExitCode.System, stores[i], " is not a directory"u8);
            }
            Errno error = Kernel.Access(Fd.CurrentDirectory, stores.AtZ(i), AccessMode.X_OK);
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "access "u8, stores[i]);
            }
        }
        return ExitCode.Success;
    }

    /// <summary>Makes the whole repository anew; replaces: one that is there is renamed and kept.</summary>
    public static int Make(
        scoped in RepositoryOptions options,
        EnvironmentBlock environment,
        Arguments stores,
        ReadOnlySpan<byte> fdholderUserZ,
        bool replaces,
        bool isBare)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(options.Path);
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
        bool isThere = error.IsNone && Kernel.StatLink(Fd.CurrentDirectory, path.TextZ).Ok;
        if (isThere && !replaces)
        {
            return Diagnostics.Fatal(
                ExitCode.System,
                "unable to create repository "u8,
                options.Path,
                ": File exists; -f replaces it, -U changes its stores"u8);
        }
        error = error.IsNone ? MakeParent(path.Text) : error;
        path.Append(":new"u8);
        error = error.IsNone ? AtomicLink.MakeTemporaryDirectory(ref path) : error;
        if (error.Failed)
        {
            return Repository.Unable(error, "mkdtemp "u8, path);
        }
        Repository repository = Repository.At(options.At(path.Text));
        int code = Fill(repository, stores);
        code = code == ExitCode.Success && !isBare ? RepositorySync.Run(repository, environment, fdholderUserZ) : code;
        error = code == ExitCode.Success ? Kernel.ChangeMode(Fd.CurrentDirectory, path.TextZ, Repository.ModeOfTree) : error;
        code = error.Failed ? Repository.Unable(error, "chmod "u8, path) : code;
        code = code == ExitCode.Success ? Rename(path, options.Path, isThere) : code;
        if (code != ExitCode.Success)
        {
            _ = Repository.Remove(path);
        }
        return code;
    }

    private static Errno MakeParent(ReadOnlySpan<byte> path)
    {
        const uint ModeOfParents = 0x5ed;
        int slash = path.LastIndexOf((byte)'/');
        if (slash <= 0)
        {
            return Errno.None;
        }
        PathBuffer parent = new(stackalloc byte[Limits.PathLengthMax]);
        parent.Append(path[..slash]);
        Assert.That(!parent.Overflowed);
        return DirectoryTree.MakePath(parent.TextZ, ModeOfParents);
    }

    /// <summary>What a repository has before it knows any service.</summary>
    private static int Fill(in Repository repository, Arguments stores)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = repository.Append(ref path, "/compiled"u8);
        error = error.IsNone ? Repository.MakeDirectory(path.TextZ) : error;
        error = error.IsNone ? repository.Append(ref path, "/sources"u8) : error;
        error = error.IsNone ? Repository.MakeDirectory(path.TextZ) : error;
        if (error.Failed)
        {
            return Repository.Unable(error, "mkdir "u8, path);
        }
        error = repository.Append(ref path, "/lock"u8);
        if (error.IsNone)
        {
            uint mask = Kernel.SetUmask(0);
            Result<Fd> file = Kernel.Open(
                Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_NONBLOCK, LockMode);
            _ = Kernel.SetUmask(mask);
            error = file.Error;
            if (file.Ok)
            {
                Kernel.Close(file.Value);
            }
        }
        PathBuffer old = new(stackalloc byte[Limits.PathLengthMax]);
        return error.Failed ? Repository.Unable(error, "touch "u8, path) : SetStores(repository, stores, ref old);
    }

    /// <summary>Has the repository know these stores; the path of the directory of those it knew is put into old.</summary>
    private static int SetStores(in Repository repository, Arguments stores, scoped ref PathBuffer old)
    {
        PathBuffer hidden = new(stackalloc byte[Limits.PathLengthMax]);
        int code = repository.MakeHidden(ref hidden, "/"u8, "stores"u8);
        if (code != ExitCode.Success)
        {
            return code;
        }
        int length = hidden.Length;
        Errno error = Errno.None;
        for (int i = 0; i < stores.Count && error.IsNone; i++)
        {
            hidden.Truncate(length);
            hidden.Append("/"u8);
            StoreReader.AppendNumber(ref hidden, i);
            error = hidden.Overflowed
                ? Errno.ENAMETOOLONG
                : Kernel.SymbolicLink(stores.AtZ(i), Fd.CurrentDirectory, hidden.TextZ);
        }
        if (error.Failed)
        {
            code = Repository.Unable(error, "symlink "u8, hidden);
        }
        hidden.Truncate(length);
        code = code == ExitCode.Success ? repository.Publish(hidden.TextZ, "/"u8, "stores"u8, ref old) : code;
        if (code != ExitCode.Success)
        {
            _ = Repository.Remove(hidden);
        }
        return code;
    }

    private static int Rename(scoped in PathBuffer made, ReadOnlySpan<byte> path, bool isThere)
    {
        PathBuffer final = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer old = new(stackalloc byte[Limits.PathLengthMax]);
        final.Append(path);
        Errno error = Errno.None;
        if (isThere)
        {
            old.Append(path);
            old.Append(":old"u8);
            error = AtomicLink.AppendLetters(ref old);
            error = error.IsNone ? Kernel.Rename(Fd.CurrentDirectory, final.TextZ, old.TextZ) : error;
        }
        error = error.IsNone ? Kernel.Rename(Fd.CurrentDirectory, made.TextZ, final.TextZ) : error;
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "rename "u8, made.Text, " to "u8, path)
            : ExitCode.Success;
    }

    /// <summary>
    /// Gives an existing repository other stores. Where their services make no database it keeps the stores that it had.
    /// </summary>
    public static int Change(
        in Repository repository, EnvironmentBlock environment, Arguments stores, ReadOnlySpan<byte> fdholderUserZ, bool isBare)
    {
        PathBuffer old = new(stackalloc byte[Limits.PathLengthMax]);
        int code = SetStores(repository, stores, ref old);
        if (code != ExitCode.Success || isBare)
        {
            return code == ExitCode.Success ? Repository.Remove(old) : code;
        }
        code = RepositorySync.Run(repository, environment, fdholderUserZ);
        if (code == ExitCode.Success)
        {
            return Repository.Remove(old);
        }
        PathBuffer refused = new(stackalloc byte[Limits.PathLengthMax]);
        int back = old.Length > 0 ? repository.Lead(old.TextZ, "/"u8, "stores"u8, ref refused) : ExitCode.Success;
        if (back == ExitCode.Success)
        {
            _ = Repository.Remove(refused);
        }
        return code;
    }
}
