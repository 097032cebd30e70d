using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes sets in a repository (s6-rc-set-new.html).</summary>
internal struct S6RcSetNew : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-rc-set-new"u8;

    public static ReadOnlySpan<byte> Usage => "s6-rc-set-new [ -v verbosity ] [ -r repo ] setname..."u8;

    public static ReadOnlySpan<byte> Options => "v:r:"u8;

    public static ReadOnlySpan<byte> LongOptions => "verbosity=v repository=r"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes sets of all services of a repository: essential ones as always, recommended ones as active, all others as
        usable.

          -v, --verbosity=N      0: errors only; 1, the default: warnings, too; 2: what is done
          -r, --repository=REPO  the repository (default /var/lib/s6-rc/repository)

        Exits 100 on wrong usage, or where there is such a set; 111 where a system call failed.
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
        return Outcome.Exit(code == ExitCode.Success ? MakeAll(request, names) : code);
    }

    private static int MakeAll(in RepositoryOptions options, Arguments names)
    {
        int code = Repository.Open(options, LockKind.Exclusive, out Repository repository);
        SetWorkspace workspace = default;
        code = code == ExitCode.Success ? workspace.Open(repository) : code;
        for (int i = 0; i < names.Count && code == ExitCode.Success; i++)
        {
            code = Make(repository, workspace, names[i]);
        }
        return code;
    }

    private static int Make(in Repository repository, scoped in SetWorkspace workspace, ReadOnlySpan<byte> name)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        int code = SetFiles.CheckFree(repository, name, ExitCode.Usage);
        code = code == ExitCode.Success ? repository.MakeHidden(ref path, Repository.Sources, name) : code;
        if (code != ExitCode.Success)
        {
            return code;
        }
        PathBuffer old = new(stackalloc byte[Limits.PathLengthMax]);
        code = Fill(repository, workspace, path);
        code = code == ExitCode.Success ? repository.Publish(path.TextZ, Repository.Sources, name, ref old) : code;
        if (code != ExitCode.Success)
        {
            _ = Repository.Remove(path);
        }
        return code;
    }

    private static int Fill(in Repository repository, scoped in SetWorkspace workspace, scoped in PathBuffer path)
    {
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        for (int i = 0; i < Prescriptions.Count; i++)
        {
            directory.Truncate(0);
            directory.Append(path.Text);
            directory.Append("/"u8);
            directory.Append(Prescriptions.Name((Prescription)i));
            Errno error = directory.Overflowed ? Errno.ENAMETOOLONG : Repository.MakeDirectory(directory.TextZ);
            if (error.Failed)
            {
                return Repository.Unable(error, "mkdir "u8, directory);
            }
        }
        ReadOnlySpan<byte> hidden = Text.BaseName(path.Text);
        int code = SetFiles.AddMissing(repository, hidden, workspace.NewSet());
        return code == ExitCode.Success ? SetFiles.Stamp(repository, hidden) : code;
    }
}
