using System;
using System.Runtime.CompilerServices;
using Sestet.Base;

namespace Sestet.Linux;

// The machine as a whole: what is mounted, its swap, its name, its root, its random numbers.
internal static unsafe partial class Kernel
{
    /// <summary>struct utsname: six texts of 65 bytes; the second is the host name, the third the release.</summary>
    private const int NameFieldLength = 65;
    private const int NameFields = 6;

    /// <summary>mount(2): flags and data are those of MountOptions.</summary>
    public static Errno Mount(
        ReadOnlySpan<byte> deviceZ, ReadOnlySpan<byte> pointZ, ReadOnlySpan<byte> typeZ, uint flags, ReadOnlySpan<byte> dataZ) =>
        ToErrno(Call(
            Architecture.SYS_mount,
            PathPointer(deviceZ),
            PathPointer(pointZ),
            PathPointer(typeZ),
            (nint)flags,
            PathPointer(dataZ)));

    /// <summary>umount2(2), without options.</summary>
    public static Errno Unmount(ReadOnlySpan<byte> pointZ) => ToErrno(Call(Architecture.SYS_umount2, PathPointer(pointZ)));

    /// <summary>swapon(2), with the kernel's choice of priority.</summary>
    public static Errno SwapOn(ReadOnlySpan<byte> deviceZ) => ToErrno(Call(Architecture.SYS_swapon, PathPointer(deviceZ)));

    public static Errno SwapOff(ReadOnlySpan<byte> deviceZ) => ToErrno(Call(Architecture.SYS_swapoff, PathPointer(deviceZ)));

    public static Errno ChangeRoot(ReadOnlySpan<byte> pathZ) => ToErrno(Call(Architecture.SYS_chroot, PathPointer(pathZ)));

    /// <summary>pivot_root(2): the old root is found below oldZ afterwards.</summary>
    public static Errno PivotRoot(ReadOnlySpan<byte> newZ, ReadOnlySpan<byte> oldZ) =>
        ToErrno(Call(Architecture.SYS_pivot_root, PathPointer(newZ), PathPointer(oldZ)));

    /// <summary>The machine's name: its length. The span has room for 64 bytes at least.</summary>
    public static int HostName(Span<byte> name) => ReadNameField(1, name);

    /// <summary>The kernel's release, as uname -r has it: its length. The span has room for 64 bytes at least.</summary>
    public static int KernelRelease(Span<byte> release) => ReadNameField(2, release);

    public static Errno SetHostName(ReadOnlySpan<byte> name) =>
        ToErrno(Call(Architecture.SYS_sethostname, DataPointer(name), name.Length));

    /// <summary>BLKFLSBUF: a block device's buffers are written and dropped, which empties a RAM disk.</summary>
    public static Errno FlushBuffers(Fd device)
    {
        const nint BLKFLSBUF = 0x1261;
        return ToErrno(Call(Architecture.SYS_ioctl, device.Value, BLKFLSBUF));
    }

    /// <summary>
    /// RNDADDENTROPY: mixes a seed into the kernel's random numbers, credited with that many bits.
    /// <code>
    /// struct rand_pool_info
    /// offset  size  field
    ///      0     4  entropy_count, in bits
    ///      4     4  buf_size, in bytes
    ///      8        the seed
    /// </code>
    /// </summary>
    public static Errno AddEntropy(Fd random, ReadOnlySpan<byte> seed, int creditedBits)
    {
        const nint RNDADDENTROPY = 0x40085203;
        const int HeadLength = 8;
        const int SeedLengthMax = 512;
        Assert.That(seed.Length <= SeedLengthMax && creditedBits <= seed.Length * 8);
        byte* info = stackalloc byte[HeadLength + SeedLengthMax];
        ((int*)info)[0] = creditedBits;
        ((int*)info)[1] = seed.Length;
        seed.CopyTo(new Span<byte>(info + HeadLength, SeedLengthMax));
        nint result = Call(Architecture.SYS_ioctl, random.Value, RNDADDENTROPY, (nint)info);
        // A seed is a secret.
        new Span<byte>(info, HeadLength + SeedLengthMax).Clear();
        return ToErrno(result);
    }

    /// <summary>
    /// getrandom(2): the number of bytes. It waits until the kernel can vouch for them, or gives EAGAIN where that would
    /// take time.
    /// </summary>
    public static Result<int> ReadRandom(Span<byte> buffer, bool wait)
    {
        const int GRND_NONBLOCK = 1;
        return ToInt(CallAgain(Architecture.SYS_getrandom, DataPointer(buffer), buffer.Length, wait ? 0 : GRND_NONBLOCK));
    }

    /// <summary>sysinfo(2): bytes of memory that the machine has.</summary>
    public static ulong TotalMemory()
    {
        const int SysinfoLength = 128;
        const int TotalOffset = 32;
        const int UnitOffset = 104;
        byte* info = stackalloc byte[SysinfoLength];
        nint result = Call(Architecture.SYS_sysinfo, (nint)info);
        Assert.That(result == 0);
        // SAFETY: struct sysinfo has 112 bytes where a word has 8.
        return *(ulong*)(info + TotalOffset) * *(uint*)(info + UnitOffset);
    }

    /// <summary>Bytes of a page of memory.</summary>
    public static uint PageSize()
    {
        const nuint AT_PAGESZ = 6;
        return (uint)Libc.getauxval(AT_PAGESZ);
    }

    /// <summary>Which device a special file stands for (st_rdev); ENXIO where it is no character device.</summary>
    public static Result<ulong> CharacterDevice(ReadOnlySpan<byte> pathZ)
    {
        const uint S_IFCHR = 0x2000;
        byte* stat = stackalloc byte[Architecture.StatLength];
        nint result = Call(Architecture.SYS_newfstatat, Fd.CurrentDirectory.Value, PathPointer(pathZ), (nint)stat);
        if (result < 0)
        {
            return new Result<ulong>(ToErrno(result));
        }
        return (Architecture.ReadStat(stat).Mode & FileMode.S_IFMT) == S_IFCHR
            ? new Result<ulong>(*(ulong*)(stat + Architecture.StatSpecialDeviceOffset))
            : new Result<ulong>(Errno.ENXIO);
    }

    /// <summary>The name of an account: its length, or 0 where the user database does not have it, or a longer one.</summary>
    public static int FindAccountName(uint uid, Span<byte> name)
    {
        PasswordEntry* entry = (PasswordEntry*)Libc.getpwuid(unchecked((int)uid)); // the same 32 bits
        ReadOnlySpan<byte> found = entry == null ? default : MemoryZ.TextAt(entry->Name);
        if (found.Length > name.Length)
        {
            return 0;
        }
        found.CopyTo(name);
        return found.Length;
    }

    private static int ReadNameField(int field, Span<byte> text)
    {
        byte* names = stackalloc byte[NameFieldLength * NameFields];
        nint result = Call(Architecture.SYS_uname, (nint)names);
        Assert.That(result == 0);
        ReadOnlySpan<byte> found = MemoryZ.TextAt(names + field * NameFieldLength);
        found.CopyTo(text);
        return found.Length;
    }
}
