using System;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Compiles a set of a repository (s6-rc-set-commit.html).</summary>
internal struct S6RcSetCommit : ICommand
{
    private struct Request : IOptionTaker
    {
        public RepositoryOptions Common;
        public TextReference DefaultBundle;
        public TextReference FdholderUserZ;
        public bool KeepsOld;
        public bool IsForced;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            switch (letter)
            {
                case (byte)'D':
                    DefaultBundle = new TextReference(valueZ.IsEmpty ? "default"u8 : valueZ[..^1]);
                    return true;
                case (byte)'h':
                    FdholderUserZ = new TextReference(valueZ);
                    return true;
                case (byte)'K':
                    KeepsOld = true;
                    return true;
                case (byte)'f':
                    IsForced = true;
                    return true;
                default:
                    return Common.TryTake(letter, valueZ);
            }
        }
    }

    public static ReadOnlySpan<byte> Name => "s6-rc-set-commit"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc-set-commit [ -v verbosity ] [ -r repo ] [ -D defaultbundle ] [ -h fdhuser ] [ -K ] [ -f ] set"u8;

    public static ReadOnlySpan<byte> Options => "v:r:D:h:Kf"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "verbosity=v repository=r default-bundle=D fdholder-user=h keep-old=K force=f"u8;

    public static ReadOnlySpan<byte> Help => """
        Compiles a set of a repository into its database: what is not masked, the bundles without masked services, and a
        bundle of all services that are active or always. Does nothing where the set was not changed since.

          -v, --verbosity=N          0: errors only; 1, the default: warnings, too; 2: what is done
          -r, --repository=REPO      the repository (default /var/lib/s6-rc/repository)
          -D, --default-bundle=NAME  what that bundle is called (default: default)
          -h, --fdholder-user=USER   for s6-rc-compile
          -K, --keep-old             keep the old database and print its path
          -f, --force                compile in any case

        Exits 1 where the set is not consistent or does not compile, 3 where there is no such set, 100 on wrong usage, 102
        where the set is damaged, 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        request.DefaultBundle = new TextReference("default"u8);
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
        ReadOnlySpan<byte> problem = SetName.ServiceProblem(request.DefaultBundle.Text);
        if (code == ExitCode.Success && !problem.IsEmpty)
        {
            code = Diagnostics.Fatal(ExitCode.Usage, "invalid default bundle: "u8, problem);
        }
        return Outcome.Exit(code == ExitCode.Success ? Commit(request, invocation.Environment, words[0]) : code);
    }

    private static int Commit(scoped in Request request, EnvironmentBlock environment, ReadOnlySpan<byte> name)
    {
        int code = Repository.Open(request.Common, LockKind.Exclusive, out Repository repository);
        code = code == ExitCode.Success ? SetFiles.Check(repository, name) : code;
        bool isFresh = false;
        code = code == ExitCode.Success ? SetCommit.IsFresh(repository, name, out isFresh) : code;
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (isFresh && !request.IsForced)
        {
            if (repository.Verbosity > 1)
            {
                Diagnostics.Info("set "u8, name, " is already up-to-date."u8);
            }
            return ExitCode.Success;
        }
        SetCommit commit = default;
        commit.DefaultBundle = request.DefaultBundle.Text;
        commit.FdholderUserZ = request.FdholderUserZ.Text;
        commit.KeepsOld = request.KeepsOld;
        return commit.Run(repository, environment, name);
    }
}
