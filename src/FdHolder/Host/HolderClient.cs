using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder.Host;

/// <summary>What is being sent to a client.</summary>
internal enum HolderAnswer
{
    /// <summary>Nothing: it may ask.</summary>
    None,

    /// <summary>Bytes that are all put together already, and perhaps a descriptor.</summary>
    Short,

    /// <summary>Identifiers, some at a time.</summary>
    List,

    /// <summary>Parts of a dump, some entries at a time.</summary>
    Dump,
}

/// <summary>
/// A connection of a fd-holder. Requests are gathered in its part of the input memory, and the next is looked at when the answer
/// to the one before has gone. Of an answer that names many descriptors only their places in the table are kept, pinned, and
/// it is written as the client reads it.
/// </summary>
internal struct HolderClient
{
    /// <summary>None: nobody is there.</summary>
    public Fd Connection;

    public AccessRights Rights;

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

    /// <summary>So many descriptors go with the next byte, from the first pinned place on.</summary>
    public int DescriptorsToSend;

    /// <summary>Places that the answer names: all, those from here on still pinned, and the next to be written.</summary>
    public int PlaceCount;
    public int PinnedFrom;
    public int PlaceNext;

    /// <summary>The present part of a dump ends before that place.</summary>
    public int PartEnd;

    public int PartsLeft;

    /// <summary>Descriptors of a dump that it is setting which have not come yet.</summary>
    public int DumpMissing;

    public readonly bool IsThere => Connection.IsOpen;

    /// <summary>It has asked for something that is not done yet.</summary>
    public readonly bool IsBusy => Answer != HolderAnswer.None || Received > 0 || DumpMissing > 0;
}
