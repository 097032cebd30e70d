using System;
using Sestet.Base;

namespace Sestet.FdHolder;

/// <summary>
/// How a dump is cut into parts. The reference means 255 descriptors to a part, and its clients check that the number of parts
/// is in keeping with that; but the kernel takes 253 with one message (SCM_MAX_FD), so that its own dumps fail from 254 on.
/// Here parts are as many as it expects wherever 253 in each suffice.
/// </summary>
internal static class DumpParts
{
    private const int ReferenceLength = 255;

    /// <summary>Parts for that many descriptors, none for none.</summary>
    public static int Count(int descriptors)
    {
        Assert.That(descriptors >= 0);
        int expected = CountOf(descriptors, ReferenceLength);
        int needed = CountOf(descriptors, Limits.DescriptorsPerMessage);
        return Math.Max(expected, needed);
    }

    /// <summary>What a client of the reference that sends a dump expects to be told.</summary>
    public static int ExpectedOf(int descriptors) => CountOf(descriptors, ReferenceLength);

    /// <summary>Descriptors of the next part: they are spread evenly.</summary>
    public static int LengthOfNext(int descriptorsLeft, int partsLeft)
    {
        Assert.That(partsLeft > 0 && descriptorsLeft >= partsLeft);
        int length = CountOf(descriptorsLeft, partsLeft);
        Assert.That(length <= Limits.DescriptorsPerMessage);
        return length;
    }

    private static int CountOf(int things, int each) => things / each + (things % each == 0 ? 0 : 1);
}
