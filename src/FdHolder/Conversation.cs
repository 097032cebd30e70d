using Sestet.Base;

namespace Sestet.FdHolder;

/// <summary>What a client waits for, or is waited for.</summary>
internal enum ConversationPhase
{
    /// <summary>Nobody is there.</summary>
    None,

    /// <summary>It may ask.</summary>
    Listening,

    /// <summary>It has asked.</summary>
    Asked,

    /// <summary>It is being answered.</summary>
    Answering,

    /// <summary>It may not ask any more: it only sees the end.</summary>
    Retired,

    /// <summary>It is to be let go.</summary>
    Over,
}

/// <summary>The kinds of answers.</summary>
internal enum HolderAnswer
{
    None,

    /// <summary>Bytes that are all put together already.</summary>
    Short,

    /// <summary>The same, with the one descriptor of the walk.</summary>
    Descriptor,

    /// <summary>The same descriptor, which is to be deleted when it has gone.</summary>
    LastDescriptor,

    /// <summary>The identifiers of the walk.</summary>
    List,

    /// <summary>The entries of the walk, in parts, with their descriptors.</summary>
    Dump,
}

/// <summary>
/// One client's talk. Its requests are gathered in its part of the input memory, and the next is looked at when the answer to the
/// one before has gone. Long answers are put together as they leave.
/// </summary>
internal struct Conversation
{
    public bool IsThere;

    /// <summary>It has done what it must not, or has gone, or has been waited for too long.</summary>
    public bool IsOver;

    /// <summary>When it is given up.</summary>
    public Instant Deadline;

    /// <summary>Bytes of requests that have come.</summary>
    public int Received;

    /// <summary>Descriptors that have come with them.</summary>
    public int DescriptorCount;

    /// <summary>Some descriptors could not be taken.</summary>
    public bool HasLostDescriptors;

    public HolderAnswer Answer;

    /// <summary>Of the bytes that are put together, how many there are, and how many have gone.</summary>
    public int OutputLength;
    public int OutputSent;

    /// <summary>So many descriptors of the walk go with the next byte.</summary>
    public int Attached;

    /// <summary>Of the dump that it gets: parts that have not begun, descriptors in them, entries left of this part.</summary>
    public int PartsLeft;
    public int DescriptorsLeft;
    public int EntriesLeft;

    /// <summary>Descriptors of a dump that it is setting which have not come yet.</summary>
    public int DumpMissing;

    /// <summary>It is in the middle of an operation.</summary>
    public readonly bool IsBusy => Answer != HolderAnswer.None || Received > 0 || DumpMissing > 0;
}
