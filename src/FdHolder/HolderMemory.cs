using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder;

/// <summary>
/// All the memory of a fd-holder for so many clients and so many descriptors, zeroed. It grows with the one and with the other,
/// not with both at once.
/// </summary>
internal ref struct HolderMemory
{
    /// <summary>One a client.</summary>
    public Span<Conversation> Conversations;
    public Span<FdWalk> Walks;

    /// <summary>Limits.HolderRequestLengthMax a client.</summary>
    public Span<byte> Input;

    /// <summary>Limits.DescriptorsReceivedMax a client.</summary>
    public Span<Fd> InputDescriptors;

    /// <summary>Limits.HolderAnswerLength a client.</summary>
    public Span<byte> Answers;

    /// <summary>One a descriptor.</summary>
    public Span<HeldFd> Places;
    public Span<int> Buckets;
    public Span<DeadlineHeap.Entry> Deadlines;
    public Span<int> DeadlinePlaces;

    /// <summary>What one event can have closed: all that is held, and what one client has sent (ReleasedLength).</summary>
    public Span<Fd> Released;

    public static int ReleasedLength(int descriptors) => descriptors + Limits.DescriptorsReceivedMax;
}
