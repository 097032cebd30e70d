using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Makes the directories of links to all services and bundles of a repository's stores. Where several stores have one of the
/// same name the last one counts.
/// </summary>
internal ref struct StoreReader
{
    private const int StoreDigits = 4;
    private const int TypeLengthMax = 16;

    private readonly Repository _repository;
    private PathBuffer _atomics;
    private PathBuffer _bundles;

    /// <summary>Three buffers of Limits.PathLengthMax bytes.</summary>
    public StoreReader(in Repository repository, Span<byte> atomics, Span<byte> bundles)
    {
        _repository = repository;
        _atomics = new PathBuffer(atomics);
        _bundles = new PathBuffer(bundles);
    }

    /// <summary>The path of one of the directories that were made.</summary>
    public readonly PathBuffer Atomics => _atomics;

    public readonly PathBuffer Bundles => _bundles;

    /// <summary>Removes the two again, for something has failed.</summary>
    public readonly void Discard()
    {
        _ = Repository.Remove(_atomics);
        _ = Repository.Remove(_bundles);
    }

    public int Read()
    {
        int code = _repository.MakeHidden(ref _atomics, Repository.Sources, ".atomics"u8);
        if (code != ExitCode.Success)
        {
            _atomics.Truncate(0);
            return code;
        }
        code = _repository.MakeHidden(ref _bundles, Repository.Sources, ".bundles"u8);
        if (code != ExitCode.Success)
        {
            _bundles.Truncate(0);
            return code;
        }
        bool found = true;
        for (int i = 0; i < Limits.StoresMax && found && code == ExitCode.Success; i++)
        {
            code = ReadStore(i, out found);
        }
        return code;
    }

    /// <summary>Appends a store's number, as the link to it is called.</summary>
    public static void AppendNumber(scoped ref PathBuffer path, int store)
    {
        Assert.That(store >= 0 && store < Limits.StoresMax);
        Span<byte> digits = stackalloc byte[StoreDigits];
        for (int i = StoreDigits - 1; i >= 0; i--, store /= 10)
        {
            digits[i] = (byte)('0' + store % 10);
        }
        path.Append(digits);
    }

    private readonly int ReadStore(int store, out bool found)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = _repository.Append(ref path, "/stores/"u8);
        AppendNumber(ref path, store);
        error = path.Overflowed ? Errno.ENAMETOOLONG : error;
        Result<Fd> directory = error.IsNone ? Kernel.OpenDirectory(Fd.CurrentDirectory, path.TextZ) : new Result<Fd>(error);
        Span<byte> real = stackalloc byte[Limits.PathLengthMax];
        Result<int> length = AtomicLink.Read(path.TextZ, real);
        found = length.Ok || length.Error != Errno.ENOENT;
        if (!directory.Ok)
        {
            // Behind the last one there is no link.
            return !found
                ? ExitCode.Success
                : Diagnostics.Unable(
                    ExitCode.System, directory.Error, "open store "u8, length.Ok ? real[..(length.Value - 1)] : path.Text);
        }
        int code = ReadEntries(store, directory.Value, length.Ok ? real[..(length.Value - 1)] : path.Text);
        Kernel.Close(directory.Value);
        return code;
    }

    private readonly int ReadEntries(int store, Fd directory, ReadOnlySpan<byte> storePath)
    {
        int code = ExitCode.Success;
        DirectoryReader names = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (code == ExitCode.Success && SetFiles.NextService(ref names, out ReadOnlySpan<byte> nameZ))
        {
            code = ReadType(directory, storePath, nameZ[..^1], out bool isBundle);
            if (code == ExitCode.Success)
            {
                code = Link(store, nameZ[..^1], isBundle);
            }
        }
        return code == ExitCode.Success && names.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, names.Error, "readdir "u8, storePath)
            : code;
    }

    private static int ReadType(Fd directory, ReadOnlySpan<byte> store, ReadOnlySpan<byte> name, out bool isBundle)
    {
        isBundle = false;
        PathBuffer file = new(stackalloc byte[Limits.PathLengthMax]);
        file.Append(name);
        file.Append("/type"u8);
        Span<byte> bytes = stackalloc byte[TypeLengthMax];
        Result<int> length = SmallFile.Read(directory, file.TextZ, bytes);
        if (!length.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, length.Error, "check service type of "u8, store, "/"u8, name);
        }
        ReadOnlySpan<byte> type = SmallFile.FirstLine(bytes[..length.Value]);
        isBundle = type.SequenceEqual("bundle"u8);
        if (isBundle || type.SequenceEqual("longrun"u8) || type.SequenceEqual("oneshot"u8))
        {
            return ExitCode.Success;
        }
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add("invalid service type for "u8, store, "/"u8, name);
        text.Add(": its file type must say longrun, oneshot or bundle"u8);
        return Diagnostics.Fatal(ExitCode.Failure, text.Text);
    }

    private readonly int Link(int store, ReadOnlySpan<byte> name, bool isBundle)
    {
        PathBuffer target = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer link = new(stackalloc byte[Limits.PathLengthMax]);
        target.Append("../../stores/"u8);
        AppendNumber(ref target, store);
        target.Append("/"u8);
        target.Append(name);
        int code = store == 0 ? ExitCode.Success : Override(store, name, ref link);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = AppendName(ref link, isBundle, name);
        error = target.Overflowed ? Errno.ENAMETOOLONG : error;
        error = error.IsNone ? Kernel.SymbolicLink(target.TextZ, Fd.CurrentDirectory, link.TextZ) : error;
        return error.Failed ? Repository.Unable(error, "symlink "u8, link) : ExitCode.Success;
    }

    /// <summary>Removes the link to an earlier store's service of that name, whatever its type.</summary>
    private readonly int Override(int store, ReadOnlySpan<byte> name, scoped ref PathBuffer link)
    {
        Span<byte> target = stackalloc byte[Limits.PathLengthMax];
        for (int kind = 0; kind < 2; kind++)
        {
            Errno error = AppendName(ref link, isBundle: kind == 1, name);
            Result<int> length = error.IsNone ? AtomicLink.Read(link.TextZ, target) : new Result<int>(error);
            if (length.Error == Errno.ENOENT)
            {
                continue;
            }
            error = length.Ok ? Kernel.Unlink(Fd.CurrentDirectory, link.TextZ) : length.Error;
            if (error.Failed)
            {
                return Repository.Unable(error, "replace "u8, link);
            }
            Tell(store, name, target[.."../../stores/0000"u8.Length][^StoreDigits..]);
        }
        return ExitCode.Success;
    }

    private readonly void Tell(int store, ReadOnlySpan<byte> name, ReadOnlySpan<byte> earlier)
    {
        if (_repository.Verbosity == 0)
        {
            return;
        }
        PathBuffer number = new(stackalloc byte[StoreDigits + 1]);
        AppendNumber(ref number, store);
        RepositoryText text = new(stackalloc byte[Limits.RepositoryMessageLengthMax]);
        text.Add("service "u8, name, " provided in store "u8, earlier);
        text.Add("; overridden by new definition in store "u8, number.Text);
        Diagnostics.Warn(text.Text);
    }

    private readonly Errno AppendName(scoped ref PathBuffer path, bool isBundle, ReadOnlySpan<byte> name)
    {
        path.Truncate(0);
        path.Append(isBundle ? _bundles.Text : _atomics.Text);
        path.Append("/"u8);
        path.Append(name);
        return path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }
}
