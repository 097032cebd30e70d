using System;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc.Host;

namespace Sestet.Commands;

/// <summary>Brings a repository up to date with its stores (s6-rc-repo-sync.html).</summary>
internal struct S6RcRepoSync : ICommand
{
    private struct Request : IOptionTaker
    {
        public RepositoryOptions Common;
        public TextReference FdholderUserZ;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            if (letter == 'h')
            {
                FdholderUserZ = new TextReference(valueZ);
                return true;
            }
            return Common.TryTake(letter, valueZ);
        }
    }

    public static ReadOnlySpan<byte> Name => "s6-rc-repo-sync"u8;

    public static ReadOnlySpan<byte> Usage => "s6-rc-repo-sync [ -v verbosity ] [ -r repo ] [ -h fdhuser ]"u8;

    public static ReadOnlySpan<byte> Options => "v:r:h:"u8;

    public static ReadOnlySpan<byte> LongOptions => "verbosity=v repository=r fdholder-user=h"u8;

    public static ReadOnlySpan<byte> Help => """
        Compiles all services of a repository's stores into its reference database, removes services from its sets that are
        gone, and adds new ones: essential ones as always, recommended ones as active, all others as usable.

          -v, --verbosity=N         0: errors only; 1, the default: warnings, too; 2: what is done
          -r, --repository=REPO     the repository (default /var/lib/s6-rc/repository)
          -h, --fdholder-user=USER  for s6-rc-compile

        What killed commands have left in the repository is removed. Exits 1 where the services of the stores make no
        database, else as s6-rc-compile; 100 on wrong usage; 102 where a set is damaged; 111 where a system call failed.
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
        return Outcome.Exit(
            code == ExitCode.Success
                ? RepositorySync.Run(repository, invocation.Environment, request.FdholderUserZ.Text)
                : code);
    }
}
