using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder;

// What clients ask for, and how it is done.
internal ref partial struct Holder
{
    /// <summary>Room for what a client that is listened to sends; there always is some.</summary>
    public readonly Span<byte> RoomOf(int client)
    {
        Assert.That(PhaseOf(client) == ConversationPhase.Listening);
        return InputOf(client)[_conversations[client].Received..];
    }

    /// <summary>Room for the descriptors that come with that: those of one message at least.</summary>
    public readonly Span<Fd> DescriptorRoomOf(int client)
    {
        Span<Fd> room = DescriptorsOf(client)[_conversations[client].DescriptorCount..];
        Assert.That(room.Length >= Limits.DescriptorsPerMessage);
        return room;
    }

    /// <summary>
    /// So much has come there, 0 at the end of the connection; lost: and descriptors that could not be taken. A client that sends
    /// what can be no request, or descriptors that belong to none, is over.
    /// </summary>
    public void Take(int client, int length, int descriptors, bool lost, Instant now)
    {
        ref Conversation conversation = ref _conversations[client];
        conversation.Received += length;
        conversation.DescriptorCount += descriptors;
        conversation.HasLostDescriptors |= lost;
        conversation.Deadline = ClientDeadline(now);
        conversation.IsOver |= length == 0 || !IsInKeeping(client);
    }

    /// <summary>A client that has gone, or cannot be talked with any more.</summary>
    public readonly void End(int client)
    {
        Assert.That(_conversations[client].IsThere);
        _conversations[client].IsOver = true;
    }

    /// <summary>
    /// The request of a client that has asked, to be carried out next; its parts are in the input memory. False where there is
    /// none: it has been refused, or what came is none.
    /// </summary>
    public bool TryRead(int client, out HolderRequest request)
    {
        Assert.That(PhaseOf(client) == ConversationPhase.Asked);
        ref Conversation conversation = ref _conversations[client];
        request = default;
        Frame frame = Frame.Read(InputOf(client));
        int length = Frame.HeaderLength + (int)frame.Length;
        bool isComplete = conversation.DescriptorCount >= frame.Descriptors;
        bool belongs = conversation.DescriptorCount <= frame.Descriptors || conversation.Received > length;
        // Descriptors come with their message: what is not there by now has been lost, or was never sent.
        if (!belongs || (!isComplete && !conversation.HasLostDescriptors))
        {
            conversation.IsOver = true;
            return false;
        }
        if (!isComplete)
        {
            ReleaseFirst(client, conversation.DescriptorCount);
            conversation.DumpMissing = 0;
            Say(client, Errno.ENFILE);
            Consume(client, length);
            return false;
        }
        ReadOnlySpan<byte> message = InputOf(client)[Frame.HeaderLength..length];
        bool ok = HolderRequest.TryParse(message, frame.Descriptors, out request);
        bool isPart = request.Kind == HolderRequestKind.DumpPart;
        ok &= isPart == (conversation.DumpMissing > 0) && (!isPart || frame.Descriptors <= conversation.DumpMissing);
        conversation.IsOver = !ok;
        return ok;
    }

    /// <summary>The descriptors that came with what TryRead has read.</summary>
    public readonly ReadOnlySpan<Fd> DescriptorsOfRequest(int client) =>
        DescriptorsOf(client)[..Frame.Read(InputOf(client)).Descriptors];

    /// <summary>Does what TryRead has read, or says EPERM; limits count from the wall clock.</summary>
    public void CarryOut(int client, scoped in HolderRequest request, bool allowed, Tai wallClock, Instant now)
    {
        Frame frame = Frame.Read(InputOf(client));
        ReadOnlySpan<Fd> descriptors = DescriptorsOfRequest(client);
        Assert.That(_conversations[client].DescriptorCount >= descriptors.Length);
        // What they keep of the descriptors is theirs then.
        bool keeps = false;
        switch (request.Kind)
        {
            case HolderRequestKind.Store:
                keeps = Store(client, request, allowed, descriptors[0], Expiry.DeadlineOf(request.Limit, wallClock, now));
                break;
            case HolderRequestKind.Delete:
                Delete(client, request, allowed);
                break;
            case HolderRequestKind.Retrieve:
                Retrieve(client, request, allowed);
                break;
            case HolderRequestKind.List:
                List(client, allowed);
                break;
            case HolderRequestKind.GetDump:
                GetDump(client, allowed);
                break;
            case HolderRequestKind.SetDump:
                SetDump(client, request.Count, allowed);
                break;
            default:
                Assert.That(request.Kind == HolderRequestKind.DumpPart);
                keeps = TakePart(client, request.Entries, descriptors, wallClock, now);
                break;
        }
        if (keeps)
        {
            DropFirst(client, descriptors.Length);
        }
        else
        {
            ReleaseFirst(client, descriptors.Length);
        }
        Consume(client, Frame.HeaderLength + (int)frame.Length);
    }

    private readonly bool HasRequest(int client)
    {
        int received = _conversations[client].Received;
        return received >= Frame.HeaderLength
            && (uint)(received - Frame.HeaderLength) >= Frame.Read(InputOf(client)).Length;
    }

    /// <summary>
    /// Whether what has come of a request that is not whole may become one. It may not have more descriptors than its kind can
    /// have, so that a client cannot pile them up here.
    /// </summary>
    private readonly bool IsInKeeping(int client)
    {
        ref readonly Conversation conversation = ref _conversations[client];
        int most = Math.Max(1, Math.Min(conversation.DumpMissing, Limits.DescriptorsPerMessage));
        if (conversation.Received < Frame.HeaderLength)
        {
            return conversation.DescriptorCount <= most;
        }
        Frame frame = Frame.Read(InputOf(client));
        return frame.Length <= Limits.HolderRequestLengthMax - Frame.HeaderLength
            && frame.Descriptors <= most
            && (conversation.DescriptorCount <= most || HasRequest(client));
    }

    /// <summary>True where the descriptor is held now.</summary>
    private bool Store(int client, scoped in HolderRequest request, bool allowed, Fd descriptor, Instant deadline)
    {
        ReadOnlySpan<byte> id = request.IdZ[..^1];
        Errno error = !allowed ? Errno.EPERM
            : _table.Room == 0 ? Errno.ENFILE
            : _table.Find(id) >= 0 ? Errno.EBUSY
            : Errno.None;
        if (error.IsNone)
        {
            Hold(descriptor, id, request.Limit, deadline);
        }
        Say(client, error);
        return error.IsNone;
    }

    private void Delete(int client, scoped in HolderRequest request, bool allowed)
    {
        int place = allowed ? _table.Find(request.IdZ[..^1]) : -1;
        if (place >= 0)
        {
            _table.Remove(place);
        }
        Say(client, !allowed ? Errno.EPERM : place < 0 ? Errno.ENOENT : Errno.None);
    }

    private readonly void Retrieve(int client, scoped in HolderRequest request, bool allowed)
    {
        int place = allowed ? _table.Find(request.IdZ[..^1]) : -1;
        if (place < 0)
        {
            Say(client, allowed ? Errno.ENOENT : Errno.EPERM);
            return;
        }
        Say(client, Errno.None, descriptors: 1);
        _conversations[client].Answer = request.Deletes ? HolderAnswer.LastDescriptor : HolderAnswer.Descriptor;
        _table.BeginWalkOfOne(client, place);
    }

    private void List(int client, bool allowed)
    {
        Say(client, allowed ? Errno.None : Errno.EPERM, numbers: allowed ? 1 : 0, behind: allowed ? _table.IdsLength : 0);
        if (allowed)
        {
            WriteNumber(client, 0, (uint)_table.Count);
            _conversations[client].Answer = HolderAnswer.List;
            _table.BeginWalk(client, sends: false);
            FillList(client);
        }
    }

    private readonly void GetDump(int client, bool allowed)
    {
        Say(client, allowed ? Errno.None : Errno.EPERM, numbers: allowed ? 2 : 0);
        if (allowed)
        {
            ref Conversation conversation = ref _conversations[client];
            conversation.Answer = HolderAnswer.Dump;
            conversation.PartsLeft = DumpParts.Count(_table.Count);
            conversation.DescriptorsLeft = _table.Count;
            WriteNumber(client, 0, (uint)conversation.PartsLeft);
            WriteNumber(client, 1, (uint)conversation.DescriptorsLeft);
            _table.BeginWalk(client, sends: true);
        }
    }

    private readonly void SetDump(int client, uint count, bool allowed)
    {
        Errno error = !allowed ? Errno.EPERM : count > (uint)_table.Room ? Errno.ENFILE : Errno.None;
        Say(client, error, numbers: error.IsNone ? 1 : 0);
        if (error.IsNone)
        {
            WriteNumber(client, 0, (uint)DumpParts.ExpectedOf((int)count));
            _conversations[client].DumpMissing = (int)count;
        }
    }

    /// <summary>Others may have stored something since the dump was begun: then it ends here. True: all are held.</summary>
    private bool TakePart(
        int client, ReadOnlySpan<byte> bytes, ReadOnlySpan<Fd> descriptors, Tai wallClock, Instant now)
    {
        ref Conversation conversation = ref _conversations[client];
        Assert.That(conversation.DumpMissing >= descriptors.Length);
        if (descriptors.Length > _table.Room)
        {
            conversation.DumpMissing = 0;
            Say(client, Errno.ENFILE);
            return false;
        }
        DumpEntries entries = new(bytes);
        foreach (Fd descriptor in descriptors)
        {
            bool ok = entries.Next(out Tai limit, out ReadOnlySpan<byte> idZ);
            Assert.That(ok);
            int place = _table.Find(idZ[..^1]);
            if (place >= 0)
            {
                _table.Remove(place);
            }
            Hold(descriptor, idZ[..^1], limit, Expiry.DeadlineOf(limit, wallClock, now));
        }
        conversation.DumpMissing -= descriptors.Length;
        Say(client, conversation.DumpMissing > 0 ? Errno.EAGAIN : Errno.None);
        return true;
    }

    /// <summary>
    /// Where answers under way name so much that is held no more that there is no place left, the oldest of them is given up: who
    /// reads nothing must not keep others from storing.
    /// </summary>
    private void Hold(Fd descriptor, ReadOnlySpan<byte> id, Tai limit, Instant deadline)
    {
        Assert.That(_table.Room > 0);
        while (!_table.HasFreePlace)
        {
            int slowest = _table.OldestWalk();
            Assert.That(slowest >= 0);
            _table.EndWalk(slowest);
            _conversations[slowest].IsOver = true;
        }
        _table.Add(descriptor, id, limit, deadline);
    }

    /// <summary>A request is done with.</summary>
    private readonly void Consume(int client, int length)
    {
        ref Conversation conversation = ref _conversations[client];
        InputOf(client)[length..conversation.Received].CopyTo(InputOf(client));
        conversation.Received -= length;
        conversation.HasLostDescriptors &= conversation.Received > 0;
    }

    /// <summary>The first descriptors that have come are somebody else's now.</summary>
    private readonly void DropFirst(int client, int count)
    {
        ref Conversation conversation = ref _conversations[client];
        Span<Fd> descriptors = DescriptorsOf(client);
        descriptors[count..conversation.DescriptorCount].CopyTo(descriptors);
        conversation.DescriptorCount -= count;
    }

    private void ReleaseFirst(int client, int count)
    {
        foreach (Fd descriptor in DescriptorsOf(client)[..count])
        {
            _table.Release(descriptor);
        }
        DropFirst(client, count);
    }
}
