using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Makes a set's database the live one, and the one of the next boot (s6-rc-set-install.html). It is copied under a temporary
/// name first, so that what has the database's own name is whole. The boot link is led to it before the old one is removed.
/// </summary>
internal ref struct SetInstall
{
    private const int WordsMax = 12;

    public ReadOnlySpan<byte> BootLinkZ;

    public ReadOnlySpan<byte> LiveZ;

    /// <summary>Of s6-rc-update; empty for none.</summary>
    public ReadOnlySpan<byte> ConversionFileZ;

    public bool Blocks;

    public bool KeepsOld;

    public bool SparesEssentials;

    /// <summary>Only copies, and leads the boot link there.</summary>
    public bool IsForBootOnly;

    public readonly int Run(in Repository repository, EnvironmentBlock environment, ReadOnlySpan<byte> name)
    {
        PathBuffer database = new(stackalloc byte[Limits.PathLengthMax]);
        int code = repository.FindTarget(Repository.Compiled, name, ref database);
        if (code != ExitCode.Success)
        {
            return code;
        }
        PathBuffer installed = new(stackalloc byte[Limits.PathLengthMax]);
        ReadOnlySpan<byte> parent = BootLinkZ[..(BootLinkZ.LastIndexOf((byte)'/') + 1)];
        ReadOnlySpan<byte> baseName = Text.BaseName(database.Text);
        installed.Append(parent);
        installed.Append(baseName);
        if (installed.Overflowed)
        {
            return Diagnostics.Unable(ExitCode.System, Errno.ENAMETOOLONG, "copy to "u8, parent);
        }
        PathBuffer old = new(stackalloc byte[Limits.PathLengthMax]);
        FindLive(ref old);
        bool isThere = Kernel.Access(Fd.CurrentDirectory, installed.TextZ, AccessMode.F_OK).IsNone;
        bool isLive = isThere && IsSame(old, installed);
        if (isThere && LeadsTo(baseName) && (IsForBootOnly || isLive))
        {
            if (repository.Verbosity > 1)
            {
                Diagnostics.Info("set "u8, name, " is already installed as "u8, installed.Text);
            }
            return ExitCode.Success;
        }
        // What is live is whole; anything else of that name may be what a killed program has left.
        code = isLive ? ExitCode.Success : Copy(database, installed);
        if (code == ExitCode.Success && !IsForBootOnly && !isLive)
        {
            code = Update(repository, environment, installed);
        }
        return code == ExitCode.Success ? Finish(installed, old, isLive) : code;
    }

    /// <summary>The database that is live now, without links in its path; empty where there is none.</summary>
    private readonly void FindLive(scoped ref PathBuffer path)
    {
        PathBuffer link = new(stackalloc byte[Limits.PathLengthMax]);
        Span<byte> real = stackalloc byte[Limits.PathLengthMax];
        link.Append(LiveZ[..^1]);
        link.Append("/compiled"u8);
        Result<int> length = link.Overflowed
            ? new Result<int>(Errno.ENAMETOOLONG)
            : Kernel.ResolvePath(link.TextZ, real);
        if (length.Ok)
        {
            path.Append(real[..length.Value]);
        }
    }

    private static bool IsSame(scoped in PathBuffer a, scoped in PathBuffer b)
    {
        if (a.Length == 0)
        {
            return false;
        }
        Result<FileStatus> first = Kernel.Stat(Fd.CurrentDirectory, a.TextZ);
        Result<FileStatus> second = Kernel.Stat(Fd.CurrentDirectory, b.TextZ);
        return first.Ok && second.Ok && new FileIdentity(first.Value).Equals(new FileIdentity(second.Value));
    }

    private readonly bool LeadsTo(ReadOnlySpan<byte> target)
    {
        Span<byte> text = stackalloc byte[Limits.PathLengthMax];
        Result<int> length = AtomicLink.Read(BootLinkZ, text);
        return length.Ok && text[..(length.Value - 1)].SequenceEqual(target);
    }

    private static int Copy(scoped in PathBuffer database, scoped in PathBuffer installed)
    {
        PathBuffer half = new(stackalloc byte[Limits.PathLengthMax]);
        half.Append(installed.Text);
        Errno error = half.Overflowed ? Errno.ENAMETOOLONG : AtomicLink.MakeTemporaryDirectory(ref half);
        if (error.IsNone)
        {
            error = DirectoryTree.Copy(database.TextZ, half.TextZ);
            error = error.IsNone ? DirectoryTree.Remove(installed.TextZ) : error;
            error = error.IsNone ? Kernel.Rename(Fd.CurrentDirectory, half.TextZ, installed.TextZ) : error;
            if (error.Failed)
            {
                _ = DirectoryTree.Remove(half.TextZ);
            }
        }
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "recursively copy "u8, database.Text, " to "u8, installed.Text)
            : ExitCode.Success;
    }

    /// <summary>Has s6-rc-update switch to the copy; removes it where nothing was switched.</summary>
    private readonly int Update(in Repository repository, EnvironmentBlock environment, scoped in PathBuffer installed)
    {
        PathBuffer verbosity = new(stackalloc byte[Limits.DecimalLengthMax + 1]);
        verbosity.Append(repository.Verbosity);
        ArgumentList words = new(stackalloc nint[WordsMax]);
        words.Add("s6-rc-update\0"u8);
        if (Blocks)
        {
            words.Add("-b\0"u8);
        }
        words.Add(SparesEssentials ? "-E\0"u8 : "-e\0"u8);
        words.Add("-v\0"u8);
        words.Add(verbosity.TextZ);
        words.Add("-l\0"u8);
        words.Add(LiveZ);
        if (ConversionFileZ.Length > 1)
        {
            words.Add("-f\0"u8);
            words.Add(ConversionFileZ);
        }
        words.Add("--\0"u8);
        words.Add(installed.TextZ);
        Result<WaitStatus> end = SiblingProgram.Run(words.Arguments, environment);
        if (!end.Ok)
        {
            _ = Repository.Remove(installed);
            return Diagnostics.Unable(ExitCode.System, end.Error, "spawn s6-rc-update"u8);
        }
        return Judge(end.Value, installed);
    }

    private readonly int Judge(WaitStatus end, scoped in PathBuffer installed)
    {
        int code = end.ExitCode;
        if (!end.IsSignaled && code == ExitCode.Success)
        {
            return ExitCode.Success;
        }
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        int length = Text.Format((ulong)(end.IsSignaled ? end.SignalNumber : code), digits);
        if (end.IsSignaled || code == ExitCode.System)
        {
            // Only the live directory could tell; it is asked by the next run.
            return end.IsSignaled
                ? Diagnostics.Fatal(
                    ExitCode.System,
                    "s6-rc-update crashed with signal "u8,
                    digits[..length],
                    ", unable to know the state of the live db or clean up"u8)
                : Diagnostics.Fatal(
                    ExitCode.System, "s6-rc-update exited 111, unable to know the state of the live db or clean up"u8);
        }
        PathBuffer live = new(stackalloc byte[Limits.PathLengthMax]);
        FindLive(ref live);
        if (!IsSame(live, installed))
        {
            _ = Repository.Remove(installed);
            return Diagnostics.Fatal(
                code, "s6-rc-update exited with code "u8, digits[..length], " (live database switch was NOT performed)"u8);
        }
        // The next boot is to use what is live.
        Errno error = AtomicLink.Replace(Text.BaseName(installed.TextZ), BootLinkZ);
        return Diagnostics.Fatal(
            code,
            "s6-rc-update exited with code "u8,
            digits[..length],
            error.IsNone
                ? " (live database switch was performed)"u8
                : " (live database switch was performed) (update that link manually or next boot might fail)"u8);
    }

    private readonly int Finish(scoped in PathBuffer installed, scoped in PathBuffer old, bool wasLive)
    {
        Errno error = AtomicLink.Replace(Text.BaseName(installed.TextZ), BootLinkZ);
        if (error.Failed)
        {
            RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
            text.Add("symlink "u8, Text.BaseName(installed.Text), " to "u8, BootLinkZ[..^1]);
            text.Add(IsForBootOnly
                ? default
                : " (live database switch was performed) (update that link manually or next boot might fail)"u8);
            return Diagnostics.Unable(ExitCode.System, error, text.Text);
        }
        if (IsForBootOnly || wasLive || old.Length == 0)
        {
            return ExitCode.Success;
        }
        return KeepsOld ? SetCommit.PrintPath(old) : Repository.Remove(old);
    }
}
