using System;
using Sestet.Base;
using Sestet.FdHolder;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// The pipes that a live directory's fd-holder has for its pipelines, after a change of databases: those of longruns that go
/// on get their new names, those that nobody uses go, and new ones come.
/// </summary>
internal ref struct UpdatedPipes
{
    private const uint ModeFile = 0x1b6;

    private readonly CompiledDatabase _database;
    private readonly NameTable _names;
    private HolderConnection _holder;

    public UpdatedPipes(CompiledDatabase database, NameTable names, Span<byte> buffer, Span<Fd> descriptors)
    {
        _database = database;
        _names = names;
        _holder = new HolderConnection(buffer, descriptors);
    }

    /// <summary>Connects, and does all of it. It may have been done in part before.</summary>
    public Errno Adjust(ReadOnlySpan<byte> socketZ, UpdateJournal journal, ReadOnlySpan<byte> markZ)
    {
        Errno error = _holder.Open(socketZ, 0);
        error = error.IsNone ? Rename(journal, markZ) : error;
        error = error.IsNone ? DeleteUnused(journal) : error;
        for (int i = 0; i < _database.LongrunCount && error.IsNone; i++)
        {
            error = _database.Producers(i).Count > 0 ? Create(_database.Name(i)) : Errno.None;
        }
        _holder.Close();
        return error;
    }

    /// <summary>
    /// Names may go round in a circle: so all get a name of their own first, and that this is done is marked by a file, for
    /// afterwards an old name may be another's new one.
    /// </summary>
    private Errno Rename(UpdateJournal journal, ReadOnlySpan<byte> markZ)
    {
        Errno error = Kernel.Access(Fd.CurrentDirectory, markZ, AccessMode.F_OK);
        if (error == Errno.ENOENT)
        {
            error = MoveAll(journal, toOwn: true);
            Result<Fd> mark = error.IsNone
                ? Kernel.Open(Fd.CurrentDirectory, markZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT, ModeFile)
                : new Result<Fd>(error);
            error = mark.Error;
            if (mark.Ok)
            {
                Kernel.Close(mark.Value);
            }
        }
        return error.IsNone ? MoveAll(journal, toOwn: false) : error;
    }

    private Errno MoveAll(UpdateJournal journal, bool toOwn)
    {
        Errno error = Errno.None;
        journal.Rewind();
        while (error.IsNone && journal.Next(out ReadOnlySpan<byte> from, out ReadOnlySpan<byte> to))
        {
            if (!from.IsEmpty && !to.IsEmpty && !from.SequenceEqual(to) && IsConsumer(to))
            {
                error = MoveEnd(from, to, reads: true, toOwn);
                error = error.IsNone ? MoveEnd(from, to, reads: false, toOwn) : error;
            }
        }
        return error;
    }

    private Errno MoveEnd(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, bool reads, bool toOwn)
    {
        PathBuffer own = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer other = new(stackalloc byte[Limits.PathLengthMax]);
        PutId(ref own, reads, to);
        own.Append(":new"u8);
        PutId(ref other, reads, toOwn ? from : to);
        ReadOnlySpan<byte> source = toOwn ? other.Text : own.Text;
        Errno error = HolderCalls.Retrieve(ref _holder, source, deletes: false, out Fd descriptor);
        if (error.Failed)
        {
            return error == Errno.ENOENT ? Errno.None : error;
        }
        error = Store(descriptor, toOwn ? own.Text : other.Text);
        Kernel.Close(descriptor);
        return error.IsNone || error == Errno.EBUSY ? HolderCalls.Delete(ref _holder, source) : error;
    }

    private Errno Store(Fd descriptor, scoped ReadOnlySpan<byte> id) =>
        HolderCalls.Store(ref _holder, descriptor, id, Expiry.Never(Kernel.WallClock()));

    private Errno DeleteUnused(UpdateJournal journal)
    {
        Errno error = Errno.None;
        journal.Rewind();
        while (error.IsNone && journal.Next(out ReadOnlySpan<byte> from, out ReadOnlySpan<byte> to))
        {
            if (to.IsEmpty && !IsConsumer(from))
            {
                error = DeleteEnd(from, reads: true);
                error = error.IsNone ? DeleteEnd(from, reads: false) : error;
            }
        }
        return error;
    }

    private Errno DeleteEnd(ReadOnlySpan<byte> name, bool reads)
    {
        PathBuffer id = new(stackalloc byte[Limits.PathLengthMax]);
        PutId(ref id, reads, name);
        Errno error = HolderCalls.Delete(ref _holder, id.Text);
        return error == Errno.ENOENT ? Errno.None : error;
    }

    /// <summary>Both ends of a pipe, unless there is one of that name.</summary>
    private Errno Create(ReadOnlySpan<byte> name)
    {
        PathBuffer id = new(stackalloc byte[Limits.PathLengthMax]);
        PutId(ref id, reads: true, name);
        Errno error = HolderCalls.Retrieve(ref _holder, id.Text, deletes: false, out Fd there);
        if (error != Errno.ENOENT)
        {
            Kernel.Close(there);
            return error;
        }
        error = Kernel.Pipe(out Fd readEnd, out Fd writeEnd);
        if (error.Failed)
        {
            return error;
        }
        // The other end of one that was made in part before is of no use.
        error = DeleteEnd(name, reads: false);
        error = error.IsNone ? Store(readEnd, id.Text) : error;
        id.Truncate(0);
        PutId(ref id, reads: false, name);
        error = error.IsNone ? Store(writeEnd, id.Text) : error;
        Kernel.Close(readEnd);
        Kernel.Close(writeEnd);
        return error;
    }

    private readonly bool IsConsumer(ReadOnlySpan<byte> name) =>
        _names.Find(name, out NumberList found).IsNone
        && found.Count == 1
        && _database.IsLongrun(found.Service(0))
        && _database.Name(found.Service(0)).SequenceEqual(name)
        && _database.Producers(found.Service(0)).Count > 0;

    private static void PutId(scoped ref PathBuffer id, bool reads, scoped ReadOnlySpan<byte> name)
    {
        id.Append(reads ? "pipe:s6rc-r-"u8 : "pipe:s6rc-w-"u8);
        id.Append(name);
    }
}
