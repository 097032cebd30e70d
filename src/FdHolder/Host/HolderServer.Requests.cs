using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder.Host;

// What clients ask for, and how it is done.
internal ref partial struct HolderServer
{
    /// <summary>Requests of one client that are done before others have their turn.</summary>
    private const int RequestsAtOnce = 64;

    /// <summary>Sends what is to be sent, reads what has come, does what is asked for: false where the client has gone.</summary>
    private bool Serve(int index)
    {
        ref HolderClient client = ref _clients[index];
        bool hasRead = false;
        for (int i = 0; i < RequestsAtOnce; i++)
        {
            if (client.Answer != HolderAnswer.None && !TrySend(index))
            {
                return false;
            }
            if (client.Answer != HolderAnswer.None)
            {
                return true;
            }
            if (!HasWholeRequest(index))
            {
                // In its last hour it takes in no new work but what has begun.
                if (hasRead || (_isLameDuck && !client.IsBusy))
                {
                    return true;
                }
                hasRead = true;
                if (!TryReceive(index))
                {
                    return false;
                }
                continue;
            }
            if (!TryCarryOut(index))
            {
                return false;
            }
        }
        _requestsWait |= HasWholeRequest(index);
        return true;
    }

    private readonly bool HasWholeRequest(int index)
    {
        int received = _clients[index].Received;
        return received >= Frame.HeaderLength
            && (uint)(received - Frame.HeaderLength) >= Frame.Read(InputOf(index)).Length;
    }

    /// <summary>Reads once: false at the end, on an error, and where what comes can be no request.</summary>
    private bool TryReceive(int index)
    {
        ref HolderClient client = ref _clients[index];
        Result<int> length = Kernel.ReceiveMessage(
            client.Connection,
            InputOf(index)[client.Received..],
            DescriptorsOf(index)[client.DescriptorCount..],
            wait: false,
            out int count,
            out bool lost);
        if (!length.Ok)
        {
            return length.Error == Errno.EAGAIN;
        }
        client.Received += length.Value;
        client.DescriptorCount += count;
        client.HasLostDescriptors |= lost;
        client.Deadline = ClientDeadline();
        if (length.Value == 0)
        {
            return false;
        }
        if (client.Received < Frame.HeaderLength)
        {
            return true;
        }
        Frame frame = Frame.Read(InputOf(index));
        return frame.Length <= Limits.HolderRequestLengthMax - Frame.HeaderLength
            && frame.Descriptors <= Limits.DescriptorsPerMessage;
    }

    /// <summary>Does what the first request asks for, and takes it off: false where it is none.</summary>
    private bool TryCarryOut(int index)
    {
        ref HolderClient client = ref _clients[index];
        Span<byte> input = InputOf(index);
        Span<Fd> descriptors = DescriptorsOf(index);
        Frame frame = Frame.Read(input);
        int length = Frame.HeaderLength + (int)frame.Length;
        int count = frame.Descriptors;
        bool all = client.DescriptorCount >= count;
        // They come with the first byte of their request.
        if ((!all && !client.HasLostDescriptors) || (client.DescriptorCount > count && client.Received == length))
        {
            return false;
        }
        bool ok = true;
        if (!all)
        {
            count = client.DescriptorCount;
            Refuse(index, Errno.ENFILE, descriptors[..count]);
        }
        else
        {
            ReadOnlySpan<byte> message = input[Frame.HeaderLength..length];
            ok = HolderRequest.TryParse(message, count, out HolderRequest request)
                && TryCarryOut(index, request, descriptors[..count]);
        }
        if (ok)
        {
            input[length..client.Received].CopyTo(input);
            client.Received -= length;
            descriptors[count..client.DescriptorCount].CopyTo(descriptors);
            client.DescriptorCount -= count;
            client.HasLostDescriptors &= client.Received > 0;
        }
        return ok;
    }

    /// <summary>The descriptors become this function's own unless it says false.</summary>
    private bool TryCarryOut(int index, scoped in HolderRequest request, ReadOnlySpan<Fd> descriptors)
    {
        bool isPart = request.Kind == HolderRequestKind.DumpPart;
        int missing = _clients[index].DumpMissing;
        if (isPart != missing > 0 || (isPart && descriptors.Length > missing))
        {
            return false;
        }
        switch (request.Kind)
        {
            case HolderRequestKind.Store:
                Store(index, request, descriptors[0]);
                break;
            case HolderRequestKind.Delete:
                Delete(index, request);
                break;
            case HolderRequestKind.Retrieve:
                Retrieve(index, request);
                break;
            case HolderRequestKind.List:
                List(index);
                break;
            case HolderRequestKind.GetDump:
                GetDump(index);
                break;
            case HolderRequestKind.SetDump:
                SetDump(index, request.Count);
                break;
            default:
                Assert.That(isPart);
                TakePart(index, request.Entries, descriptors);
                break;
        }
        return true;
    }

    private void Store(int index, scoped in HolderRequest request, Fd descriptor)
    {
        Errno error = !May(_clients[index].Rights.Stores, request.IdZ) ? Errno.EPERM
            : _table.Room == 0 ? Errno.ENFILE
            : _table.Find(request.IdZ[..^1]) >= 0 ? Errno.EBUSY
            : Errno.None;
        if (error.Failed)
        {
            Refuse(index, error, new ReadOnlySpan<Fd>(in descriptor));
            return;
        }
        Hold(descriptor, request.IdZ, request.Limit);
        Say(index, Errno.None);
    }

    private void Delete(int index, scoped in HolderRequest request)
    {
        bool may = May(_clients[index].Rights.Stores, request.IdZ);
        int place = may ? _table.Find(request.IdZ[..^1]) : -1;
        if (place >= 0)
        {
            CloseIfOpen(_table.Remove(place));
        }
        Say(index, !may ? Errno.EPERM : place < 0 ? Errno.ENOENT : Errno.None);
    }

    private void Retrieve(int index, scoped in HolderRequest request)
    {
        ref HolderClient client = ref _clients[index];
        bool may = May(client.Rights.Retrieves, request.IdZ)
            && (!request.Deletes || May(client.Rights.Stores, request.IdZ));
        int place = may ? _table.Find(request.IdZ[..^1]) : -1;
        if (place < 0)
        {
            Say(index, may ? Errno.ENOENT : Errno.EPERM);
            return;
        }
        Say(index, Errno.None, descriptors: 1);
        PlacesOf(index)[0] = place;
        client.PlaceCount = 1;
        client.DescriptorsToSend = 1;
        _table.Pin(place, sends: true);
        if (request.Deletes)
        {
            // It is closed when it has gone.
            Assert.That(!_table.Remove(place).IsOpen);
        }
    }

    private void List(int index)
    {
        if (!_clients[index].Rights.Lists)
        {
            Say(index, Errno.EPERM);
            return;
        }
        PinAll(index, sends: false);
        ref HolderClient client = ref _clients[index];
        uint length = 5;
        foreach (int place in PlacesOf(index)[..client.PlaceCount])
        {
            length += (uint)_table[place].IdLength + 1;
        }
        Span<byte> answer = OutputOf(index);
        new Frame(length, 0).Write(answer);
        answer[Frame.HeaderLength] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(answer[(Frame.HeaderLength + 1)..], (uint)client.PlaceCount);
        client.Answer = HolderAnswer.List;
        client.OutputLength = Frame.HeaderLength + 5;
        client.OutputSent = 0;
    }

    private void GetDump(int index)
    {
        if (!_clients[index].Rights.GetsDump)
        {
            Say(index, Errno.EPERM);
            return;
        }
        PinAll(index, sends: true);
        ref HolderClient client = ref _clients[index];
        client.PartsLeft = DumpParts.Count(client.PlaceCount);
        Span<byte> answer = OutputOf(index);
        new Frame(9, 0).Write(answer);
        answer[Frame.HeaderLength] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(answer[(Frame.HeaderLength + 1)..], (uint)client.PartsLeft);
        BinaryPrimitives.WriteUInt32BigEndian(answer[(Frame.HeaderLength + 5)..], (uint)client.PlaceCount);
        client.Answer = HolderAnswer.Dump;
        client.OutputLength = Frame.HeaderLength + 9;
        client.OutputSent = 0;
    }

    private void SetDump(int index, uint count)
    {
        if (!_clients[index].Rights.SetsDump)
        {
            Say(index, Errno.EPERM);
            return;
        }
        if (count > (uint)_table.Room)
        {
            Say(index, Errno.ENFILE);
            return;
        }
        Say(index, Errno.None, more: 4);
        uint parts = (uint)DumpParts.ExpectedOf((int)count);
        BinaryPrimitives.WriteUInt32BigEndian(OutputOf(index)[(Frame.HeaderLength + 1)..], parts);
        _clients[index].DumpMissing = (int)count;
    }

    private void TakePart(int index, ReadOnlySpan<byte> bytes, ReadOnlySpan<Fd> descriptors)
    {
        ref HolderClient client = ref _clients[index];
        Assert.That(client.Rights.SetsDump);
        if (descriptors.Length > _table.Room)
        {
            client.DumpMissing = 0;
            Refuse(index, Errno.ENFILE, descriptors);
            return;
        }
        DumpEntries entries = new(bytes);
        foreach (Fd descriptor in descriptors)
        {
            bool ok = entries.Next(out Tai limit, out ReadOnlySpan<byte> idZ);
            Assert.That(ok);
            int place = _table.Find(idZ[..^1]);
            if (place >= 0)
            {
                CloseIfOpen(_table.Remove(place));
            }
            Hold(descriptor, idZ, limit);
        }
        client.DumpMissing -= descriptors.Length;
        Say(index, client.DumpMissing > 0 ? Errno.EAGAIN : Errno.None);
    }

    private void Hold(Fd descriptor, ReadOnlySpan<byte> idZ, Tai limit) =>
        _table.Add(descriptor, idZ, limit, Expiry.DeadlineOf(limit, Kernel.WallClock(), _now));

    private readonly bool May(int expression, ReadOnlySpan<byte> idZ) =>
        expression >= 0 && _expressions.Matches(expression, idZ);

    private readonly void PinAll(int index, bool sends)
    {
        ref HolderClient client = ref _clients[index];
        Span<int> places = PlacesOf(index);
        for (int place = 0; place < _table.PlaceCount; place++)
        {
            if (_table[place].IsHeld)
            {
                _table.Pin(place, sends);
                places[client.PlaceCount++] = place;
            }
        }
        Assert.That(client.PlaceCount == _table.Count);
    }

    private readonly void Refuse(int index, Errno error, ReadOnlySpan<Fd> descriptors)
    {
        foreach (Fd descriptor in descriptors)
        {
            Kernel.Close(descriptor);
        }
        Say(index, error);
    }

    /// <summary>Answers with one byte, and so many more that the caller fills in.</summary>
    private readonly void Say(int index, Errno error, int descriptors = 0, int more = 0)
    {
        ref HolderClient client = ref _clients[index];
        Assert.That(client.Answer == HolderAnswer.None && client.PlaceCount == 0 && error.Value <= byte.MaxValue);
        Span<byte> answer = OutputOf(index);
        new Frame((uint)(1 + more), descriptors).Write(answer);
        answer[Frame.HeaderLength] = (byte)error.Value;
        client.Answer = HolderAnswer.Short;
        client.OutputLength = Frame.HeaderLength + 1 + more;
        client.OutputSent = 0;
    }
}
