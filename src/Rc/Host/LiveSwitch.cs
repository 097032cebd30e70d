using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// The change of a live directory from one database to another (s6-rc-update.html, "Steps"). All that takes time or room is
/// done in a directory beside the old one, which is then as it was if anything fails: a kill leaves a file update behind
/// (UpdateJournal), by which the next s6-rc-update undoes what was done, or does what was not. Functions print what fails, and
/// give exit codes.
/// </summary>
internal ref struct LiveSwitch
{
    private const int SwitchedButFailed = ExitCode.System;

    /// <summary>The live directory as it was given.</summary>
    public ReadOnlySpan<byte> Live;

    /// <summary>The symbolic link, without links in front of its last part.</summary>
    public PathBuffer Link;

    /// <summary>The real directory of the old database.</summary>
    public PathBuffer Old;

    /// <summary>The real directory of the new one.</summary>
    public PathBuffer New;

    public Instant Deadline;
    public uint Verbosity;

    /// <summary>Finds the old directory.</summary>
    public Errno Find()
    {
        Link.Truncate(0);
        Old.Truncate(0);
        PathBuffer live = new(stackalloc byte[Limits.PathLengthMax]);
        live.Append(Live);
        Errno error = live.Overflowed ? Errno.ENAMETOOLONG : LiveDirectory.Resolve(Live, ref Link);
        return error.IsNone ? AbsolutePath.OfDirectory(live.TextZ, ref Old) : error;
    }

    /// <summary>Makes the new directory; nothing of the old one changes.</summary>
    public Errno Prepare(
        scoped ReadOnlySpan<byte> compiledZ,
        CompiledDatabase database,
        scoped in UpdatePlan plan,
        scoped ReadOnlySpan<byte> states)
    {
        PathBuffer scandir = new(stackalloc byte[Limits.PathLengthMax]);
        Span<byte> prefixRoom = stackalloc byte[Limits.PathLengthMax];
        Errno error = LiveDirectory.ReadLink(Old.Text, "/scandir"u8, ref scandir);
        error = error.IsNone ? ReadPrefix(Old.Text, prefixRoom, out prefixRoom) : error;
        error = error.IsNone
            ? LiveDirectory.Create(Link.Text, "s6-rc-update"u8, compiledZ, scandir.TextZ, prefixRoom, states, ref New)
            : error;
        if (error.Failed)
        {
            return error;
        }
        PathBuffer next = new(stackalloc byte[Limits.PathLengthMax]);
        error = LiveDirectory.Join(ref next, New.Text, "/next"u8);
        error = error.IsNone ? Kernel.MakeDirectory(Fd.CurrentDirectory, next.TextZ, 0x1c0) : error;
        for (int i = 0; i < database.LongrunCount && error.IsNone; i++)
        {
            error = CopyService(compiledZ[..^1], plan.IsKept(i) ? "/next/"u8 : "/servicedirs/"u8, database.Name(i));
        }
        if (error.Failed)
        {
            _ = DirectoryTree.Remove(New.TextZ);
        }
        return error;
    }

    /// <summary>Moves what goes on into the new directory, and has live lead there; or leaves all as it was.</summary>
    public readonly Errno Move(UpdateJournal journal)
    {
        Errno error = journal.Write(New.Text, UpdateJournal.Backward, Text.BaseName(Old.Text));
        error = error.IsNone ? journal.Write(Old.Text, UpdateJournal.Forward, Text.BaseName(New.Text)) : error;
        if (error.Failed)
        {
            _ = DirectoryTree.Remove(New.TextZ);
            return error;
        }
        journal.Rewind();
        while (error.IsNone && journal.Next(out ReadOnlySpan<byte> from, out ReadOnlySpan<byte> to))
        {
            error = from.IsEmpty || to.IsEmpty ? Errno.None : MoveService(Old.Text, from, New.Text, to);
        }
        error = error.IsNone ? LiveDirectory.Switch(Link.Text, New.Text) : error;
        if (error.Failed)
        {
            _ = Undo(journal);
        }
        return error;
    }

    /// <summary>Puts everything back: live leads to the old directory, and nothing is left of the new one.</summary>
    public readonly Errno Undo(UpdateJournal journal)
    {
        Errno error = Errno.None;
        journal.Rewind();
        while (error.IsNone && journal.Next(out ReadOnlySpan<byte> from, out ReadOnlySpan<byte> to))
        {
            error = from.IsEmpty || to.IsEmpty ? Errno.None : MoveService(New.Text, to, Old.Text, from);
            error = error == Errno.ENOENT ? Errno.None : error;
        }
        error = error.IsNone ? DirectoryTree.Remove(New.TextZ) : error;
        return error.IsNone ? UpdateJournal.Remove(Old.Text) : error;
    }

    /// <summary>All that is left to do when live leads to the new directory; it may have been begun before.</summary>
    public readonly int Finish(CompiledDatabase database, NameTable names, UpdateJournal journal, bool resumes)
    {
        PathBuffer scandir = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer compiled = new(stackalloc byte[Limits.PathLengthMax]);
        Span<byte> prefix = stackalloc byte[Limits.PathLengthMax];
        Errno error = LiveDirectory.ReadLink(New.Text, "/scandir"u8, ref scandir);
        error = error.IsNone ? LiveDirectory.ReadLink(New.Text, "/compiled"u8, ref compiled) : error;
        error = error.IsNone ? ReadPrefix(New.Text, prefix, out prefix) : error;
        journal.Rewind();
        while (error.IsNone && journal.Next(out ReadOnlySpan<byte> from, out ReadOnlySpan<byte> to))
        {
            if (!from.IsEmpty && !to.IsEmpty)
            {
                error = ServiceRenewal.Renew(New.Text, compiled.Text, to, resumes);
            }
            if (error.IsNone && !from.IsEmpty && !from.SequenceEqual(to))
            {
                error = Forget(scandir.Text, prefix, from, ends: to.IsEmpty);
            }
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(SwitchedButFailed, error, "update service directories in "u8, New.Text);
        }
        LongrunSupervision longruns = new(
            database, Live, scandir.Text, prefix, stackalloc byte[FifoName.Length + 2]);
        error = longruns.Begin(Deadline);
        if (error.Failed)
        {
            return Diagnostics.Unable(
                error == Errno.ETIMEDOUT ? UpdateExit.TimedOutSwitched : SwitchedButFailed,
                error,
                "supervise service directories in "u8,
                Live,
                "/servicedirs"u8);
        }
        Tell("updating s6rc-fdholder pipe storage"u8);
        int code = AdjustPipes(database, names, journal);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Tell("cleaning up scan directory"u8);
        error = longruns.Tell("an"u8);
        if (error.Failed && Verbosity > 0)
        {
            Diagnostics.WarnUnable(error, "tell s6-svscan on "u8, scandir.Text);
        }
        CleanUp();
        return ExitCode.Success;
    }

    private readonly void CleanUp()
    {
        PathBuffer next = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer mark = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = LiveDirectory.Join(ref next, New.Text, "/next"u8);
        error = error.IsNone ? LiveDirectory.Join(ref mark, New.Text, "/update.pipes"u8) : error;
        error = error.IsNone ? DirectoryTree.Remove(next.TextZ) : error;
        error = error.IsNone ? DirectoryTree.Remove(Old.TextZ) : error;
        error = error.IsNone ? UpdateJournal.Remove(New.Text) : error;
        error = error.IsNone ? Kernel.Unlink(Fd.CurrentDirectory, mark.TextZ) : error;
        if (error.Failed && error != Errno.ENOENT && Verbosity > 0)
        {
            Diagnostics.WarnUnable(error, "remove old live directory "u8, Old.Text);
        }
    }

    /// <summary>What happens next, at verbosity 2.</summary>
    public readonly void Tell(ReadOnlySpan<byte> what)
    {
        if (Verbosity >= 2)
        {
            Diagnostics.Info(what);
        }
    }

    /// <summary>Where no fd-holder runs there is nothing to adjust: it makes the pipes when it starts.</summary>
    private readonly int AdjustPipes(CompiledDatabase database, NameTable names, UpdateJournal journal)
    {
        PathBuffer socket = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer mark = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = LiveDirectory.Join(ref socket, Live, "/servicedirs/s6rc-fdholder/s"u8);
        error = error.IsNone ? LiveDirectory.Join(ref mark, New.Text, "/update.pipes"u8) : error;
        UpdatedPipes pipes = new(
            database, names, stackalloc byte[FdHolder.Host.HolderCalls.ShortAnswerLength], stackalloc Fd[1]);
        error = error.IsNone ? pipes.Adjust(socket.TextZ, journal, mark.TextZ) : error;
        return error.IsNone || error == Errno.ENOENT || error == Errno.ECONNREFUSED || error == Errno.ENOTDIR
            ? ExitCode.Success
            : Diagnostics.Unable(SwitchedButFailed, error, "adjust pipes in "u8, socket.Text);
    }

    /// <summary>An old longrun's name leaves the scan directory, and its supervisor ends where the service does.</summary>
    private readonly Errno Forget(
        scoped ReadOnlySpan<byte> scandir, scoped ReadOnlySpan<byte> prefix, scoped ReadOnlySpan<byte> name, bool ends)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        if (ends)
        {
            _ = LiveDirectory.Join(ref path, Old.Text, "/servicedirs/"u8, name);
            _ = ServiceDirectory.Control(path.Text, "/supervise/control"u8, "xd"u8, out _);
        }
        path.Truncate(0);
        Errno error = LiveDirectory.Join(ref path, scandir, "/"u8, prefix);
        error = error.IsNone ? LiveDirectory.Join(ref path, name) : error;
        error = error.IsNone ? Kernel.Unlink(Fd.CurrentDirectory, path.TextZ) : error;
        return error == Errno.ENOENT ? Errno.None : error;
    }

    private readonly Errno CopyService(
        scoped ReadOnlySpan<byte> compiled, scoped ReadOnlySpan<byte> place, scoped ReadOnlySpan<byte> name)
    {
        PathBuffer from = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer to = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = LiveDirectory.Join(ref from, compiled, "/servicedirs/"u8, name);
        error = error.IsNone ? LiveDirectory.Join(ref to, New.Text, place, name) : error;
        return error.IsNone ? DirectoryTree.Copy(from.TextZ, to.TextZ) : error;
    }

    private static Errno MoveService(
        scoped ReadOnlySpan<byte> fromLive,
        scoped ReadOnlySpan<byte> from,
        scoped ReadOnlySpan<byte> toLive,
        scoped ReadOnlySpan<byte> to)
    {
        PathBuffer source = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer target = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = LiveDirectory.Join(ref source, fromLive, "/servicedirs/"u8, from);
        error = error.IsNone ? LiveDirectory.Join(ref target, toLive, "/servicedirs/"u8, to) : error;
        return error.IsNone ? Kernel.Rename(Fd.CurrentDirectory, source.TextZ, target.TextZ) : error;
    }

    /// <summary>Live directories of older programs have no such file.</summary>
    private static Errno ReadPrefix(scoped ReadOnlySpan<byte> live, Span<byte> room, out Span<byte> prefix)
    {
        prefix = default;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = LiveDirectory.Join(ref path, live, "/prefix"u8);
        Result<int> length = error.IsNone
            ? SmallFile.Read(Fd.CurrentDirectory, path.TextZ, room)
            : new Result<int>(error);
        prefix = length.Ok ? room[..length.Value] : default;
        return length.Error == Errno.ENOENT ? Errno.None : length.Error;
    }
}
