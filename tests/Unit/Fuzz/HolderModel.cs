using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Base;
using Sestet.FdHolder;
using Sestet.Linux;
using Xunit;

namespace Sestet.Tests;

/// <summary>What can happen to a fd-holder.</summary>
internal enum HolderEvent
{
    Join,
    Send,
    Drain,
    PassTime,
    Fill,
    Leave,
}

internal sealed record HolderStep(HolderEvent Event, int Client)
{
    public byte[] Bytes { get; init; } = [];

    public int Descriptors { get; init; }

    public int Amount { get; init; }

    public bool IsAllowed { get; init; } = true;

    public bool IsLost { get; init; }

    public override string ToString() =>
        $"{Event} {Client} {Amount} {(IsAllowed ? "" : "forbidden ")}{(IsLost ? "lost " : "")}{Descriptors}:{Convert.ToHexString(Bytes)}";
}

/// <summary>The dictionaries, and what each client has been sent of its answer.</summary>
internal sealed class HolderModel
{
    public const ulong WallSeconds = (1UL << 62) + 1_000_000_000;
    private const int Clients = 2;

    private sealed class Answer
    {
        public required HolderRequestKind Kind { get; init; }

        public required int Status { get; init; }

        /// <summary>What a list or dump names: identifiers and descriptors of the moment when it was asked for.</summary>
        public Dictionary<string, int> Named { get; init; } = [];

        public uint Number { get; init; }

        /// <summary>To be deleted when it has gone.</summary>
        public string? Deletes { get; init; }

        public List<byte> Bytes { get; } = [];

        public List<int> Descriptors { get; } = [];
    }

    private readonly Dictionary<string, (int Descriptor, long Deadline)> _held = [];
    private readonly HashSet<int> _open = [];
    private readonly Answer?[] _answers = new Answer?[Clients];
    private readonly int _room;
    private int _next = 100;
    private long _now;

    private HolderModel(int room) => _room = room;

    public static bool Run(int room, uint timeoutMs, HolderStep[] steps)
    {
        HolderMemory memory = new()
        {
            Conversations = new Conversation[Clients],
            Walks = new FdWalk[Clients],
            Input = new byte[Clients * Limits.HolderRequestLengthMax],
            InputDescriptors = new Fd[Clients * Limits.DescriptorsReceivedMax],
            Answers = new byte[Clients * Limits.HolderAnswerLength],
            Places = new HeldFd[room],
            Buckets = new int[room],
            Deadlines = new DeadlineHeap.Entry[room],
            DeadlinePlaces = new int[room],
            Released = new Fd[HolderMemory.ReleasedLength(room)],
        };
        Holder holder = new(memory, timeoutMs);
        HolderModel model = new(room);
        foreach (HolderStep step in steps)
        {
            model.Take(ref holder, step);
            model.Settle(ref holder);
        }
        for (int client = 0; client < Clients; client++)
        {
            model.Go(ref holder, client);
        }
        // Nothing is open any more but what is held.
        Assert.Equal(model._held.Values.Select(held => held.Descriptor).Order(), model._open.Order());
        return true;
    }

    public static byte[] Id(byte[] id) => [(byte)id.Length, .. id, 0];

    public static byte[] Entry(Tai limit, byte[] id)
    {
        byte[] packed = new byte[Tai.PackedLength];
        limit.Pack(packed);
        return [.. packed, .. Id(id)];
    }

    public static byte[] Framed(byte[] body, int descriptors)
    {
        byte[] header = new byte[Frame.HeaderLength];
        new Frame((uint)body.Length, descriptors).Write(header);
        return [.. header, .. body];
    }

    private Instant Now => new(_now);

    private void Take(ref Holder holder, HolderStep step)
    {
        int client = step.Client % Clients;
        bool isThere = holder.PhaseOf(client) != ConversationPhase.None;
        switch (step.Event)
        {
            case HolderEvent.Join when !holder.IsFull:
                Assert.Null(_answers[holder.Join(Now)]);
                break;
            case HolderEvent.Send when isThere:
                Send(ref holder, client, step);
                break;
            case HolderEvent.Drain when isThere:
                Drain(ref holder, client, step.Amount, step.IsAllowed);
                break;
            case HolderEvent.PassTime:
                _now += step.Amount * 1_000_000L;
                holder.PassTime(Now);
                break;
            case HolderEvent.Fill when isThere:
                for (int i = 0; i < step.Amount && holder.PhaseOf(client) == ConversationPhase.Listening; i++)
                {
                    byte[] id = Encoding.ASCII.GetBytes($"number{_next}");
                    byte[] body = [(byte)'S', .. Entry(new Tai(WallSeconds + (1UL << 61), 0), id)];
                    Send(ref holder, client, new(HolderEvent.Send, client) { Bytes = Framed(body, 1), Descriptors = 1 });
                    Drain(ref holder, client, 100, isAllowed: true);
                }
                break;
            case HolderEvent.Leave when isThere:
                Go(ref holder, client);
                break;
            default:
                break;
        }
    }

    /// <summary>The bytes come in two parts, the descriptors with the first; where the client is not listened to, they are lost.</summary>
    private void Send(ref Holder holder, int client, HolderStep step)
    {
        int cut = step.Amount is > 0 and < 6 ? Math.Min(step.Amount * step.Bytes.Length / 6, step.Bytes.Length) : step.Bytes.Length;
        int descriptors = step.Descriptors;
        foreach (byte[] part in new[] { step.Bytes[..cut], step.Bytes[cut..] })
        {
            if (part.Length == 0 || holder.PhaseOf(client) != ConversationPhase.Listening)
            {
                continue;
            }
            Span<byte> room = holder.RoomOf(client);
            int length = Math.Min(part.Length, room.Length);
            part.AsSpan(0, length).CopyTo(room);
            int come = step.IsLost ? descriptors / 2 : descriptors;
            Span<Fd> descriptorRoom = holder.DescriptorRoomOf(client);
            for (int i = 0; i < come; i++)
            {
                descriptorRoom[i] = new Fd(_next);
                Assert.True(_open.Add(_next++));
            }
            holder.Take(client, length, come, step.IsLost && descriptors > 0, Now);
            descriptors = 0;
            CarryOut(ref holder, client, step.IsAllowed);
        }
    }

    private void CarryOut(ref Holder holder, int client, bool isAllowed)
    {
        while (holder.PhaseOf(client) == ConversationPhase.Asked)
        {
            Assert.Null(_answers[client]);
            if (!holder.TryRead(client, out HolderRequest request))
            {
                if (holder.PhaseOf(client) == ConversationPhase.Answering)
                {
                    _answers[client] = new Answer { Kind = HolderRequestKind.Delete, Status = Errno.ENFILE.Value };
                }
                return;
            }
            Expire();
            holder.PassTime(Now);
            if (holder.PhaseOf(client) != ConversationPhase.Asked)
            {
                return;
            }
            _answers[client] = Expect(holder.DescriptorsOfRequest(client), request, isAllowed);
            holder.CarryOut(client, request, isAllowed, new Tai(WallSeconds, 0), Now);
            Close(ref holder);
        }
    }

    private Answer Expect(ReadOnlySpan<Fd> descriptors, scoped in HolderRequest request, bool isAllowed)
    {
        string id = Encoding.Latin1.GetString(request.IdZ.IsEmpty ? default : request.IdZ[..^1]);
        Dictionary<string, int> all = _held.ToDictionary(pair => pair.Key, pair => pair.Value.Descriptor);
        bool isThere = _held.ContainsKey(id);
        int status = !isAllowed && request.Kind != HolderRequestKind.DumpPart ? 1 : 0;
        switch (request.Kind)
        {
            case HolderRequestKind.Store:
                status = status > 0 ? status : _held.Count == _room ? 23 : isThere ? 16 : 0;
                if (status == 0)
                {
                    Hold(id, descriptors[0].Value, request.Limit);
                }
                break;
            case HolderRequestKind.Delete:
                status = status > 0 ? status : isThere ? 0 : 2;
                if (status == 0)
                {
                    _held.Remove(id);
                }
                break;
            case HolderRequestKind.Retrieve:
                status = status > 0 ? status : isThere ? 0 : 2;
                all = status == 0 ? new() { [id] = all[id] } : [];
                break;
            case HolderRequestKind.SetDump:
                status = status > 0 ? status : request.Count > _room - _held.Count ? 23 : 0;
                break;
            case HolderRequestKind.DumpPart:
                return ExpectPart(descriptors, request.Entries);
            default:
                break;
        }
        return new Answer
        {
            Kind = request.Kind,
            Status = status,
            Named = all,
            Number = request.Count,
            Deletes = request.Kind == HolderRequestKind.Retrieve && request.Deletes && status == 0 ? id : null,
        };
    }

    private Answer ExpectPart(ReadOnlySpan<Fd> descriptors, ReadOnlySpan<byte> bytes)
    {
        bool fits = descriptors.Length <= _room - _held.Count;
        DumpEntries entries = new(bytes);
        for (int i = 0; fits && i < descriptors.Length; i++)
        {
            Assert.True(entries.Next(out Tai limit, out ReadOnlySpan<byte> idZ));
            Hold(Encoding.Latin1.GetString(idZ[..^1]), descriptors[i].Value, limit);
        }
        // Whether more are to come is not modelled: -1 is either.
        return new Answer { Kind = HolderRequestKind.DumpPart, Status = fits ? -1 : 23 };
    }

    private void Hold(string id, int descriptor, Tai limit) =>
        _held[id] = (descriptor, Expiry.DeadlineOf(limit, new Tai(WallSeconds, 0), Now).Nanoseconds);

    private void Expire()
    {
        foreach ((string id, (int _, long deadline)) in _held.ToArray())
        {
            if (deadline <= _now)
            {
                _held.Remove(id);
            }
        }
    }

    /// <summary>The client reads so many bytes.</summary>
    private void Drain(ref Holder holder, int client, int amount, bool isAllowed)
    {
        Span<Fd> attached = stackalloc Fd[Limits.DescriptorsPerMessage];
        while (amount > 0 && holder.PhaseOf(client) == ConversationPhase.Answering)
        {
            Answer answer = _answers[client]!;
            ReadOnlySpan<byte> output = holder.OutputOf(client);
            output = output[..Math.Min(amount, output.Length)];
            int count = holder.AttachedTo(client, attached);
            foreach (Fd descriptor in attached[..count])
            {
                Assert.Contains(descriptor.Value, _open);
                answer.Descriptors.Add(descriptor.Value);
            }
            answer.Bytes.AddRange(output);
            amount -= output.Length;
            holder.Sent(client, output.Length, Now);
            if (holder.PhaseOf(client) != ConversationPhase.Answering)
            {
                Check(answer);
                _answers[client] = null;
                if (answer.Deletes != null && _held.TryGetValue(answer.Deletes, out var held) && held.Descriptor == answer.Descriptors[0])
                {
                    _held.Remove(answer.Deletes);
                }
            }
            Close(ref holder);
            CarryOut(ref holder, client, isAllowed);
        }
    }

    private static void Check(Answer answer)
    {
        ReadOnlySpan<byte> bytes = answer.Bytes.ToArray();
        Frame frame = Frame.Read(bytes);
        bool isDump = answer.Kind == HolderRequestKind.GetDump && answer.Status == 0;
        Assert.True(bytes.Length == Frame.HeaderLength + frame.Length || isDump);
        int status = bytes[Frame.HeaderLength];
        Assert.True(status == answer.Status || (answer.Status == -1 && status is 0 or 11));
        ReadOnlySpan<byte> rest = bytes[(Frame.HeaderLength + 1)..];
        bool isRetrieved = answer.Kind == HolderRequestKind.Retrieve && status == 0;
        Assert.Equal(isRetrieved ? 1 : 0, frame.Descriptors);
        if (isDump)
        {
            CheckDump(answer, rest);
        }
        else if (answer.Kind == HolderRequestKind.List && status == 0)
        {
            Assert.Equal(answer.Named.Count, (int)BinaryPrimitives.ReadUInt32BigEndian(rest));
            string[] ids = Encoding.Latin1.GetString(rest[4..]).Split('\0');
            Assert.Equal(answer.Named.Keys.Order(StringComparer.Ordinal), ids[..^1].Order(StringComparer.Ordinal));
        }
        else
        {
            Assert.Equal(answer.Kind == HolderRequestKind.SetDump && status == 0 ? 4 : 0, rest.Length);
            Assert.Equal(isRetrieved ? answer.Named.Values : [], answer.Descriptors);
        }
    }

    private static void CheckDump(Answer answer, ReadOnlySpan<byte> rest)
    {
        uint parts = BinaryPrimitives.ReadUInt32BigEndian(rest);
        Assert.Equal(answer.Named.Count, (int)BinaryPrimitives.ReadUInt32BigEndian(rest[4..]));
        rest = rest[8..];
        Dictionary<string, int> got = [];
        for (; parts > 0; parts--)
        {
            Frame frame = Frame.Read(rest);
            Assert.InRange(frame.Descriptors, 1, Limits.DescriptorsPerMessage);
            DumpEntries entries = new(rest.Slice(Frame.HeaderLength, (int)frame.Length));
            for (int i = 0; i < frame.Descriptors; i++)
            {
                Assert.True(entries.Next(out _, out ReadOnlySpan<byte> idZ));
                got.Add(Encoding.Latin1.GetString(idZ[..^1]), answer.Descriptors[got.Count]);
            }
            rest = rest[(Frame.HeaderLength + (int)frame.Length)..];
        }
        Assert.True(rest.IsEmpty);
        Assert.Equal(answer.Named.OrderBy(pair => pair.Key, StringComparer.Ordinal), got.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    private void Settle(ref Holder holder)
    {
        Expire();
        holder.PassTime(Now);
        for (int client = 0; client < Clients; client++)
        {
            if (holder.PhaseOf(client) == ConversationPhase.Over)
            {
                Go(ref holder, client);
            }
        }
        Close(ref holder);
        Assert.Equal(_held.Count, holder.HeldCount);
        Assert.All(_held.Values, held => Assert.Contains(held.Descriptor, _open));
    }

    private void Go(ref Holder holder, int client)
    {
        if (holder.PhaseOf(client) != ConversationPhase.None)
        {
            holder.Leave(client);
            _answers[client] = null;
            Close(ref holder);
        }
    }

    /// <summary>Each descriptor is closed once.</summary>
    private void Close(ref Holder holder)
    {
        while (holder.TryTakeReleased(out Fd descriptor))
        {
            Assert.True(_open.Remove(descriptor.Value), $"{descriptor.Value} closed twice");
        }
    }
}
