using System;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc.Host;

namespace Sestet.Commands;

/// <summary>Makes a repository of services (s6-rc-repo-init.html).</summary>
internal struct S6RcRepoInit : ICommand
{
    private struct Request : IOptionTaker
    {
        public RepositoryOptions Common;
        public TextReference FdholderUserZ;
        public bool Replaces;
        public bool ChangesStores;
        public bool IsBare;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            switch (letter)
            {
                case (byte)'h':
                    FdholderUserZ = new TextReference(valueZ);
                    return true;
                case (byte)'f':
                    Replaces = true;
                    return true;
                case (byte)'U':
                    ChangesStores = true;
                    return true;
                case (byte)'B':
                    IsBare = true;
                    return true;
                default:
                    return Common.TryTake(letter, valueZ);
            }
        }
    }

    public static ReadOnlySpan<byte> Name => "s6-rc-repo-init"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc-repo-init [ -v verbosity ] [ -r repo ] [ -h fdhuser ] [ -f ] [ -U ] [ -B ] stores..."u8;

    public static ReadOnlySpan<byte> Options => "v:r:h:fUB"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "verbosity=v repository=r fdholder-user=h force=f update-stores=U bare=B"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes a repository of the services in stores, directories of source definitions by their absolute paths. Of services
        of the same name that of the last store counts. Nothing is left of a repository that cannot be made.

          -v, --verbosity=N         0: errors only; 1, the default: warnings, too; 2: what is done
          -r, --repository=REPO     the repository (default /var/lib/s6-rc/repository)
          -h, --fdholder-user=USER  for s6-rc-compile
          -f, --force               even if there is one, which is renamed to REPO:old:LETTERS
          -U, --update-stores       give an existing repository these stores
          -B, --bare                leave what s6-rc-repo-sync does to s6-rc-repo-sync

        Exits 1 where the services of the stores make no database, else as s6-rc-compile; 100 on wrong usage; 111 where a
        system call failed.
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
        Arguments stores = options.Rest;
        if (stores.Count == 0)
        {
            return options.UsageError();
        }
        int code = request.Common.TryComplete() ? RepositoryInit.CheckStores(stores) : ExitCode.Usage;
        return Outcome.Exit(code == ExitCode.Success ? Make(request, invocation.Environment, stores) : code);
    }

    private static int Make(scoped in Request request, EnvironmentBlock environment, Arguments stores)
    {
        ReadOnlySpan<byte> user = request.FdholderUserZ.Text;
        if (!request.ChangesStores)
        {
            return RepositoryInit.Make(request.Common, environment, stores, user, request.Replaces, request.IsBare);
        }
        int code = Repository.Open(request.Common, LockKind.Exclusive, out Repository repository);
        return code == ExitCode.Success
            ? RepositoryInit.Change(repository, environment, stores, user, request.IsBare)
            : code;
    }
}
