using System;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes a set of a repository the live database (s6-rc-set-install.html).</summary>
internal struct S6RcSetInstall : ICommand
{
    /// <summary>The letter of --no-update, which has none.</summary>
    private const byte NoUpdate = 1;

    private struct Request : IOptionTaker
    {
        public RepositoryOptions Common;
        public TextReference BootLinkZ;
        public TextReference LiveZ;
        public TextReference ConversionFileZ;
        public bool Blocks;
        public bool KeepsOld;
        public bool SparesEssentials;
        public bool IsForBootOnly;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            switch (letter)
            {
                case (byte)'c':
                    BootLinkZ = new TextReference(valueZ.IsEmpty ? "\0"u8 : valueZ);
                    return true;
                case (byte)'l':
                    LiveZ = new TextReference(valueZ.IsEmpty ? "\0"u8 : valueZ);
                    return true;
                case (byte)'f':
                    ConversionFileZ = new TextReference(valueZ);
                    return true;
                case (byte)'b':
                    Blocks = true;
                    return true;
                case (byte)'K':
                    KeepsOld = true;
                    return true;
                case (byte)'E' or (byte)'e':
                    SparesEssentials = letter == 'E';
                    return true;
                case NoUpdate:
                    IsForBootOnly = true;
                    return true;
                default:
                    return Common.TryTake(letter, valueZ);
            }
        }
    }

    public static ReadOnlySpan<byte> Name => "s6-rc-set-install"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc-set-install [ -v verbosity ] [ -c bootdb ] [ -l livedir ] [ -r repo ] [ -f convfile ] [ -b ] [ -K ] [ -e | -E ] set"u8;

    public static ReadOnlySpan<byte> Options => "v:r:c:l:f:bKeE\u0001"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "verbosity=v repository=r bootdb=c livedir=l conversion-file=f block=b keep-old=K force-essentials=e "u8
        + "no-force-essentials=E no-update=\u0001"u8;

    public static ReadOnlySpan<byte> Help => """
        Copies the database of a committed set beside bootdb, has s6-rc-update make it the live one, and leads the link bootdb
        to it.

          -v, --verbosity=N          0: errors only; 1, the default: warnings, too; 2: what is done
          -r, --repository=REPO      the repository (default /var/lib/s6-rc/repository)
          -c, --bootdb=LINK          the link to the database of the next boot (default /etc/s6-rc/compiled/current)
          -l, --livedir=DIR          the live directory (default /run/s6-rc)
          -f, --conversion-file=FILE  for s6-rc-update
          -b, --block                wait until nobody else uses the live directory
          -K, --keep-old             keep the old live database and print its path
          -e, --force-essentials     stop essential services where that is needed; the default
          -E, --no-force-essentials  do not
              --no-update            leave the live directory alone, for a first installation

        Exits 3 where there is no such set, 7 where it was changed since it was committed, 100 on wrong usage, 102 where the
        repository is damaged, 111 where a system call failed; else as s6-rc-update.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        request.BootLinkZ = new TextReference("/etc/s6-rc/compiled/current\0"u8);
        request.LiveZ = new TextReference("/run/s6-rc\0"u8);
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out Outcome ending))
        {
            return ending;
        }
        Arguments words = options.Rest;
        if (words.Count == 0)
        {
            return options.UsageError();
        }
        int code = request.Common.TryComplete() ? SetFiles.CheckName(words[0]) : ExitCode.Usage;
        code = code == ExitCode.Success ? CheckPaths(request) : code;
        return Outcome.Exit(code == ExitCode.Success ? Install(request, invocation.Environment, words[0]) : code);
    }

    private static int CheckPaths(scoped in Request request)
    {
        ReadOnlySpan<byte> link = request.BootLinkZ.Text;
        ReadOnlySpan<byte> wrong = link[0] != '/' ? "bootdb"u8 : request.LiveZ.Text[0] != '/' ? "livedir"u8 : default;
        if (!wrong.IsEmpty)
        {
            return Diagnostics.Fatal(ExitCode.Usage, wrong, " needs to be an absolute path"u8);
        }
        return link[^2] == '/'
            ? Diagnostics.Fatal(ExitCode.Usage, "bootdb needs to be the path of a link, without a slash at its end"u8)
            : ExitCode.Success;
    }

    private static int Install(scoped in Request request, EnvironmentBlock environment, ReadOnlySpan<byte> name)
    {
        int code = Repository.Open(request.Common, LockKind.Shared, out Repository repository);
        code = code == ExitCode.Success ? SetFiles.Check(repository, name) : code;
        bool isFresh = false;
        code = code == ExitCode.Success ? SetCommit.IsFresh(repository, name, out isFresh) : code;
        if (code == ExitCode.Success && !isFresh)
        {
            code = Diagnostics.Fatal(SetExit.Stale, "set "u8, name, " is not up-to-date; commit it first"u8);
        }
        SetInstall install = default;
        install.BootLinkZ = request.BootLinkZ.Text;
        install.LiveZ = request.LiveZ.Text;
        install.ConversionFileZ = request.ConversionFileZ.Text;
        install.Blocks = request.Blocks;
        install.KeepsOld = request.KeepsOld;
        install.SparesEssentials = request.SparesEssentials;
        install.IsForBootOnly = request.IsForBootOnly;
        return code == ExitCode.Success ? install.Run(repository, environment, name) : code;
    }
}
