using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Lists services of a set with their prescriptions (s6-rc-set-status.html).</summary>
internal struct S6RcSetStatus : ICommand
{
    private struct Request : IOptionTaker
    {
        public RepositoryOptions Common;
        public bool LeavesOutEssentials;
        public bool HasNamesOnly;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            switch (letter)
            {
                case (byte)'E':
                    LeavesOutEssentials = false;
                    return true;
                case (byte)'e':
                    LeavesOutEssentials = true;
                    return true;
                case (byte)'L':
                    HasNamesOnly = true;
                    return true;
                default:
                    return Common.TryTake(letter, valueZ);
            }
        }
    }

    public static ReadOnlySpan<byte> Name => "s6-rc-set-status"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-rc-set-status [ -v verbosity ] [ -r repo ] [ -E | -e ] [ -L ] set services..."u8;

    public static ReadOnlySpan<byte> Options => "v:r:EeL"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "verbosity=v repository=r with-essentials=E without-essentials=e list=L"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the services of a set, or those of them that are given, one a line, with a slash and the prescription behind
        each: always, active, usable or masked.

          -v, --verbosity=N         0: errors only; 1, the default: warnings, too; 2: what is done
          -r, --repository=REPO     the repository (default /var/lib/s6-rc/repository)
          -E, --with-essentials     print essential services, too; the default
          -e, --without-essentials  leave them out
          -L, --list                print names only

        Exits 3 where there is no such set or service, 100 on wrong usage, 102 where the set is damaged, 111 where a system
        call failed.
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
        if (words.Count == 0)
        {
            return options.UsageError();
        }
        int code = request.Common.TryComplete() ? SetFiles.CheckName(words[0]) : ExitCode.Usage;
        return Outcome.Exit(code == ExitCode.Success ? Show(request, words[0], words.From(1)) : code);
    }

    private static int Show(scoped in Request request, ReadOnlySpan<byte> name, Arguments services)
    {
        int code = Repository.Open(request.Common, LockKind.Exclusive, out Repository repository);
        code = code == ExitCode.Success ? SetFiles.Check(repository, name) : code;
        SetWorkspace workspace = default;
        Span<byte> wanted = default;
        if (code == ExitCode.Success && services.Count > 0)
        {
            code = FindServices(repository, services, ref workspace, out wanted);
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.CopyLength]);
        int lowest = (int)Prescription.Masked;
        int highest = (int)(request.LeavesOutEssentials ? Prescription.Active : Prescription.Always);
        for (int i = highest; i >= lowest && code == ExitCode.Success; i--)
        {
            code = Print(repository, name, workspace, wanted, (Prescription)i, request.HasNamesOnly, ref output);
        }
        // What was found before something failed is not shown, as in the reference.
        if (code != ExitCode.Success)
        {
            return code;
        }
        output.Flush();
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success;
    }

    /// <summary>A byte for each service of the reference database, set for those that the words stand for.</summary>
    private static int FindServices(
        scoped in Repository repository, Arguments words, scoped ref SetWorkspace workspace, out Span<byte> wanted)
    {
        wanted = default;
        int code = workspace.Open(repository);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = ChainMemory.TryAllocateArray(workspace.Database.Count, out wanted);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "index services"u8);
        }
        for (int i = 0; i < words.Count && code == ExitCode.Success; i++)
        {
            code = workspace.Find(repository, words[i], out NumberList services);
            for (int k = 0; k < services.Count && code == ExitCode.Success; k++)
            {
                wanted[services.Service(k)] = 1;
            }
        }
        return code;
    }

    /// <summary>The services of a prescription, in the order in which its directory has them.</summary>
    private static int Print(
        in Repository repository,
        ReadOnlySpan<byte> name,
        scoped in SetWorkspace workspace,
        ReadOnlySpan<byte> wanted,
        Prescription rx,
        bool namesOnly,
        scoped ref Output output)
    {
        int code = SetFiles.OpenPrescription(repository, name, rx, out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        DirectoryReader entries = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (SetFiles.NextService(ref entries, out ReadOnlySpan<byte> serviceZ))
        {
            ReadOnlySpan<byte> service = serviceZ[..^1];
            if (!wanted.IsEmpty)
            {
                int number = Repository.FindService(workspace.Database, workspace.Names, service);
                if (number < 0 || wanted[number] == 0)
                {
                    continue;
                }
            }
            output.Write(service);
            if (!namesOnly)
            {
                output.Write("/"u8);
                output.Write(Prescriptions.Name(rx));
            }
            output.Write("\n"u8);
        }
        Kernel.Close(directory);
        return entries.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, entries.Error, "readdir "u8, Prescriptions.Name(rx), " of set "u8, name)
            : ExitCode.Success;
    }
}
