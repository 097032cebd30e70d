using System;
using CsCheck;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Supervision;
using Xunit;

namespace Sestet.Tests;

public class ServiceStatusTests
{
    private static readonly Gen<ServiceStatus> s_status = Gen.Select(
        Gen.Select(Gen.ULong, Gen.UInt),
        Gen.Select(Gen.ULong, Gen.UInt),
        Gen.Int[0, int.MaxValue],
        Gen.Int[0, 65535],
        Gen.Int[0, 15],
        (stamp, ready, pid, bits, flags) => new ServiceStatus
        {
            Stamp = new Tai(stamp.Item1, stamp.Item2),
            ReadyStamp = new Tai(ready.Item1, ready.Item2),
            Pid = new Pid(pid),
            WaitStatus = new WaitStatus(bits),
            Paused = (flags & 1) != 0,
            Finishing = (flags & 2) != 0,
            WantedUp = (flags & 4) != 0,
            Ready = (flags & 8) != 0,
        });

    /// <summary>The file that other programs read: these bytes are a contract.</summary>
    [Fact]
    public void GoldenBytes()
    {
        ServiceStatus status = new()
        {
            Stamp = new Tai(0x4000000065531234, 0x0a0b0c0d),
            ReadyStamp = new Tai(0x4000000065535678, 0x01020304),
            Pid = new Pid(0x1234),
            WaitStatus = new WaitStatus(0x8509),
            Paused = true,
            WantedUp = true,
        };
        byte[] bytes = new byte[ServiceStatus.Length];
        status.Pack(bytes);
        Assert.Equal(35, bytes.Length);
        Assert.Equal("40000000655312340A0B0C0D40000000655356780102030400000000000012348509" + "05", Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData(1, true, false, false, false)]
    [InlineData(2, false, true, false, false)]
    [InlineData(4, false, false, true, false)]
    [InlineData(8, false, false, false, true)]
    public void FlagBits(byte bits, bool paused, bool finishing, bool wantedUp, bool ready)
    {
        byte[] bytes = new byte[ServiceStatus.Length];
        new ServiceStatus { Paused = paused, Finishing = finishing, WantedUp = wantedUp, Ready = ready }.Pack(bytes);
        Assert.Equal(bits, bytes[34]);
    }

    [Fact, Trait("Category", "Property")]
    public void UnpackUndoesPack() => s_status.Sample(status =>
    {
        byte[] bytes = new byte[ServiceStatus.Length];
        status.Pack(bytes);
        return ServiceStatus.TryUnpack(bytes, out ServiceStatus again) && Same(status, again);
    });

    [Fact, Trait("Category", "Property")]
    public void AnyBytesUnpackOrNot() => Gen.Byte.Array[0, 50].Sample(bytes =>
    {
        bool expected = bytes.Length >= 35 && bytes.AsSpan(24, 4).IndexOfAnyExcept((byte)0) < 0 && bytes[28] < 128;
        if (ServiceStatus.TryUnpack(bytes, out ServiceStatus status) != expected)
        {
            return false;
        }
        if (!expected)
        {
            return true;
        }
        byte[] packed = new byte[ServiceStatus.Length];
        status.Pack(packed);
        bytes[34] &= 15;
        return packed.AsSpan().SequenceEqual(bytes.AsSpan(0, 35));
    });

    /// <summary>Most random bytes have no pid that Linux has: these do.</summary>
    [Fact, Trait("Category", "Property")]
    public void BytesWithAPidUnpack() => Gen.Byte.Array[35].Sample(bytes =>
    {
        bytes.AsSpan(24, 4).Clear();
        bytes[28] &= 127;
        bytes[34] &= 15;
        byte[] packed = new byte[ServiceStatus.Length];
        bool ok = ServiceStatus.TryUnpack(bytes, out ServiceStatus status);
        status.Pack(packed);
        return ok && packed.AsSpan().SequenceEqual(bytes);
    });

    private static bool Same(in ServiceStatus a, in ServiceStatus b) =>
        a.Stamp.CompareTo(b.Stamp) == 0 && a.ReadyStamp.CompareTo(b.ReadyStamp) == 0 && a.Pid.Value == b.Pid.Value
        && a.WaitStatus.Bits == b.WaitStatus.Bits && a.Paused == b.Paused && a.Finishing == b.Finishing
        && a.WantedUp == b.WantedUp && a.Ready == b.Ready;
}
