using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Gives services of a set another prescription (s6-rc-set-change.html).</summary>
internal struct S6RcSetChange : ICommand
{
    private const int WordsMin = 3;

    private struct Request : IOptionTaker
    {
        public RepositoryOptions Common;
        public bool ForcesEssential;
        public bool IsDry;
        public bool FailsOnDependencies;
        public bool PullsDependencies;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            switch (letter)
            {
                case (byte)'E' or (byte)'e':
                    ForcesEssential = letter == 'e';
                    return true;
                case (byte)'n':
                    IsDry = true;
                    return true;
                case (byte)'I' or (byte)'i':
                    FailsOnDependencies = letter == 'i';
                    return true;
                case (byte)'P' or (byte)'p':
                    PullsDependencies = letter == 'p';
                    return true;
                default:
                    return Common.TryTake(letter, valueZ);
            }
        }
    }

    public static ReadOnlySpan<byte> Name => "s6-rc-set-change"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc-set-change [ -v verbosity ] [ -r repo ] [ -E | -e ] [ -n ] [ -I | -i ] [ -P | -p ] set newrx services..."u8;

    public static ReadOnlySpan<byte> Options => "v:r:EenIiPp"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "verbosity=v repository=r no-force-essential=E force-essential=e dry-run=n no-fail-on-dependencies=I "u8
        + "fail-on-dependencies=i no-pull-dependencies=P pull-dependencies=p"u8;

    public static ReadOnlySpan<byte> Help => """
        Gives services of a set in a repository another prescription: masked, usable (unmasked, disabled, inactive, latent),
        active (enabled, onboot) or always (essential). A bundle stands for the services in it.

          -v, --verbosity=N              0: errors only; 1, the default: warnings, too; 2: what is done
          -r, --repository=REPO          the repository (default /var/lib/s6-rc/repository)
          -n, --dry-run                  change nothing
          -e, --force-essential          change to always and from it, which is refused by default
          -E, --no-force-essential       the default
          -i, --fail-on-dependencies     change nothing where other services must change, too
          -I, --no-fail-on-dependencies  the default
          -p, --pull-dependencies        change them, too
          -P, --no-pull-dependencies     warn, and leave them as they are; the default

        Exits 1 where -i or -E keeps the services from changing, 3 where there is no such service or set, 4 where the
        reference database is damaged, 100 on wrong usage, 102 where the set is damaged, 111 where a system call failed.
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
        Arguments words = options.Rest;
        if (words.Count < WordsMin)
        {
            return options.UsageError();
        }
        int code = request.Common.TryComplete() ? SetFiles.CheckName(words[0]) : ExitCode.Usage;
        Prescription target = default;
        if (code == ExitCode.Success && !Prescriptions.TryParse(words[1], out target))
        {
            code = Diagnostics.Fatal(ExitCode.Usage, "unrecognized state change directive: "u8, words[1]);
        }
        if (code == ExitCode.Success && target == Prescription.Always && !request.ForcesEssential)
        {
            code = Diagnostics.Fatal(
                ExitCode.Usage, "unable to artificially mark a service as essential without --force-essential"u8);
        }
        return Outcome.Exit(
            code == ExitCode.Success ? Change(request, words[0], target, words.From(WordsMin - 1)) : code);
    }

    private static int Change(scoped in Request request, ReadOnlySpan<byte> name, Prescription target, Arguments words)
    {
        int code = Repository.Open(request.Common, LockKind.Exclusive, out Repository repository);
        code = code == ExitCode.Success ? SetFiles.Check(repository, name) : code;
        SetWorkspace workspace = default;
        code = code == ExitCode.Success ? workspace.Open(repository) : code;
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = workspace.Load(repository, name, out ServiceSet set);
        if (code != ExitCode.Success)
        {
            return code;
        }
        SetClosure closure = workspace.Closure(set);
        closure.Begin(target, lowers: target != Prescription.Always, raises: target != Prescription.Masked);
        for (int i = 0; i < words.Count && code == ExitCode.Success; i++)
        {
            code = workspace.Find(repository, words[i], out NumberList services);
            for (int k = 0; k < services.Count && code == ExitCode.Success; k++)
            {
                closure.Give(services.Service(k));
            }
        }
        if (code != ExitCode.Success)
        {
            return code;
        }
        closure.OrderGiven();
        closure.Run();
        code = Judge(request, repository, set, closure, name, target);
        return code == ExitCode.Success && !request.IsDry
            ? Apply(request, repository, set, closure, name, target)
            : code;
    }

    /// <summary>Whether the change may be made; tells what else must change.</summary>
    private static int Judge(
        scoped in Request request,
        in Repository repository,
        ServiceSet set,
        scoped in SetClosure closure,
        ReadOnlySpan<byte> name,
        Prescription target)
    {
        int essential = request.ForcesEssential ? -1 : FindEssential(set, closure.Given, target);
        if (essential < 0 && !request.ForcesEssential && request.PullsDependencies)
        {
            essential = FindEssential(set, closure.Pulled, target);
        }
        if (!closure.Pulled.IsEmpty)
        {
            Tell(request, repository, set, closure.Pulled, target);
            if (request.FailsOnDependencies)
            {
                return ExitCode.Failure;
            }
        }
        if (essential < 0)
        {
            return ExitCode.Success;
        }
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add("in set "u8, name, " of repository "u8, repository.Path);
        text.Add(": service "u8, set.Database.Name(essential), " is marked as essential and cannot be changed to "u8);
        text.Add(Prescriptions.Name(target), " (--no-force-essential)"u8);
        return Diagnostics.Fatal(ExitCode.Failure, text.Text);
    }

    private static int FindEssential(ServiceSet set, ReadOnlySpan<int> services, Prescription target)
    {
        foreach (int service in services)
        {
            if (set[service] == Prescription.Always && target != Prescription.Always)
            {
                return service;
            }
        }
        return -1;
    }

    private static void Tell(
        scoped in Request request, in Repository repository, ServiceSet set, ReadOnlySpan<int> pulled, Prescription target)
    {
        uint needed = request.FailsOnDependencies ? 0u : request.PullsDependencies ? 2u : 1u;
        if (repository.Verbosity < needed)
        {
            return;
        }
        ReadOnlySpan<byte> kind = request.FailsOnDependencies ? "fatal"u8 : request.PullsDependencies ? "info"u8 : "warning"u8;
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add("the following services ("u8);
        text.Add(target >= Prescription.Active ? "dependencies of"u8 : "depending on"u8);
        text.Add(" the ones given as arguments, or part of the same pipeline) "u8);
        text.Add(request.PullsDependencies ? "are also being"u8 : "also need to be"u8, " changed to \""u8);
        text.Add(Prescriptions.Name(target), "\": "u8);
        ServiceList.Print(Name, kind, text.Text, set.Database, pulled);
    }

    /// <summary>Changes one service after the other. One that was killed is completed by the same command again.</summary>
    private static int Apply(
        scoped in Request request,
        in Repository repository,
        ServiceSet set,
        scoped in SetClosure closure,
        ReadOnlySpan<byte> name,
        Prescription target)
    {
        int code = SetFiles.Stamp(repository, name);
        code = code == ExitCode.Success ? MoveAll(repository, set, closure.Given, name, target) : code;
        return code == ExitCode.Success && request.PullsDependencies
            ? MoveAll(repository, set, closure.Pulled, name, target)
            : code;
    }

    private static int MoveAll(
        in Repository repository, ServiceSet set, ReadOnlySpan<int> services, ReadOnlySpan<byte> name, Prescription target)
    {
        int code = ExitCode.Success;
        for (int i = 0; i < services.Length && code == ExitCode.Success; i++)
        {
            ReadOnlySpan<byte> service = set.Database.Name(services[i]);
            if (set[services[i]] != target)
            {
                code = SetFiles.Move(repository, name, service, set[services[i]], target);
            }
            else if (repository.Verbosity > 1)
            {
                TellUnchanged(repository, service, name, target);
            }
        }
        return code;
    }

    private static void TellUnchanged(
        in Repository repository, ReadOnlySpan<byte> service, ReadOnlySpan<byte> name, Prescription target)
    {
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add("service "u8, service, " already existed in rxset "u8, Prescriptions.Name(target));
        text.Add(" of set "u8, name, " in repository "u8, repository.Path);
        Diagnostics.Info(text.Text);
    }
}
