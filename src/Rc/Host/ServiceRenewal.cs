using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Gives a service directory, whose service goes on, the files of the new database. They have been copied into next/NAME of
/// the live directory before, so that here they are only renamed: that needs no room, and can be done again where it was cut
/// short. What no database has (supervise, event, sockets) stays.
/// </summary>
internal static class ServiceRenewal
{
    private const int OtherFiles = 6;

    /// <summary>Live: the new live directory. Resumes: it may have been begun before.</summary>
    public static Errno Renew(
        scoped ReadOnlySpan<byte> live, scoped ReadOnlySpan<byte> compiled, scoped ReadOnlySpan<byte> name, bool resumes)
    {
        PathBuffer service = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer next = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer source = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = LiveDirectory.Join(ref service, live, "/servicedirs/"u8, name);
        error = error.IsNone ? LiveDirectory.Join(ref next, live, "/next/"u8, name) : error;
        error = error.IsNone ? LiveDirectory.Join(ref source, compiled, "/servicedirs/"u8, name) : error;
        if (error.Failed)
        {
            return error;
        }
        if (Kernel.Access(Fd.CurrentDirectory, next.TextZ, AccessMode.F_OK) == Errno.ENOENT)
        {
            return Errno.None;
        }
        // A service that dies meanwhile must not be started with half of its files.
        bool holds = resumes
            || (ServiceDirectory.ReadStatus(service.Text, out ServiceStatus status).IsNone && status.WantedUp);
        if (holds)
        {
            _ = ServiceDirectory.Control(service.Text, "/supervise/control"u8, "Q"u8, out _);
        }
        for (int i = 1; i < (int)ServiceOption.Count + OtherFiles && error.IsNone; i++)
        {
            error = RenewFile(ref service, ref next, ref source, FileName(i));
        }
        if (holds)
        {
            _ = ServiceDirectory.Control(service.Text, "/supervise/control"u8, "U"u8, out _);
        }
        return error.IsNone ? DirectoryTree.Remove(next.TextZ) : error;
    }

    private static ReadOnlySpan<byte> FileName(int index) => (index - (int)ServiceOption.Count) switch
    {
        0 => "run"u8,
        1 => "run.user"u8,
        2 => "finish.user"u8,
        3 => "template"u8,
        4 => "data"u8,
        5 => "env"u8,
        _ => ServiceOptions.NameZ((ServiceOption)index)[..^1],
    };

    /// <summary>A file that is not in next any more has its place already, where the database has it at all.</summary>
    private static Errno RenewFile(
        scoped ref PathBuffer service, scoped ref PathBuffer next, scoped ref PathBuffer source, scoped ReadOnlySpan<byte> name)
    {
        int serviceLength = service.Length;
        int nextLength = next.Length;
        int sourceLength = source.Length;
        Errno error = LiveDirectory.Join(ref service, "/"u8, name);
        error = error.IsNone ? LiveDirectory.Join(ref next, "/"u8, name) : error;
        error = error.IsNone ? LiveDirectory.Join(ref source, "/"u8, name) : error;
        if (error.IsNone)
        {
            error = Kernel.Rename(Fd.CurrentDirectory, next.TextZ, service.TextZ);
            if (error == Errno.ENOENT)
            {
                Result<FileStatus> there = Kernel.StatLink(Fd.CurrentDirectory, source.TextZ);
                error = there.Ok ? Errno.None
                    : there.Error == Errno.ENOENT ? DirectoryTree.Remove(service.TextZ) : there.Error;
            }
            else if (error == Errno.EEXIST || error == Errno.ENOTEMPTY || error == Errno.EISDIR || error == Errno.ENOTDIR)
            {
                error = Exchange(service, ref next);
            }
        }
        service.Truncate(serviceLength);
        next.Truncate(nextLength);
        source.Truncate(sourceLength);
        return error;
    }

    private static Errno Exchange(scoped in PathBuffer service, scoped ref PathBuffer next)
    {
        PathBuffer old = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = LiveDirectory.Join(ref old, next.Text, ".old"u8);
        error = error.IsNone ? DirectoryTree.Remove(old.TextZ) : error;
        error = error.IsNone ? Kernel.Rename(Fd.CurrentDirectory, service.TextZ, old.TextZ) : error;
        return error.IsNone ? Kernel.Rename(Fd.CurrentDirectory, next.TextZ, service.TextZ) : error;
    }
}
