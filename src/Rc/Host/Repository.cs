using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// A repository of services (repodefs.html), as both suites have it. Every command takes its lock first, s6-rc-set-install
/// shared, all others alone. What is changed is made under a name of its own, and a link is led to it.
/// <code>
/// lock
/// stores -> .stores:LETTERS/            NNNN -> /a/store
/// sources/.atomics -> ..atomics:LETTERS/  NAME -> ../../stores/NNNN/NAME
/// sources/.bundles -> ..bundles:LETTERS/  the same for bundles
/// sources/SET -> .SET:LETTERS/          masked/ usable/ active/ always/   NAME -> ../../.atomics/NAME
///                                       .stamp: when the set was changed
/// compiled/.ref -> ..ref:LABEL:LETTERS/ the reference database
/// compiled/SET -> .SET:LABEL:LETTERS/   the set's database
/// </code>
/// Functions give 0, or an exit code, and have printed why.
/// </summary>
internal readonly ref struct Repository
{
    /// <summary>Mode of what is in a repository, as the reference gives it.</summary>
    public const uint ModeOfTree = 0x5ed;           // 02755
    private const uint ModeOfNew = 0x1ed;           // 0755

    private Repository(scoped in RepositoryOptions options)
    {
        Path = options.Path;
        Verbosity = options.Verbosity;
    }

    public ReadOnlySpan<byte> Path { get; }

    public uint Verbosity { get; }

    public static ReadOnlySpan<byte> Sources => "/sources/"u8;

    public static ReadOnlySpan<byte> Compiled => "/compiled/"u8;

    public static ReadOnlySpan<byte> ReferenceName => ".ref"u8;

    /// <summary>One that is not there yet, or not as a whole.</summary>
    public static Repository At(scoped in RepositoryOptions options) => new(options);

    /// <summary>Waits for the lock, and holds it for as long as this process lives.</summary>
    public static int Open(scoped in RepositoryOptions options, LockKind kind, out Repository repository)
    {
        repository = new Repository(options);
        return repository.Lock(kind);
    }

    public int Lock(LockKind kind)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = Append(ref path, "/lock"u8);
        if (error.IsNone)
        {
            // A lock for oneself wants a descriptor that can write.
            int access = kind == LockKind.Shared ? OpenFlags.O_RDONLY : OpenFlags.O_WRONLY;
            Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, path.TextZ, access | OpenFlags.O_NONBLOCK);
            error = file.Ok ? Kernel.Lock(file.Value, kind, wait: true) : file.Error;
        }
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "lock "u8, Path) : ExitCode.Success;
    }

    /// <summary>Puts the path of something in the repository together.</summary>
    public Errno Append(
        scoped ref PathBuffer path,
        scoped ReadOnlySpan<byte> a,
        scoped ReadOnlySpan<byte> b = default,
        scoped ReadOnlySpan<byte> c = default,
        scoped ReadOnlySpan<byte> d = default)
    {
        path.Truncate(0);
        path.Append(Path);
        path.Append(a);
        path.Append(b);
        path.Append(c);
        path.Append(d);
        return path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }

    /// <summary>Prints "unable to WHAT PATH: reason" of something in the repository.</summary>
    public static int Unable(Errno error, ReadOnlySpan<byte> what, scoped in PathBuffer path) =>
        Diagnostics.Unable(ExitCode.System, error, what, path.Text);

    /// <summary>Maps the reference database and its names.</summary>
    public int OpenReference(out CompiledDatabase database, out NameTable names)
    {
        database = default;
        names = default;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = Append(ref path, Compiled, ReferenceName);
        error = error.IsNone ? Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.F_OK) : error;
        if (error == Errno.ENOENT)
        {
            return Diagnostics.Fatal(
                ExitCode.System, "there is no reference database in repository "u8, Path, "; s6-rc-repo-sync makes one"u8);
        }
        if (error.Failed)
        {
            return Unable(error, "open "u8, path);
        }
        int code = OpenDatabase.Open(path.Text, out database);
        return code == ExitCode.Success ? OpenDatabase.OpenNames(path.Text, database.Count, out names) : code;
    }

    /// <summary>The number of a service of that name, or -1 where there is none: a bundle is none.</summary>
    public static int FindService(CompiledDatabase database, NameTable names, ReadOnlySpan<byte> name)
    {
        Errno error = names.Find(name, out NumberList services);
        return error.IsNone && services.Count == 1 && database.Name(services.Service(0)).SequenceEqual(name)
            ? services.Service(0)
            : -1;
    }

    /// <summary>Makes a directory with the mode that those below the temporary ones have, whatever the umask is.</summary>
    public static Errno MakeDirectory(ReadOnlySpan<byte> pathZ)
    {
        uint mask = Kernel.SetUmask(0);
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, pathZ, ModeOfNew);
        _ = Kernel.SetUmask(mask);
        return error;
    }

    /// <summary>
    /// Makes a hidden directory beside a link that will lead to it, NAME for .NAME:LETTERS. It gets its mode when it is
    /// filled.
    /// </summary>
    public int MakeHidden(scoped ref PathBuffer path, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name)
    {
        Errno error = Append(ref path, parent, "."u8, name);
        error = error.IsNone ? AtomicLink.MakeTemporaryDirectory(ref path) : error;
        return error.Failed ? Unable(error, "mkdtemp "u8, path) : ExitCode.Success;
    }

    /// <summary>Gives a hidden directory its mode and leads a link to it, as Lead does.</summary>
    public int Publish(
        scoped ReadOnlySpan<byte> hiddenZ, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name, scoped ref PathBuffer old)
    {
        Errno error = Kernel.ChangeMode(Fd.CurrentDirectory, hiddenZ, ModeOfTree);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "chmod "u8, hiddenZ[..^1]);
        }
        return Lead(hiddenZ, parent, name, ref old);
    }

    /// <summary>Leads a link to a directory beside it; the path of where it led is put into old, if anywhere.</summary>
    public int Lead(
        scoped ReadOnlySpan<byte> hiddenZ, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name, scoped ref PathBuffer old)
    {
        int code = FindTarget(parent, name, ref old);
        if (code != ExitCode.Success)
        {
            return code;
        }
        PathBuffer link = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = Append(ref link, parent, name);
        ReadOnlySpan<byte> target = Text.BaseName(hiddenZ);
        error = error.IsNone ? AtomicLink.Replace(target, link.TextZ) : error;
        return error.Failed ? Unable(error, "atomically symlink "u8, link) : ExitCode.Success;
    }

    /// <summary>The path of the directory beside it that a link leads to; none where there is no link.</summary>
    public int FindTarget(ReadOnlySpan<byte> parent, ReadOnlySpan<byte> name, scoped ref PathBuffer target)
    {
        target.Truncate(0);
        PathBuffer link = new(stackalloc byte[Limits.PathLengthMax]);
        Span<byte> text = stackalloc byte[Limits.PathLengthMax];
        Errno error = Append(ref link, parent, name);
        if (error.IsNone)
        {
            Result<int> length = AtomicLink.Read(link.TextZ, text);
            if (length.Error == Errno.ENOENT)
            {
                return ExitCode.Success;
            }
            error = length.Error;
            text = length.Ok ? text[..(length.Value - 1)] : text;
        }
        if (error.Failed)
        {
            return Unable(error, "readlink "u8, link);
        }
        // Somebody else's link may lead anywhere, and what it leads to may be removed.
        if (text.IsEmpty || text[0] != '.' || text.IndexOf((byte)'/') >= 0 || text.IndexOf((byte)':') < 0)
        {
            return Diagnostics.Fatal(
                SetExit.Inconsistent,
                "incorrect/unexpected link contents for "u8,
                link.Text,
                ": it leads out of its directory"u8);
        }
        error = Append(ref target, parent, text);
        return error.Failed ? Unable(error, "readlink "u8, link) : ExitCode.Success;
    }

    /// <summary>Removes a directory that nothing leads to any more; an empty path is none.</summary>
    public static int Remove(scoped in PathBuffer path)
    {
        Errno error = path.Length == 0 ? Errno.None : DirectoryTree.Remove(path.TextZ);
        return error.Failed ? Unable(error, "remove "u8, path) : ExitCode.Success;
    }
}
