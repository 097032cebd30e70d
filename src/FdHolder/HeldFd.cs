using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder;

/// <summary>
/// A place of the table: a descriptor that is held; one that is held no more while answers that began before still name it; or
/// nothing.
/// </summary>
internal struct HeldFd
{
    /// <summary>Open as long as it is held or an answer will send it.</summary>
    public Fd Descriptor;

    /// <summary>Its expiration date, as its client has said it.</summary>
    public Tai Limit;

    /// <summary>It is held from that change of the table on...</summary>
    public ulong Since;

    /// <summary>...until that one; ulong.MaxValue while it is held, 0 where nothing is.</summary>
    public ulong Until;

    /// <summary>Where it is held no more: answers that have yet to name it, ...</summary>
    public int Naming;

    /// <summary>...and those of them that send it.</summary>
    public int Sending;

    /// <summary>The next place with the same hash, or the next free one; -1 is none.</summary>
    public int Next;

    public byte IdLength;

    private IdBytes _id;

    [InlineArray(Limits.HeldIdLengthMax)]
    private struct IdBytes
    {
        private byte _first;
    }

    public readonly bool IsHeld => Until == ulong.MaxValue;

    /// <summary>Whether it was held right behind that change of the table.</summary>
    public readonly bool WasHeldAt(ulong change) => Since <= change && change < Until;

    /// <summary>The identifier without its NUL.</summary>
    public static ReadOnlySpan<byte> IdOf(in HeldFd held) => ((ReadOnlySpan<byte>)held._id)[..held.IdLength];

    public void SetId(ReadOnlySpan<byte> id)
    {
        Assert.That(id.Length is > 0 and <= Limits.HeldIdLengthMax);
        IdLength = (byte)id.Length;
        id.CopyTo(_id);
    }
}
