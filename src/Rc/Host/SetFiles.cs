using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// The directory of a set in a repository: one directory for each prescription, with a link for each service that has it.
/// </summary>
internal static class SetFiles
{
    private const int StampMode = 0x1b6;            // 0666

    /// <summary>Refuses what cannot be the name of a set.</summary>
    public static int CheckName(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> problem = SetName.Problem(name);
        return problem.IsEmpty ? ExitCode.Success : Diagnostics.Fatal(ExitCode.Usage, problem);
    }

    /// <summary>The same for all words.</summary>
    public static int CheckNames(Arguments names)
    {
        int code = ExitCode.Success;
        for (int i = 0; i < names.Count && code == ExitCode.Success; i++)
        {
            code = CheckName(names[i]);
        }
        return code;
    }

    /// <summary>Whether there is no such set; taken: the exit code where there is.</summary>
    public static int CheckFree(in Repository repository, ReadOnlySpan<byte> name, int taken)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = repository.Append(ref path, Repository.Sources, name);
        // A link that leads nowhere has that name, too.
        error = error.IsNone ? Kernel.StatLink(Fd.CurrentDirectory, path.TextZ).Error : error;
        if (error == Errno.ENOENT)
        {
            return ExitCode.Success;
        }
        if (error.Failed)
        {
            return Repository.Unable(error, "access "u8, path);
        }
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add("set "u8, name, " already exists in repository "u8, repository.Path);
        return Diagnostics.Fatal(taken, text.Text);
    }

    /// <summary>Whether there is such a set.</summary>
    public static int Check(in Repository repository, ReadOnlySpan<byte> name)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = repository.Append(ref path, Repository.Sources, name);
        if (error.IsNone)
        {
            Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
            if (status.Ok && !status.Value.IsDirectory)
            {
                return Diagnostics.Fatal(SetExit.Inconsistent, "file "u8, path.Text, " is not a directory"u8);
            }
            error = status.Error;
        }
        if (error == Errno.ENOENT)
        {
            RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
            text.Add("set "u8, name, " does not exist in repository "u8, repository.Path);
            return Diagnostics.Fatal(SetExit.NotFound, text.Text);
        }
        return error.Failed ? Repository.Unable(error, "stat "u8, path) : ExitCode.Success;
    }

    /// <summary>Reads which prescription each service has. Every service has one, and no other is there.</summary>
    public static int Load(in Repository repository, ReadOnlySpan<byte> name, NameTable names, ServiceSet set)
    {
        for (int i = 0; i < Prescriptions.Count; i++)
        {
            int code = Load(repository, name, names, set, (Prescription)i);
            if (code != ExitCode.Success)
            {
                return code;
            }
        }
        int absent = set.FindAbsent();
        return absent < 0
            ? ExitCode.Success
            : Inconsistent(
                repository,
                name,
                set.Database.Name(absent),
                " is defined in the reference database but not in the textual representation of the set"u8);
    }

    private static int Load(
        in Repository repository, ReadOnlySpan<byte> name, NameTable names, ServiceSet set, Prescription rx)
    {
        int code = OpenPrescription(repository, name, rx, out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        DirectoryReader entries = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (code == ExitCode.Success && NextService(ref entries, out ReadOnlySpan<byte> serviceZ))
        {
            int service = Repository.FindService(set.Database, names, serviceZ[..^1]);
            if (service < 0)
            {
                code = Inconsistent(
                    repository, name, serviceZ[..^1], " is not in the reference database; s6-rc-repo-sync repairs that"u8);
            }
            else if (set.Has(service))
            {
                code = IsThereTwice(repository, name, serviceZ[..^1], set[service], rx);
            }
            else
            {
                set[service] = rx;
            }
        }
        Kernel.Close(directory);
        return code == ExitCode.Success && entries.Error.Failed
            ? Unreadable(repository, name, rx, entries.Error)
            : code;
    }

    private static int IsThereTwice(
        in Repository repository, ReadOnlySpan<byte> set, ReadOnlySpan<byte> service, Prescription first, Prescription second)
    {
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add(" is in both "u8, Prescriptions.Name(first), " and "u8, Prescriptions.Name(second));
        text.Add("; s6-rc-repo-sync repairs that"u8);
        return Inconsistent(repository, set, service, text.Text);
    }

    /// <summary>Opens the directory of a prescription.</summary>
    public static int OpenPrescription(in Repository repository, ReadOnlySpan<byte> name, Prescription rx, out Fd directory)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = repository.Append(ref path, Repository.Sources, name, "/"u8, Prescriptions.Name(rx));
        directory = Fd.None;
        if (error.IsNone)
        {
            Result<Fd> opened = Kernel.OpenDirectory(Fd.CurrentDirectory, path.TextZ);
            error = opened.Error;
            directory = opened.Ok ? opened.Value : Fd.None;
        }
        return error.IsNone ? ExitCode.Success : Unreadable(repository, name, rx, error);
    }

    private static int Unreadable(in Repository repository, ReadOnlySpan<byte> name, Prescription rx, Errno error)
    {
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add("opendir "u8, repository.Path, Repository.Sources, name);
        text.Add("/"u8, Prescriptions.Name(rx));
        bool isMissing = error == Errno.ENOENT || error == Errno.ENOTDIR;
        return Diagnostics.Unable(isMissing ? SetExit.Inconsistent : ExitCode.System, error, text.Text);
    }

    /// <summary>The next name with its NUL; what begins with a period is no service.</summary>
    public static bool NextService(ref DirectoryReader entries, out ReadOnlySpan<byte> serviceZ)
    {
        while (entries.Next(out serviceZ))
        {
            if (serviceZ[0] != '.')
            {
                return true;
            }
        }
        return false;
    }

    private static int Inconsistent(
        in Repository repository, ReadOnlySpan<byte> set, ReadOnlySpan<byte> service, scoped ReadOnlySpan<byte> problem)
    {
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add("inconsistent view in set "u8, set, " of repository "u8, repository.Path);
        text.Add(": service "u8, service, problem);
        return Diagnostics.Fatal(SetExit.Inconsistent, text.Text);
    }

    /// <summary>
    /// Adds the services that are not in the set, with the prescriptions that their flags ask for (s6-rc-set-new.html).
    /// </summary>
    public static int AddMissing(in Repository repository, ReadOnlySpan<byte> name, ServiceSet set)
    {
        PathBuffer link = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer target = new(stackalloc byte[Limits.PathLengthMax]);
        CompiledDatabase database = set.Database;
        for (int i = 0; i < set.Count; i++)
        {
            if (set.Has(i) || set.IsReserved(i))
            {
                continue;
            }
            uint flags = database.Flags(i);
            Prescription rx = (flags & ServiceFlags.Essential) != 0 ? Prescription.Always
                : (flags & ServiceFlags.Recommended) != 0 ? Prescription.Active
                : Prescription.Usable;
            target.Truncate(0);
            target.Append("../../.atomics/"u8);
            target.Append(database.Name(i));
            Errno error = AppendService(repository, ref link, name, rx, database.Name(i));
            error = target.Overflowed ? Errno.ENAMETOOLONG : error;
            error = error.IsNone ? Kernel.SymbolicLink(target.TextZ, Fd.CurrentDirectory, link.TextZ) : error;
            if (error.Failed)
            {
                return Repository.Unable(error, "symlink "u8, link);
            }
        }
        return ExitCode.Success;
    }

    /// <summary>Gives a service another prescription.</summary>
    public static int Move(
        in Repository repository, ReadOnlySpan<byte> set, ReadOnlySpan<byte> service, Prescription from, Prescription to)
    {
        Assert.That(from != to);
        PathBuffer source = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer target = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = AppendService(repository, ref source, set, from, service);
        error = error.IsNone ? AppendService(repository, ref target, set, to, service) : error;
        error = error.IsNone ? Kernel.Rename(Fd.CurrentDirectory, source.TextZ, target.TextZ) : error;
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "rename "u8, source.Text, " to "u8, target.Text)
            : ExitCode.Success;
    }

    /// <summary>Puts the path of a service's link in a set together.</summary>
    public static Errno AppendService(
        in Repository repository,
        scoped ref PathBuffer path,
        ReadOnlySpan<byte> set,
        Prescription rx,
        scoped ReadOnlySpan<byte> service)
    {
        Errno error = repository.Append(ref path, Repository.Sources, set, "/"u8, Prescriptions.Name(rx));
        path.Append("/"u8);
        path.Append(service);
        return path.Overflowed ? Errno.ENAMETOOLONG : error;
    }

    /// <summary>
    /// Notes in .stamp that the set is being changed. That comes before the change: a set that was changed by halves is not
    /// taken for one that its database stands for.
    /// </summary>
    public static int Stamp(in Repository repository, ReadOnlySpan<byte> set)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = repository.Append(ref path, Repository.Sources, set, "/.stamp"u8);
        error = error.IsNone ? Stamp(path.TextZ) : error;
        return error.Failed ? Repository.Unable(error, "touch "u8, path) : ExitCode.Success;
    }

    /// <summary>Makes the file, or has it be changed now.</summary>
    public static Errno Stamp(ReadOnlySpan<byte> pathZ)
    {
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, pathZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_NONBLOCK, StampMode);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Kernel.SetTimesToNow(file.Value);
        Kernel.Close(file.Value);
        return error;
    }
}
