using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// A compiled database on disk: its directory has the files n, db and resolve.cdb, servicedirs/ and lock. It does not change
/// once it is there, so its files are mapped. Every function gives 0, or an exit code, and has printed why.
/// </summary>
internal static class OpenDatabase
{
    /// <summary>
    /// Takes the lock of a compiled database, shared, for as long as this process lives or until the descriptor is closed.
    /// Without wait, one that is held is an error.
    /// </summary>
    public static int Lock(scoped ReadOnlySpan<byte> directory, bool wait, out Fd lockFd)
    {
        lockFd = Fd.None;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = TryPath(ref path, directory, "lock"u8);
        Result<Fd> file = default;
        if (error.IsNone)
        {
            file = Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
            error = file.Ok ? Kernel.Lock(file.Value, LockKind.Shared, wait) : file.Error;
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error == Errno.EAGAIN ? Errno.EBUSY : error, "take lock on "u8, directory);
        }
        lockFd = file.Value;
        return ExitCode.Success;
    }

    /// <summary>The services, every one of them verified.</summary>
    public static int Open(scoped ReadOnlySpan<byte> directory, out CompiledDatabase database)
    {
        int code = Frame(directory, out database);
        return code == ExitCode.Success && !database.Verify() ? Invalid(directory, "db"u8) : code;
    }

    /// <summary>The services; CompiledDatabase.VerifyService must be asked of each before anything else is.</summary>
    public static int Frame(scoped ReadOnlySpan<byte> directory, out CompiledDatabase database)
    {
        database = default;
        int code = Map(directory, "n"u8, out ReadOnlySpan<byte> n);
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (!DatabaseCounts.TryRead(n, out DatabaseCounts counts))
        {
            return Invalid(directory, "n"u8);
        }
        code = Map(directory, "db"u8, out ReadOnlySpan<byte> db);
        if (code != ExitCode.Success)
        {
            return code;
        }
        return CompiledDatabase.TryFrame(counts, db, out database) ? ExitCode.Success : Invalid(directory, "db"u8);
    }

    /// <summary>The names, to services of a database with that many.</summary>
    public static int OpenNames(scoped ReadOnlySpan<byte> directory, int serviceCount, out NameTable names)
    {
        int code = Map(directory, "resolve.cdb"u8, out ReadOnlySpan<byte> cdb);
        names = new NameTable(cdb, serviceCount);
        return code;
    }

    /// <summary>Tells that the file of names is damaged.</summary>
    public static int InvalidNames(scoped ReadOnlySpan<byte> directory) =>
        Diagnostics.Fatal(DatabaseExit.Invalid, "invalid cdb in "u8, directory, "/resolve.cdb"u8);

    private static int Invalid(scoped ReadOnlySpan<byte> directory, ReadOnlySpan<byte> file)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = TryPath(ref path, directory, file);
        Assert.That(error.IsNone);
        return Diagnostics.Fatal(DatabaseExit.Invalid, "invalid service database in "u8, path.Text);
    }

    /// <summary>The whole of a regular file; an empty one has no bytes.</summary>
    private static int Map(
        scoped ReadOnlySpan<byte> directory, scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> bytes)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = TryPath(ref path, directory, name);
        bytes = default;
        if (error.IsNone)
        {
            error = Map(path.TextZ, out bytes);
        }
        return error.IsNone ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, error, "read "u8, path.Text);
    }

    private static Errno Map(scoped ReadOnlySpan<byte> pathZ, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        Result<Fd> file = Kernel.Open(Fd.CurrentDirectory, pathZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return file.Error;
        }
        Result<FileStatus> status = Kernel.Stat(file.Value);
        Errno error = status.Error;
        if (error.IsNone)
        {
            error = !status.Value.IsRegular ? Errno.EINVAL : status.Value.Size > int.MaxValue ? Errno.EFBIG : Errno.None;
        }
        if (error.IsNone && status.Value.Size > 0)
        {
            Result<MemoryRegion> memory = Kernel.MapFile(file.Value, (int)status.Value.Size);
            error = memory.Error;
            bytes = memory.Ok ? memory.Value.Bytes : default;
        }
        Kernel.Close(file.Value);
        return error;
    }

    private static Errno TryPath(
        scoped ref PathBuffer path, scoped ReadOnlySpan<byte> directory, scoped ReadOnlySpan<byte> name)
    {
        path.Append(directory);
        path.Append("/"u8);
        path.Append(name);
        return path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }
}
