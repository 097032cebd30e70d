using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Lists the sets of a repository (s6-rc-repo-list.html).</summary>
internal struct S6RcRepoList : ICommand
{
    private struct Request : IOptionTaker
    {
        public RepositoryOptions Common;
        public TextReference Excluded;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            if (letter == 'x')
            {
                Excluded = new TextReference(valueZ.IsEmpty ? default : valueZ[..^1]);
                return true;
            }
            return Common.TryTake(letter, valueZ);
        }
    }

    public static ReadOnlySpan<byte> Name => "s6-rc-repo-list"u8;

    public static ReadOnlySpan<byte> Usage => "s6-rc-repo-list [ -v verbosity ] [ -r repo ] [ -x exclude ]"u8;

    public static ReadOnlySpan<byte> Options => "v:r:x:"u8;

    public static ReadOnlySpan<byte> LongOptions => "verbosity=v repository=r exclude=x"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the names of the sets in a repository of services, one a line.

          -v, --verbosity=N      0: errors only; 1, the default: warnings, too; 2: what is done
          -r, --repository=REPO  the repository (default /var/lib/s6-rc/repository)
          -x, --exclude=SET      do not print that one

        Exits 100 on wrong usage, 111 where a system call failed.
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
        if (!request.Common.TryComplete())
        {
            return Outcome.Exit(ExitCode.Usage);
        }
        int code = Repository.Open(request.Common, LockKind.Exclusive, out Repository repository);
        return Outcome.Exit(code == ExitCode.Success ? Print(repository, request.Excluded.Text) : code);
    }

    private static int Print(in Repository repository, ReadOnlySpan<byte> excluded)
    {
        int code = RepositoryWalk.Open(repository, Repository.Sources, out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.CopyLength]);
        DirectoryReader names = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (SetFiles.NextService(ref names, out ReadOnlySpan<byte> nameZ))
        {
            if (!nameZ[..^1].SequenceEqual(excluded))
            {
                output.Write(nameZ[..^1]);
                output.Write("\n"u8);
            }
        }
        Kernel.Close(directory);
        if (names.Error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, names.Error, "readdir "u8, repository.Path, Repository.Sources);
        }
        output.Flush();
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success;
    }
}
