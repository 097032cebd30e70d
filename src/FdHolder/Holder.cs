using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder;

/// <summary>
/// The whole of a fd-holder's behaviour, without a socket: the host tells what has come, has gone, and what time it is, and is
/// told what to send, what to close and until when to wait. Clients are known by index.
/// </summary>
internal ref partial struct Holder
{
    private readonly Span<Conversation> _conversations;
    private readonly Span<byte> _input;
    private readonly Span<Fd> _inputDescriptors;
    private readonly Span<byte> _output;
    private readonly uint _clientTimeoutMs;
    private FdTable _table;

    /// <summary>timeout: how long a client may do nothing in the middle of an operation; 0 is for ever.</summary>
    public Holder(scoped in HolderMemory memory, uint clientTimeoutMs)
    {
        this = default;
        int clients = memory.Conversations.Length;
        Assert.That(clients > 0 && memory.Walks.Length == clients);
        Assert.That(memory.Released.Length >= HolderMemory.ReleasedLength(memory.Places.Length));
        _conversations = memory.Conversations;
        _input = memory.Input;
        _inputDescriptors = memory.InputDescriptors;
        _output = memory.Answers;
        _clientTimeoutMs = clientTimeoutMs;
        _table = new FdTable(memory);
        LameDuckDeadline = Instant.Infinite;
    }

    /// <summary>Clients that are there.</summary>
    public int ClientCount { get; private set; }

    public readonly bool IsFull => ClientCount == _conversations.Length;

    /// <summary>Descriptors that are held.</summary>
    public readonly int HeldCount => _table.Count;

    /// <summary>It does what is under way, and then ends.</summary>
    public bool IsLameDuck { get; private set; }

    /// <summary>When it ends whatever is under way.</summary>
    public Instant LameDuckDeadline { get; private set; }

    /// <summary>When the first descriptor expires.</summary>
    public readonly Instant FirstExpiration => _table.FirstDeadline;

    public readonly ConversationPhase PhaseOf(int client)
    {
        ref readonly Conversation conversation = ref _conversations[client];
        return !conversation.IsThere ? ConversationPhase.None
            : conversation.IsOver ? ConversationPhase.Over
            : conversation.Answer != HolderAnswer.None ? ConversationPhase.Answering
            : HasRequest(client) ? ConversationPhase.Asked
            // In its last hour nothing new is begun.
            : IsLameDuck && !conversation.IsBusy ? ConversationPhase.Retired
            : ConversationPhase.Listening;
    }

    public readonly Instant DeadlineOf(int client) => _conversations[client].Deadline;

    /// <summary>Somebody has connected, and there is room: a free index from now on.</summary>
    public int Join(Instant now)
    {
        Assert.That(!IsFull && !IsLameDuck);
        int client = 0;
        while (_conversations[client].IsThere)
        {
            client++;
        }
        _conversations[client] = new Conversation { IsThere = true, Deadline = ClientDeadline(now) };
        ClientCount++;
        return client;
    }

    /// <summary>A client is let go, and all that was on its way.</summary>
    public void Leave(int client)
    {
        ref Conversation conversation = ref _conversations[client];
        Assert.That(conversation.IsThere && ClientCount > 0);
        _table.EndWalk(client);
        ReleaseFirst(client, conversation.DescriptorCount);
        conversation = default;
        ClientCount--;
    }

    /// <summary>Descriptors expire, and clients that have taken too long are over.</summary>
    public void PassTime(Instant now)
    {
        _table.RemoveExpired(now);
        foreach (ref Conversation conversation in _conversations)
        {
            conversation.IsOver |= conversation.IsThere && !conversation.Deadline.IsAfter(now);
        }
    }

    /// <summary>Nothing new is begun from now on, and what is under way has so much time; 0 is for ever.</summary>
    public void BeginLameDuck(Instant now, uint timeoutMs)
    {
        if (!IsLameDuck)
        {
            IsLameDuck = true;
            LameDuckDeadline = timeoutMs == 0 ? Instant.Infinite : now.PlusMilliseconds(timeoutMs);
        }
    }

    /// <summary>Whether it has been told to end, and may.</summary>
    public readonly bool MayEnd(Instant now)
    {
        if (!IsLameDuck || !LameDuckDeadline.IsAfter(now))
        {
            return IsLameDuck;
        }
        foreach (ref readonly Conversation conversation in _conversations)
        {
            if (conversation.IsBusy && !conversation.IsOver)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The next descriptor that is to be closed: to be asked after each event.</summary>
    public bool TryTakeReleased(out Fd descriptor) => _table.TryTakeReleased(out descriptor);

    private readonly Instant ClientDeadline(Instant now) =>
        _clientTimeoutMs == 0 ? Instant.Infinite : now.PlusMilliseconds(_clientTimeoutMs);

    private readonly Span<byte> InputOf(int client) =>
        _input.Slice(client * Limits.HolderRequestLengthMax, Limits.HolderRequestLengthMax);

    private readonly Span<Fd> DescriptorsOf(int client) =>
        _inputDescriptors.Slice(client * Limits.DescriptorsReceivedMax, Limits.DescriptorsReceivedMax);

    private readonly Span<byte> OutputBufferOf(int client) =>
        _output.Slice(client * Limits.HolderAnswerLength, Limits.HolderAnswerLength);
}
