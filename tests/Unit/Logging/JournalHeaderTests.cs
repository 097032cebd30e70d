using System.Linq;
using CsCheck;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

public class JournalHeaderTests
{
    [Fact, Trait("Category", "Property")]
    public void WhatIsWrittenIsRead() => Gen.Select(Gen.ULong.Array[0, JournalHeader.LogdirsMax], Gen.UInt, Gen.UInt[1, 9999])
        .Sample((sizes, more, waiting) =>
        {
            byte[] header = new byte[JournalHeader.LengthFor(sizes.Length)];
            long start = JournalHeader.DataStart + (long)more;
            JournalHeader.Write(header, sizes.Length, start);
            for (int i = 0; i < sizes.Length; i++)
            {
                new LogMark(7, (ulong)i, sizes[i]).Write(JournalHeader.MarkAt(header, i));
            }
            Assert.True(JournalHeader.TryRead([.. header, .. new byte[50]], start + waiting, out int marks, out long read));
            Assert.Equal((sizes.Length, start), (marks, read));
            Assert.All(Enumerable.Range(0, marks), i =>
            {
                LogMark mark = LogMark.Read(JournalHeader.MarkAt(header, i));
                Assert.True(mark.IsOf(7, (ulong)i) && !mark.IsOf(7, (ulong)i + 1) && !mark.IsOf(8, (ulong)i));
                Assert.Equal(sizes[i], mark.Size);
            });
            Assert.True(header.Length <= JournalHeader.DataStart);
        });

    /// <summary>Where nothing waits, and whatever else the file may be.</summary>
    [Fact, Trait("Category", "Property")]
    public void GarbageIsNoJournal() => Gen.Byte.Array[0, 100].Sample(bytes =>
    {
        Assert.False(JournalHeader.TryRead(bytes, bytes.Length, out _, out _));
        byte[] header = new byte[JournalHeader.LengthFor(1)];
        JournalHeader.Write(header, 1, 5000);
        Assert.False(JournalHeader.TryRead(header, 5000, out _, out _));
        Assert.False(JournalHeader.TryRead(System.MemoryExtensions.AsSpan(header)[..^1], 6000, out _, out _));
        System.MemoryExtensions.AsSpan(bytes, 0, System.Math.Min(bytes.Length, 24)).CopyTo(header);
        _ = JournalHeader.TryRead(header, 1 << 20, out int marks, out long start);
        Assert.True(marks is 0 or 1 && start is >= 0 and < 1 << 20);
    });
}
