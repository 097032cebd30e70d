using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Deletes sets of a repository (s6-rc-set-delete.html).</summary>
internal struct S6RcSetDelete : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-rc-set-delete"u8;

    public static ReadOnlySpan<byte> Usage => "s6-rc-set-delete [ -v verbosity ] [ -r repo ] setname..."u8;

    public static ReadOnlySpan<byte> Options => "v:r:"u8;

    public static ReadOnlySpan<byte> LongOptions => "verbosity=v repository=r"u8;

    public static ReadOnlySpan<byte> Help => """
        Deletes sets, and the databases they were committed to, from a repository, up to the first that cannot be deleted.

          -v, --verbosity=N      0: errors only; 1, the default: warnings, too; 2: what is done
          -r, --repository=REPO  the repository (default /var/lib/s6-rc/repository)

        Exits 3 where there is no such set, 100 on wrong usage, 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        RepositoryOptions request = default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out Outcome ending))
        {
            return ending;
        }
        Arguments names = options.Rest;
        if (names.Count == 0)
        {
            return options.UsageError();
        }
        int code = request.TryComplete() ? SetFiles.CheckNames(names) : ExitCode.Usage;
        Repository repository = default;
        code = code == ExitCode.Success ? Repository.Open(request, LockKind.Exclusive, out repository) : code;
        for (int i = 0; i < names.Count && code == ExitCode.Success; i++)
        {
            code = Delete(repository, names[i]);
        }
        return Outcome.Exit(code);
    }

    private static int Delete(in Repository repository, ReadOnlySpan<byte> name)
    {
        PathBuffer set = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer database = new(stackalloc byte[Limits.PathLengthMax]);
        int code = repository.FindTarget(Repository.Sources, name, ref set);
        code = code == ExitCode.Success ? repository.FindTarget(Repository.Compiled, name, ref database) : code;
        if (code != ExitCode.Success)
        {
            return code;
        }
        // Of one that was killed when it had removed the set only the database is left.
        if (set.Length == 0 && database.Length == 0)
        {
            return SetFiles.Check(repository, name);
        }
        code = RemoveLink(repository, Repository.Sources, name);
        code = code == ExitCode.Success ? Repository.Remove(set) : code;
        code = code == ExitCode.Success ? RemoveLink(repository, Repository.Compiled, name) : code;
        return code == ExitCode.Success ? Repository.Remove(database) : code;
    }

    private static int RemoveLink(in Repository repository, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = repository.Append(ref path, parent, name);
        error = error.IsNone ? Kernel.Unlink(Fd.CurrentDirectory, path.TextZ) : error;
        return error.Failed && error != Errno.ENOENT ? Repository.Unable(error, "unlink "u8, path) : ExitCode.Success;
    }
}
