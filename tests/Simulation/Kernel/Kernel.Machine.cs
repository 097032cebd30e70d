using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

// What concerns the machine as a whole: this one mounts nothing, swaps nothing, and keeps its name.
internal static unsafe partial class Kernel
{
    public static Errno Mount(
        ReadOnlySpan<byte> deviceZ, ReadOnlySpan<byte> pointZ, ReadOnlySpan<byte> typeZ, uint flags, ReadOnlySpan<byte> dataZ)
    {
        Assert.That(deviceZ[^1] == 0 && pointZ[^1] == 0 && typeZ[^1] == 0 && dataZ[^1] == 0);
        return Missing<int>().Error;
    }

    public static Errno Unmount(ReadOnlySpan<byte> pointZ) => MissingAt(pointZ);

    public static Errno SwapOn(ReadOnlySpan<byte> deviceZ) => MissingAt(deviceZ);

    public static Errno SwapOff(ReadOnlySpan<byte> deviceZ) => MissingAt(deviceZ);

    public static Errno ChangeRoot(ReadOnlySpan<byte> pathZ) => MissingAt(pathZ);

    public static Errno PivotRoot(ReadOnlySpan<byte> newZ, ReadOnlySpan<byte> oldZ)
    {
        Assert.That(newZ[^1] == 0);
        return MissingAt(oldZ);
    }

    public static int HostName(Span<byte> name)
    {
        "simulated"u8.CopyTo(name);
        return "simulated"u8.Length;
    }

    public static int KernelRelease(Span<byte> release) => HostName(release);

    public static Errno SetHostName(ReadOnlySpan<byte> name) => Missing<int>().Error;

    public static Errno FlushBuffers(Fd device)
    {
        Assert.That(device.IsOpen);
        return Missing<int>().Error;
    }

    public static Errno AddEntropy(Fd random, ReadOnlySpan<byte> seed, int creditedBits)
    {
        Assert.That(random.IsOpen && creditedBits <= seed.Length * 8);
        return Missing<int>().Error;
    }

    public static Result<int> ReadRandom(Span<byte> buffer, bool wait)
    {
        GetRandom(buffer);
        return new Result<int>(buffer.Length);
    }

    public static ulong TotalMemory() => 1 << 30;

    public static uint PageSize() => 4096;

    public static Result<ulong> CharacterDevice(ReadOnlySpan<byte> pathZ) => new(MissingAt(pathZ));

    public static int FindAccountName(uint uid, Span<byte> name) => FindGroupName(uid, name);

    private static Errno MissingAt(ReadOnlySpan<byte> pathZ)
    {
        Assert.That(pathZ[^1] == 0);
        return Missing<int>().Error;
    }
}
