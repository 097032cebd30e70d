using System;
using System.Text;
using CsCheck;
using Sestet.Base;
using Sestet.Supervision;
using Xunit;

namespace Sestet.Tests;

public class CgroupTests
{
    private delegate bool Parse(ReadOnlySpan<byte> text, out ulong value);

    [Theory]
    [InlineData("1", "1")]
    [InlineData("64K", "65536")]
    [InlineData("64k", "65536")]
    [InlineData("3M", "3145728")]
    [InlineData("2G", "2147483648")]
    [InlineData("max", "max")]
    [InlineData("18446744073709551614", "18446744073709551614")]
    [InlineData("17179869183G", "18446744072635809792")]
    [InlineData("17179869184G", null)]
    [InlineData("18446744073709551615", null)]
    [InlineData("0", null)]
    [InlineData("0K", null)]
    [InlineData("", null)]
    [InlineData("K", null)]
    [InlineData("1KK", null)]
    [InlineData("1T", null)]
    [InlineData("-1", null)]
    [InlineData("1 K", null)]
    [InlineData("MAX", null)]
    public void Memory(string text, string? written) => Assert.Equal(written, Format(CgroupLimit.TryParseMemory, text));

    [Theory]
    [InlineData("1", "1000 100000")]
    [InlineData("150", "150000 100000")]
    [InlineData("1000000", "1000000000 100000")]
    [InlineData("max", "max 100000")]
    [InlineData("1000001", null)]
    [InlineData("0", null)]
    [InlineData("1.5", null)]
    [InlineData("", null)]
    public void Cpu(string text, string? written)
    {
        bool valid = CgroupLimit.TryParseCpu(Encoding.UTF8.GetBytes(text), out ulong hundredths);
        Assert.Equal(written != null, valid);
        byte[] bytes = new byte[64];
        Assert.Equal(written, valid ? Encoding.UTF8.GetString(bytes, 0, CgroupLimit.FormatCpu(hundredths, bytes)) : null);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("2147483647", "2147483647")]
    [InlineData("max", "max")]
    [InlineData("2147483648", null)]
    [InlineData("0", null)]
    [InlineData("1K", null)]
    public void Tasks(string text, string? written) => Assert.Equal(written, Format(CgroupLimit.TryParseTasks, text));

    [Fact, Trait("Category", "Property")]
    public void AnyLimitText() => Gen.Char["0123456789KMGmax "].Array[0, 24].Sample(characters =>
    {
        byte[] text = Encoding.UTF8.GetBytes(characters);
        Assert.False(CgroupLimit.TryParseMemory(text, out ulong memory) && memory == 0);
        Assert.False(CgroupLimit.TryParseCpu(text, out ulong cpu) && cpu == 0);
        Assert.False(CgroupLimit.TryParseTasks(text, out ulong tasks) && tasks == 0);
    });

    [Theory]
    [InlineData("0::/\n", "/")]
    [InlineData("0::/system.slice/s6.service\n", "/system.slice/s6.service")]
    [InlineData("0::/a b:c\n", "/a b:c")]
    [InlineData("0::/../other\n", "/../other")]
    [InlineData("1:name=systemd:/\n", null)]
    [InlineData("10::/\n", null)]
    [InlineData("0::\n", null)]
    [InlineData("0::/gone (deleted)\n", null)]
    [InlineData("", null)]
    public void Membership(string line, string? path)
    {
        bool valid = CgroupText.TryParseMembership(Encoding.UTF8.GetBytes(line), out ReadOnlySpan<byte> found);
        Assert.Equal(path, valid ? Encoding.UTF8.GetString(found) : null);
    }

    [Theory]
    [InlineData("29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n", "/", "/sys/fs/cgroup")]
    [InlineData("29 23 0:26 /docker/1f /sys/fs/cgroup ro - cgroup2 cgroup rw", "/docker/1f", "/sys/fs/cgroup")]
    [InlineData("29 23 0:26 / /sys/fs/a\\040b rw a:1 b:2 - cgroup2 none rw", "/", "/sys/fs/a\\040b")]
    [InlineData("29 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup cgroup2 rw", null, null)]
    [InlineData("29 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2x y rw", null, null)]
    [InlineData("29 23 0:26 / /sys/fs/cgroup rw shared:4", null, null)]
    [InlineData("- cgroup2 ", null, null)]
    [InlineData(" - cgroup2 ", null, null)]
    [InlineData("1 2 3 4 - cgroup2 x", null, null)]
    public void Mount(string line, string? root, string? point)
    {
        bool valid = CgroupText.TryParseMount(
            Encoding.UTF8.GetBytes(line), out ReadOnlySpan<byte> foundRoot, out ReadOnlySpan<byte> foundPoint);
        Assert.Equal(root, valid ? Encoding.UTF8.GetString(foundRoot) : null);
        Assert.Equal(point, valid ? Encoding.UTF8.GetString(foundPoint) : null);
    }

    [Theory]
    [InlineData("/", "/", "")]
    [InlineData("/a", "/", "/a")]
    [InlineData("/docker/1f", "/docker/1f", "")]
    [InlineData("/docker/1f/x", "/docker/1f", "/x")]
    [InlineData("/docker/1f2", "/docker/1f", null)]
    [InlineData("/", "/docker", null)]
    [InlineData("/", "/..", null)]
    public void BelowTheMount(string path, string root, string? expected)
    {
        bool within = CgroupText.TryStripRoot(Encoding.UTF8.GetBytes(path), Encoding.UTF8.GetBytes(root), out ReadOnlySpan<byte> below);
        Assert.Equal(expected, within ? Encoding.UTF8.GetString(below) : null);
    }

    [Theory]
    [InlineData("/a\\040b\\134\\011", "/a b\\\t")]
    [InlineData("\\04", "\\04")]
    [InlineData("\\049", "\\049")]
    [InlineData("\\777", "\\777")]
    [InlineData("\\377", "\u00ff")]
    public void Unescape(string text, string expected)
    {
        byte[] plain = new byte[64];
        int length = CgroupText.Unescape(Encoding.Latin1.GetBytes(text), plain);
        Assert.Equal(expected, Encoding.Latin1.GetString(plain, 0, length));
        Assert.Equal(-1, CgroupText.Unescape(Encoding.Latin1.GetBytes(text), new byte[length - 1]));
    }

    [Theory]
    [InlineData("redis", "s6.redis.1f-a0")]
    [InlineData("redis/log", "s6.redis-log.1f-a0")]
    [InlineData("/run/service/redis", "s6.redis.1f-a0")]
    [InlineData("/run/service/redis/log/", "s6.redis-log.1f-a0")]
    [InlineData("log", "s6.log.1f-a0")]
    [InlineData("/log", "s6.log.1f-a0")]
    [InlineData(".", "s6...1f-a0")]
    [InlineData("/", "s6..1f-a0")]
    [InlineData("a\nb", "s6.a-b.1f-a0")]
    public void LeafName(string service, string expected) => Assert.Equal(expected, Leaf(Encoding.UTF8.GetBytes(service), 0x1f, 0xa0));

    [Fact, Trait("Category", "Property")]
    public void AnyLeafNameIsOneOfADirectory() =>
        Gen.Select(Gen.Byte.Array[0, 600], Gen.ULong, Gen.ULong).Sample((service, device, inode) =>
        {
            string name = Leaf(service, device, inode);
            Assert.InRange(name.Length, 1, 255);
            Assert.DoesNotContain('/', name);
            Assert.DoesNotContain('\n', name);
            Assert.StartsWith("s6.", name, StringComparison.Ordinal);
            Assert.EndsWith($".{device:x}-{inode:x}", name, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("low 0\nhigh 1\nmax 2\noom 3\noom_kill 4\noom_group_kill 5\n", "oom_kill", 4)]
    [InlineData("oom_kill 4", "oom_kill", 4)]
    [InlineData("oom_kill_x 4\n", "oom_kill", -1)]
    [InlineData("oom_kill\n", "oom_kill", -1)]
    [InlineData("oom_kill x\n", "oom_kill", -1)]
    [InlineData("", "oom_kill", -1)]
    public void NamedValue(string lines, string name, long expected)
    {
        bool there = CgroupText.TryGetValue(Encoding.UTF8.GetBytes(lines), Encoding.UTF8.GetBytes(name), out ulong value);
        Assert.Equal(expected, there ? (long)value : -1);
    }

    [Theory]
    [InlineData("4711 (sleep) S 1 4711 815 0 -1 4194304", 815u)]
    [InlineData("4711 (a) S 1 2 3 (b) S 1 4711 815 0", 815u)]
    [InlineData("4711 (sleep) S 1 4711 0 0", 0u)]
    [InlineData("4711 (sleep) S 1 4711 815", null)]
    [InlineData("4711 (sleep)", null)]
    [InlineData("4711 (sleep) ", null)]
    [InlineData("", null)]
    [InlineData(")", null)]
    [InlineData("1 (x) S 1 1 -1 0", null)]
    public void Session(string stat, uint? expected)
    {
        bool there = ProcessStat.TryGetSession(Encoding.UTF8.GetBytes(stat), out uint session);
        Assert.Equal(expected, there ? session : null);
    }

    [Fact, Trait("Category", "Property")]
    public void AnyBytesOfTheKernel() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        _ = ProcessStat.TryGetSession(bytes, out _);
        _ = CgroupText.TryParseMembership(bytes, out _);
        _ = CgroupText.TryParseMount(bytes, out _, out _);
        _ = CgroupText.TryGetValue(bytes, "x"u8, out _);
        Assert.InRange(CgroupText.Unescape(bytes, new byte[200]), 0, bytes.Length);
    });

    private static string Leaf(byte[] service, ulong device, ulong inode)
    {
        byte[] name = new byte[Limits.CgroupNameLengthMax];
        return Encoding.Latin1.GetString(name, 0, CgroupText.FormatLeaf(service, device, inode, name));
    }

    private static string? Format(Parse parse, string text)
    {
        if (!parse(Encoding.UTF8.GetBytes(text), out ulong value))
        {
            return null;
        }
        byte[] written = new byte[32];
        return Encoding.UTF8.GetString(written, 0, CgroupLimit.Format(value, written));
    }

    [Theory]
    [InlineData("0::/a/s6.x.1-2\n", true)]
    [InlineData("0::/a/s6.x.1-2/deeper\n", true)]
    [InlineData("12:pids:/a\n0::/s6.x.1-2", true)]
    [InlineData("0::/a/s6.x.1-22\n", false)]
    [InlineData("0::/a/xs6.x.1-2\n", false)]
    [InlineData("1:name=systemd:/a/s6.x.1-2\n0::/\n", false)]
    [InlineData("0::/a/s6.x.1-2 (deleted)\n", false)]
    [InlineData("", false)]
    public void MembersOfALeaf(string lines, bool expected) =>
        Assert.Equal(expected, CgroupText.IsMember(Encoding.UTF8.GetBytes(lines), "s6.x.1-2"u8));
}
