using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes sets of a repository consistent (s6-rc-set-fix.html).</summary>
internal struct S6RcSetFix : ICommand
{
    private struct Request : IOptionTaker
    {
        public RepositoryOptions Common;
        public RepairRequest Repair;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            switch (letter)
            {
                case (byte)'u' or (byte)'d':
                    Repair.Raises = letter == 'u';
                    return true;
                case (byte)'E' or (byte)'e':
                    Repair.ForcesEssential = letter == 'e';
                    return true;
                case (byte)'n':
                    Repair.IsDry = true;
                    return true;
                default:
                    return Common.TryTake(letter, valueZ);
            }
        }
    }

    public static ReadOnlySpan<byte> Name => "s6-rc-set-fix"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc-set-fix [ -v verbosity ] [ -r repo ] [ -u | -d ] [ -E | -e ] [ -n ] [ sets... ]"u8;

    public static ReadOnlySpan<byte> Options => "v:r:udEen"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "verbosity=v repository=r fix-up=u fix-down=d no-force-essential=E force-essential=e dry-run=n"u8;

    public static ReadOnlySpan<byte> Help => """
        Finds services in sets of a repository, or in all of them, that need others to have a higher prescription, and changes
        prescriptions so that none is left.

          -v, --verbosity=N         0: errors only; 1, the default: warnings, too; 2: every change
          -r, --repository=REPO     the repository (default /var/lib/s6-rc/repository)
          -d, --fix-down            lower the services that need others; the default
          -u, --fix-up              raise those that they need
          -e, --force-essential     lower essential services, too, and raise to always what the stores do not call essential
          -E, --no-force-essential  change nothing in a set where that is needed; the default
          -n, --dry-run             only tell what would be done

        Exits 1 where a set needs -e, 3 where there is no such set, 100 on wrong usage, 102 where a set is damaged, 111 where
        a system call failed: the code of the first set that was not made consistent.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out Outcome ending))
        {
            return ending;
        }
        Arguments names = options.Rest;
        int code = request.Common.TryComplete() ? SetFiles.CheckNames(names) : ExitCode.Usage;
        return Outcome.Exit(code == ExitCode.Success ? Repair(request, names) : code);
    }

    private static int Repair(scoped in Request request, Arguments names)
    {
        int code = Repository.Open(request.Common, LockKind.Exclusive, out Repository repository);
        for (int i = 0; i < names.Count && code == ExitCode.Success; i++)
        {
            code = SetFiles.Check(repository, names[i]);
        }
        SetWorkspace workspace = default;
        code = code == ExitCode.Success ? workspace.Open(repository) : code;
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = ChainMemory.TryAllocateArray(workspace.Database.Count, out Span<byte> memory);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "index services"u8);
        }
        for (int i = 0; i < names.Count; i++)
        {
            int one = SetRepair.Run(request.Repair, repository, workspace, names[i], memory);
            code = code == ExitCode.Success ? one : code;
        }
        return names.Count > 0 ? code : RepairAll(request, repository, workspace, memory);
    }

    private static int RepairAll(
        scoped in Request request, in Repository repository, scoped in SetWorkspace workspace, Span<byte> memory)
    {
        int code = RepositoryWalk.Open(repository, Repository.Sources, out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        DirectoryReader names = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (SetFiles.NextService(ref names, out ReadOnlySpan<byte> nameZ))
        {
            int one = SetRepair.Run(request.Repair, repository, workspace, nameZ[..^1], memory);
            code = code == ExitCode.Success ? one : code;
        }
        Kernel.Close(directory);
        return names.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, names.Error, "list sets at "u8, repository.Path, Repository.Sources)
            : code;
    }
}
