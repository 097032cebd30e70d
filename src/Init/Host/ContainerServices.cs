using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>
/// The scan directory of a container, made where something can be written, be that not to be executed from: each service is a
/// directory of links to the files of the image, so that those may be on a read-only file system, and run is executed there.
/// </summary>
internal ref struct ContainerServices
{
    private const uint ModeOwner = 0x1c0;   // 0700
    private const uint ModePublic = 0x1ed;  // 0755

    private PathBuffer _to;
    private PathBuffer _from;

    /// <summary>The length of the scan directory's path; 0 before it is there.</summary>
    private int _made;

    /// <summary>Two buffers of Limits.PathLengthMax.</summary>
    public ContainerServices(Span<byte> to, Span<byte> from)
    {
        _to = new PathBuffer(to);
        _from = new PathBuffer(from);
        _made = 0;
    }

    /// <summary>The scan directory; where something failed, what was made last.</summary>
    public readonly ReadOnlySpan<byte> TextZ => _to.TextZ;

    private static ReadOnlySpan<byte> Names => "/run\0/dev/shm\0/tmp\0/var/tmp\0"u8;

    /// <summary>
    /// Makes a directory with a new name in the one that is given, or in the first of /run, /dev/shm, /tmp and /var/tmp where
    /// that can be done.
    /// </summary>
    public Errno TryMake(scoped ReadOnlySpan<byte> inZ)
    {
        if (!inZ.IsEmpty)
        {
            return TryMakeIn(inZ);
        }
        Errno error = Errno.ENOENT;
        for (ReadOnlySpan<byte> rest = Names; !rest.IsEmpty;)
        {
            ReadOnlySpan<byte> nameZ = rest[..(rest.IndexOf((byte)0) + 1)];
            rest = rest[nameZ.Length..];
            error = TryMakeIn(nameZ);
            if (error.IsNone)
            {
                return error;
            }
        }
        return error;
    }

    private Errno TryMakeIn(scoped ReadOnlySpan<byte> directoryZ)
    {
        _to.Truncate(0);
        _to.Append(directoryZ[..^1]);
        _to.Append("/sestet-init"u8);
        UniqueName.Append(ref _to);
        Errno error = _to.Overflowed ? Errno.ENAMETOOLONG : Kernel.MakeDirectory(Fd.CurrentDirectory, _to.TextZ, ModeOwner);
        _made = error.IsNone ? _to.Length : 0;
        return error;
    }

    /// <summary>Takes it away again; nobody may be in it any more. What is left of it does no harm.</summary>
    public void Remove()
    {
        if (_made > 0)
        {
            _to.Truncate(_made);
            _ = DirectoryTree.Remove(_to.TextZ);
        }
    }

    /// <summary>Fills it with the services of that directory.</summary>
    public Errno Fill(scoped ReadOnlySpan<byte> servicesZ)
    {
        Span<byte> resolved = stackalloc byte[Limits.PathLengthMax];
        Result<int> length = Kernel.ResolvePath(servicesZ, resolved);
        if (!length.Ok)
        {
            return length.Error;
        }
        _from.Truncate(0);
        _from.Append(Text.UntilNul(resolved));
        if (_from.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, _from.TextZ);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        int to = _to.Length;
        int from = _from.Length;
        Errno error = Errno.None;
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        while (error.IsNone && DirectoryTree.NextName(ref names, out ReadOnlySpan<byte> nameZ))
        {
            error = Descend(nameZ, out bool isDirectory);
            error = error.IsNone && isDirectory ? Link(isLogger: false) : error;
            error = error.IsNone && isDirectory ? LinkLogger() : error;
            if (error.IsNone)
            {
                _to.Truncate(to);
                _from.Truncate(from);
            }
        }
        Kernel.Close(directory.Value);
        return error.Failed ? error : names.Error;
    }

    private Errno LinkLogger()
    {
        int to = _to.Length;
        int from = _from.Length;
        Errno error = Descend("log\0"u8, out bool isDirectory);
        error = error.IsNone && isDirectory ? Link(isLogger: true) : error;
        if (error.IsNone)
        {
            _to.Truncate(to);
            _from.Truncate(from);
        }
        return error;
    }

    /// <summary>Goes to an entry; where it is a directory, it is made here, too.</summary>
    private Errno Descend(scoped ReadOnlySpan<byte> nameZ, out bool isDirectory)
    {
        isDirectory = false;
        Append(ref _to, nameZ);
        Append(ref _from, nameZ);
        if (_to.Overflowed || _from.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, _from.TextZ);
        isDirectory = status.Ok && status.Value.IsDirectory;
        return isDirectory ? Kernel.MakeDirectory(Fd.CurrentDirectory, _to.TextZ, ModePublic) : Errno.None;
    }

    /// <summary>Links what is in a service directory, but for what its supervisor makes, and its logger.</summary>
    private Errno Link(bool isLogger)
    {
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, _from.TextZ);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        int to = _to.Length;
        int from = _from.Length;
        Errno error = Errno.None;
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        while (error.IsNone && DirectoryTree.NextName(ref names, out ReadOnlySpan<byte> nameZ))
        {
            if (IsMadeHere(nameZ, isLogger))
            {
                continue;
            }
            Append(ref _to, nameZ);
            Append(ref _from, nameZ);
            error = _to.Overflowed || _from.Overflowed
                ? Errno.ENAMETOOLONG
                : Kernel.SymbolicLink(_from.TextZ, Fd.CurrentDirectory, _to.TextZ);
            if (error.IsNone)
            {
                _to.Truncate(to);
                _from.Truncate(from);
            }
        }
        Kernel.Close(directory.Value);
        return error.Failed ? error : names.Error;
    }

    private static bool IsMadeHere(scoped ReadOnlySpan<byte> nameZ, bool isLogger)
    {
        if (!isLogger && nameZ.SequenceEqual("log\0"u8))
        {
            // A file of that name means nothing.
            return true;
        }
        return nameZ.SequenceEqual("supervise\0"u8) || nameZ.SequenceEqual("event\0"u8);
    }

    private static void Append(scoped ref PathBuffer path, scoped ReadOnlySpan<byte> nameZ)
    {
        path.Append("/"u8);
        path.Append(nameZ[..^1]);
    }

    /// <summary>
    /// Says which services still have a process, and kills those. A logger is none of them: it has the last lines to write, and
    /// ends with what it reads from.
    /// </summary>
    public void KillBlocking()
    {
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, _to.TextZ);
        if (!directory.Ok)
        {
            return;
        }
        int length = _to.Length;
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        while (DirectoryTree.NextName(ref names, out ReadOnlySpan<byte> nameZ))
        {
            Append(ref _to, nameZ);
            KillOne(nameZ[..^1]);
            _to.Truncate(length);
        }
        Kernel.Close(directory.Value);
    }

    private readonly void KillOne(scoped ReadOnlySpan<byte> name)
    {
        if (_to.Overflowed || ServiceDirectory.ReadStatus(_to.Text, out ServiceStatus status).Failed || status.Pid.IsNone)
        {
            return;
        }
        ContainerReport.Blocks(name, status.Pid);
        // It leads a session, so that is its whole group; a kill at the same time as its end may miss.
        _ = Kernel.Kill(status.Pid, Signal.SIGKILL, KillTarget.ProcessGroup);
        _ = Kernel.Kill(status.Pid, Signal.SIGKILL);
    }
}
