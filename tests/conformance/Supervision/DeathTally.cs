using System;
using System.Buffers.Binary;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>
/// servicedir.html: max-death-tally, and the bytes of supervise/death_tally: for every death its TAI64N stamp (12), the exit
/// code or 128 and the signal (1), the signal (1).
/// </summary>
public sealed class DeathTally(ITestOutputHelper output) : Scenario(output)
{
    private const int RecordLength = 14;

    [Theory, Ours, Reference]
    public void IsEmptyAtTheStart(Suite suite)
    {
        ServiceDirectory directory = NewService().With("down").Run(ServiceDirectory.Idle);
        Directory.CreateDirectory(directory["supervise"]);
        directory.With("supervise/death_tally", "left by an earlier supervisor");
        Supervised service = Supervise(suite, directory);
        service.Expect("s");
        Assert.Equal(0, new FileInfo(directory["supervise/death_tally"]).Length);
    }

    [Theory, Density, Ours, Reference]
    public void RecordsExitCodesAndSignals(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run("exit 5"));
        Die(service, 1);
        service.Service.Run("kill -9 $$");
        Die(service, 2);
        service.Service.Run("exit 255");
        Die(service, 3);
        byte[] tally = Read(service);
        Assert.Equal((5, 0), (tally[12], tally[13]));
        Assert.Equal((128 + 9, 9), (tally[12 + RecordLength], tally[13 + RecordLength]));
        Assert.Equal((255, 0), (tally[12 + 2 * RecordLength], tally[13 + 2 * RecordLength]));
        Assert.Equal(3 * RecordLength, tally.Length);
        // The stamps are those of the status, and grow.
        byte[] status = File.ReadAllBytes(service.Service["supervise/status"]);
        Assert.Equal(status[..12], tally[(2 * RecordLength)..(2 * RecordLength + 12)]);
        Assert.True(tally.AsSpan(0, 12).SequenceCompareTo(tally.AsSpan(RecordLength, 12)) < 0);
    }

    [Theory]
    [Ours("0\n", 0)]
    [Density("1\n", 1)]
    [Ours("1\n", 1)]
    [Density("2\n", 2)]
    [Ours("2\n", 2)]
    [Density("3", 3)]
    [Ours("3", 3)]
    [Density("4096\n", 4)]
    [Ours("4096\n", 4)]
    [Density("999999\n", 4)]
    [Ours("999999\n", 4)]
    [Reference("0\n", 0)]
    [Reference("1\n", 1)]
    [Reference("2\n", 2)]
    [Reference("3", 3)]
    [Reference("4096\n", 4)]
    [Reference("999999\n", 4)]
    public void KeepsTheLatest(Suite suite, string maximum, int kept)
    {
        Supervised service = Supervise(suite, NewService().With("down").With("max-death-tally", maximum));
        for (int death = 1; death <= 4; death++)
        {
            service.Service.Run($"exit {death}");
            Die(service, death);
        }
        byte[] tally = Read(service);
        Assert.Equal(kept * RecordLength, tally.Length);
        for (int i = 0; i < kept; i++)
        {
            Assert.Equal(4 - kept + 1 + i, tally[i * RecordLength + 12]);
        }
        Assert.Equal("", service.Process.Text(error: true));
    }

    [Theory, Density, Ours, Reference]
    public void ALimitThatShrinksForgetsTheOldest(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run("exit 1"));
        Die(service, 1);
        Die(service, 2);
        Die(service, 3);
        service.Service.With("max-death-tally", "2").Run("exit 2");
        Die(service, 4);
        byte[] tally = Read(service);
        Assert.Equal(2 * RecordLength, tally.Length);
        Assert.Equal(2, tally[RecordLength + 12]);
    }

    [Theory, Density, Ours, Reference]
    public void AnInvalidMaximumIsWarnedOfAndTheDefaultHolds(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run("exit 1").With("max-death-tally", "many\n"));
        Die(service, 1);
        Assert.Equal(RecordLength, Read(service).Length);
        Assert.Equal("s6-supervise svc: warning: invalid max-death-tally\n", service.Process.Text(error: true));
    }

    [Theory, Density, Ours, Reference]
    public void DeathsOfFinishAreNotRecorded(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run("exit 1").Finish("exit 2"));
        Die(service, 1);
        Assert.Equal(RecordLength, Read(service).Length);
    }

    /// <summary>One run, once.</summary>
    private static void Die(Supervised service, int death)
    {
        service.Send("o");
        string letters = "s";
        for (int i = 0; i < death; i++)
        {
            letters += "udD";
        }
        service.Expect(letters);
    }

    /// <summary>Ours makes the file when there is a death to record.</summary>
    private static byte[] Read(Supervised service)
    {
        string file = service.Service["supervise/death_tally"];
        return File.Exists(file) ? File.ReadAllBytes(file) : [];
    }

    /// <summary>Stamps are TAI64N: 8 bytes of seconds around now, 4 of nanoseconds.</summary>
    [Theory, Density, Ours, Reference]
    public void StampsAreTai64n(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run("exit 1"));
        Die(service, 1);
        byte[] tally = Read(service);
        ulong seconds = BinaryPrimitives.ReadUInt64BigEndian(tally) - (1UL << 62);
        Assert.InRange((double)seconds - DateTimeOffset.UtcNow.ToUnixTimeSeconds(), -30, 60);
        Assert.InRange(BinaryPrimitives.ReadUInt32BigEndian(tally.AsSpan(8)), 0u, 999_999_999u);
    }
}
