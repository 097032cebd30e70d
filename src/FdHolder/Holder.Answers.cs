using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder;

// How answers leave.
internal ref partial struct Holder
{
    /// <summary>What is to be sent next to a client that is being answered; there is some.</summary>
    public readonly ReadOnlySpan<byte> OutputOf(int client)
    {
        ref readonly Conversation conversation = ref _conversations[client];
        Assert.That(PhaseOf(client) == ConversationPhase.Answering && conversation.OutputSent < conversation.OutputLength);
        return OutputBufferOf(client)[conversation.OutputSent..conversation.OutputLength];
    }

    /// <summary>The descriptors that go with the first byte of that: how many. Room for Limits.DescriptorsPerMessage.</summary>
    public readonly int AttachedTo(int client, scoped Span<Fd> descriptors)
    {
        int count = _conversations[client].Attached;
        if (count > 0)
        {
            _ = _table.Peek(client, descriptors[..count]);
        }
        return count;
    }

    /// <summary>So much of it has gone, and the descriptors.</summary>
    public void Sent(int client, int length, Instant now)
    {
        ref Conversation conversation = ref _conversations[client];
        Assert.That(length > 0 && length <= conversation.OutputLength - conversation.OutputSent);
        conversation.OutputSent += length;
        conversation.Attached = 0;
        conversation.Deadline = ClientDeadline(now);
        if (conversation.OutputSent < conversation.OutputLength)
        {
            return;
        }
        conversation.OutputLength = 0;
        conversation.OutputSent = 0;
        if (conversation.Answer == HolderAnswer.List)
        {
            FillList(client);
        }
        else if (conversation.Answer == HolderAnswer.Dump)
        {
            FillDump(client);
        }
        if (conversation.OutputLength == 0)
        {
            Finish(client, now);
        }
    }

    /// <summary>The answer has gone.</summary>
    private void Finish(int client, Instant now)
    {
        ref Conversation conversation = ref _conversations[client];
        if (conversation.Answer == HolderAnswer.LastDescriptor)
        {
            // Unless it was deleted meanwhile: its place is not used again before the walk has ended.
            int place = _table.NextOf(client);
            if (_table[place].IsHeld)
            {
                _table.Remove(place);
            }
        }
        _table.EndWalk(client);
        conversation.Answer = HolderAnswer.None;
        conversation.IsOver |= !IsInKeeping(client);
        conversation.Deadline = conversation.IsBusy ? ClientDeadline(now) : Instant.Infinite;
    }

    private void FillList(int client)
    {
        ref Conversation conversation = ref _conversations[client];
        Span<byte> output = OutputBufferOf(client);
        _table.Pass(client);
        while (output.Length - conversation.OutputLength > Limits.HeldIdLengthMax)
        {
            int place = _table.NextOf(client);
            if (place < 0)
            {
                return;
            }
            ReadOnlySpan<byte> id = HeldFd.IdOf(_table[place]);
            id.CopyTo(output[conversation.OutputLength..]);
            output[conversation.OutputLength + id.Length] = 0;
            conversation.OutputLength += id.Length + 1;
        }
    }

    private void FillDump(int client)
    {
        ref Conversation conversation = ref _conversations[client];
        Span<byte> output = OutputBufferOf(client);
        _table.Pass(client);
        if (conversation.EntriesLeft == 0)
        {
            if (conversation.PartsLeft == 0)
            {
                return;
            }
            BeginPart(client);
        }
        while (conversation.EntriesLeft > 0 && output.Length - conversation.OutputLength >= DumpEntries.EntryLengthMax)
        {
            int place = _table.NextOf(client);
            Assert.That(place >= 0);
            ref readonly HeldFd held = ref _table[place];
            conversation.OutputLength += DumpEntries.Write(output[conversation.OutputLength..], held.Limit, HeldFd.IdOf(held));
            conversation.EntriesLeft--;
        }
    }

    private readonly void BeginPart(int client)
    {
        ref Conversation conversation = ref _conversations[client];
        int count = DumpParts.LengthOfNext(conversation.DescriptorsLeft, conversation.PartsLeft);
        Span<Fd> descriptors = stackalloc Fd[Limits.DescriptorsPerMessage];
        uint length = _table.Peek(client, descriptors[..count]);
        new Frame(length, count).Write(OutputBufferOf(client));
        conversation.PartsLeft--;
        conversation.DescriptorsLeft -= count;
        conversation.EntriesLeft = count;
        conversation.Attached = count;
        conversation.OutputLength = Frame.HeaderLength;
    }

    /// <summary>
    /// Begins an answer: a status, so many numbers, which the caller fills in, and bytes that follow later; with descriptors.
    /// </summary>
    private readonly void Say(int client, Errno error, int numbers = 0, int descriptors = 0, uint behind = 0)
    {
        ref Conversation conversation = ref _conversations[client];
        Assert.That(conversation.Answer == HolderAnswer.None && error.Value is >= 0 and <= byte.MaxValue);
        Span<byte> answer = OutputBufferOf(client);
        int length = 1 + numbers * sizeof(uint);
        new Frame((uint)length + behind, descriptors).Write(answer);
        answer[Frame.HeaderLength] = (byte)error.Value;
        conversation.Answer = HolderAnswer.Short;
        conversation.Attached = descriptors;
        conversation.OutputLength = Frame.HeaderLength + length;
        conversation.OutputSent = 0;
    }

    private readonly void WriteNumber(int client, int index, uint number) => BinaryPrimitives.WriteUInt32BigEndian(
        OutputBufferOf(client)[(Frame.HeaderLength + 1 + index * sizeof(uint))..], number);
}
