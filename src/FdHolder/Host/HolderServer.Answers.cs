using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder.Host;

// How answers leave.
internal ref partial struct HolderServer
{
    /// <summary>Sends of the answer what the client takes now: false where it has gone.</summary>
    private bool TrySend(int index)
    {
        ref HolderClient client = ref _clients[index];
        while (client.Answer != HolderAnswer.None)
        {
            if (client.OutputSent < client.OutputLength)
            {
                Errno error = SendSome(index);
                if (error.Failed)
                {
                    return error == Errno.EAGAIN;
                }
            }
            else if (!TryFill(index))
            {
                Unpin(index, client.PlaceCount);
                client.Answer = HolderAnswer.None;
                client.PlaceCount = 0;
                client.PinnedFrom = 0;
                client.PlaceNext = 0;
                client.PartEnd = 0;
                client.Deadline = client.DumpMissing > 0 ? ClientDeadline() : Instant.Infinite;
            }
        }
        return true;
    }

    private Errno SendSome(int index)
    {
        ref HolderClient client = ref _clients[index];
        Span<Fd> attached = stackalloc Fd[Limits.DescriptorsPerMessage];
        ReadOnlySpan<int> places = PlacesOf(index).Slice(client.PinnedFrom, client.DescriptorsToSend);
        for (int i = 0; i < places.Length; i++)
        {
            attached[i] = _table[places[i]].Descriptor;
            Assert.That(attached[i].IsOpen);
        }
        Result<int> sent = Kernel.SendMessage(
            client.Connection,
            OutputOf(index)[client.OutputSent..client.OutputLength],
            attached[..places.Length],
            wait: false);
        if (!sent.Ok)
        {
            return sent.Error;
        }
        client.OutputSent += sent.Value;
        client.DescriptorsToSend = 0;
        client.Deadline = ClientDeadline();
        return Errno.None;
    }

    /// <summary>Puts the next bytes of a long answer together; false where there are none.</summary>
    private bool TryFill(int index)
    {
        ref HolderClient client = ref _clients[index];
        client.OutputSent = 0;
        client.OutputLength = 0;
        switch (client.Answer)
        {
            case HolderAnswer.List:
                FillList(index);
                break;
            case HolderAnswer.Dump:
                FillDump(index);
                break;
            default:
                Assert.That(client.Answer == HolderAnswer.Short);
                break;
        }
        return client.OutputLength > 0;
    }

    private void FillList(int index)
    {
        ref HolderClient client = ref _clients[index];
        Span<byte> output = OutputOf(index);
        while (client.PlaceNext < client.PlaceCount && output.Length - client.OutputLength > Limits.HeldIdLengthMax)
        {
            ReadOnlySpan<byte> id = HeldFd.IdOf(_table[PlacesOf(index)[client.PlaceNext]]);
            id.CopyTo(output[client.OutputLength..]);
            output[client.OutputLength + id.Length] = 0;
            client.OutputLength += id.Length + 1;
            client.PlaceNext++;
        }
        Unpin(index, client.PlaceNext);
    }

    private void FillDump(int index)
    {
        ref HolderClient client = ref _clients[index];
        Span<byte> output = OutputOf(index);
        ReadOnlySpan<int> places = PlacesOf(index);
        if (client.PlaceNext == client.PartEnd)
        {
            Unpin(index, client.PartEnd);
            if (client.PartsLeft == 0)
            {
                return;
            }
            int count = DumpParts.LengthOfNext(client.PlaceCount - client.PartEnd, client.PartsLeft--);
            uint length = 0;
            foreach (int place in places.Slice(client.PartEnd, count))
            {
                length += (uint)DumpEntries.LengthOf(_table[place].IdLength);
            }
            new Frame(length, count).Write(output);
            client.OutputLength = Frame.HeaderLength;
            client.DescriptorsToSend = count;
            client.PartEnd += count;
        }
        while (client.PlaceNext < client.PartEnd && output.Length - client.OutputLength >= DumpEntries.EntryLengthMax)
        {
            ref readonly HeldFd held = ref _table[places[client.PlaceNext]];
            client.OutputLength += DumpEntries.Write(output[client.OutputLength..], held.Limit, HeldFd.IdOf(held));
            client.PlaceNext++;
        }
    }

    /// <summary>The answer names the places before that one no more.</summary>
    private void Unpin(int index, int end)
    {
        ref HolderClient client = ref _clients[index];
        bool sends = client.Answer != HolderAnswer.List;
        foreach (int place in PlacesOf(index)[client.PinnedFrom..end])
        {
            CloseIfOpen(_table.Unpin(place, sends));
        }
        client.PinnedFrom = end;
    }
}
