using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder;

/// <summary>A place in the table: a descriptor that is held, one that is deleted but still on its way, or none.</summary>
internal struct HeldFd
{
    public Fd Descriptor;

    /// <summary>When it expires, as its client has said.</summary>
    public Tai Limit;

    /// <summary>It can be found by its identifier.</summary>
    public bool IsHeld;

    /// <summary>Answers under way that name it: until they have gone the place is not used again.</summary>
    public int Pins;

    /// <summary>Those of them that send the descriptor: until then it stays open.</summary>
    public int SendingPins;

    /// <summary>The next place with the same hash, or the next free one; -1 is none.</summary>
    public int Next;

    public byte IdLength;

    private IdBytes _id;

    [InlineArray(Limits.HeldIdLengthMax + 1)]
    private struct IdBytes
    {
        private byte _first;
    }

    /// <summary>The identifier without its NUL.</summary>
    public static ReadOnlySpan<byte> IdOf(in HeldFd held) => ((ReadOnlySpan<byte>)held._id)[..held.IdLength];

    public void SetId(ReadOnlySpan<byte> idZ)
    {
        Assert.That(idZ.Length is > 1 and <= Limits.HeldIdLengthMax + 1 && idZ[^1] == 0);
        IdLength = (byte)(idZ.Length - 1);
        idZ.CopyTo(_id);
    }
}
