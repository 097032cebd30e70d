using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Copies a set of a repository (s6-rc-set-copy.html).</summary>
internal struct S6RcSetCopy : ICommand
{
    private const int WordsMin = 2;

    private struct Request : IOptionTaker
    {
        public RepositoryOptions Common;
        public bool Overwrites;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            if (letter == 'f')
            {
                Overwrites = true;
                return true;
            }
            return Common.TryTake(letter, valueZ);
        }
    }

    public static ReadOnlySpan<byte> Name => "s6-rc-set-copy"u8;

    public static ReadOnlySpan<byte> Usage => "s6-rc-set-copy [ -v verbosity ] [ -r repo ] [ -f ] srcset dstset"u8;

    public static ReadOnlySpan<byte> Options => "v:r:f"u8;

    public static ReadOnlySpan<byte> LongOptions => "verbosity=v repository=r force=f"u8;

    public static ReadOnlySpan<byte> Help => """
        Copies a set of a repository under another name.

          -v, --verbosity=N      0: errors only; 1, the default: warnings, too; 2: what is done
          -r, --repository=REPO  the repository (default /var/lib/s6-rc/repository)
          -f, --force            replace dstset where there is one

        Exits 1 where there is a dstset, 100 on wrong usage, 102 where the repository is damaged, 111 where a system call
        failed.
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
        if (names.Count < WordsMin)
        {
            return options.UsageError();
        }
        names = names.To(WordsMin);
        int code = request.Common.TryComplete() ? SetFiles.CheckNames(names) : ExitCode.Usage;
        if (code == ExitCode.Success && names[0].SequenceEqual(names[1]))
        {
            code = Diagnostics.Fatal(ExitCode.Usage, "source and destination sets are the same"u8);
        }
        return Outcome.Exit(code == ExitCode.Success ? Copy(request, names[0], names[1]) : code);
    }

    private static int Copy(scoped in Request request, ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination)
    {
        int code = Repository.Open(request.Common, LockKind.Exclusive, out Repository repository);
        if (code == ExitCode.Success && !request.Overwrites)
        {
            code = SetFiles.CheckFree(repository, destination, ExitCode.Failure);
        }
        PathBuffer from = new(stackalloc byte[Limits.PathLengthMax]);
        code = code == ExitCode.Success ? repository.FindTarget(Repository.Sources, source, ref from) : code;
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (from.Length == 0)
        {
            Errno missing = repository.Append(ref from, Repository.Sources, source);
            return Repository.Unable(missing.IsNone ? Errno.ENOENT : missing, "readlink "u8, from);
        }
        PathBuffer to = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer old = new(stackalloc byte[Limits.PathLengthMax]);
        code = repository.MakeHidden(ref to, Repository.Sources, destination);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = DirectoryTree.Copy(from.TextZ, to.TextZ);
        code = error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "copy "u8, from.Text, " to "u8, to.Text)
            : repository.Publish(to.TextZ, Repository.Sources, destination, ref old);
        if (code != ExitCode.Success)
        {
            _ = Repository.Remove(to);
            return code;
        }
        return Repository.Remove(old);
    }
}
