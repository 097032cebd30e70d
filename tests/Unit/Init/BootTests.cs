using System;
using System.Text;
using CsCheck;
using Sestet.Init;
using Xunit;

namespace Sestet.Tests;

/// <summary>What booting and ending a machine decide without touching one.</summary>
public class BootTests
{
    [Theory]
    [InlineData("", nameof(LimitFault.None))]
    [InlineData(",,", nameof(LimitFault.None))]
    [InlineData("o2000,d=,c0", nameof(LimitFault.None))]
    [InlineData("o18446744073709551615,", nameof(LimitFault.None))]
    [InlineData("o18446744073709551616", nameof(LimitFault.OutOfRange))]
    [InlineData("o", nameof(LimitFault.Syntax))]
    [InlineData("x5", nameof(LimitFault.Syntax))]
    [InlineData("P5", nameof(LimitFault.Syntax))]
    [InlineData("=5", nameof(LimitFault.Syntax))]
    [InlineData("o-1", nameof(LimitFault.Syntax))]
    [InlineData("c0,o0x5", nameof(LimitFault.Syntax))]
    public void LimitsOfResources(string list, string fault) =>
        Assert.Equal(fault, GlobalLimits.Check(Encoding.UTF8.GetBytes(list)).ToString());

    [Fact]
    public void LimitsAreGivenOneByOne()
    {
        GlobalLimits limits = new(",o5,,d=,"u8);
        Assert.True(limits.Next(out ReadOnlySpan<byte> part));
        Assert.Equal("o5", Encoding.UTF8.GetString(part));
        Assert.True(limits.Next(out part));
        Assert.Equal("d=", Encoding.UTF8.GetString(part));
        Assert.False(limits.Next(out _));
    }

    [Theory]
    [InlineData("default", true)]
    [InlineData("1", true)]
    [InlineData("5", true)]
    [InlineData("0", false)]
    [InlineData("6", false)]
    [InlineData("22", false)]
    [InlineData("", false)]
    [InlineData("single", false)]
    public void Runlevels(string word, bool isOne) => Assert.Equal(isOne, BootRunlevel.IsOne(Encoding.UTF8.GetBytes(word)));

    [Fact]
    public void TheFirstOfTheKernelsFileSystemsStay()
    {
        UnmountOrder order = default;
        (string Point, string Type, bool Stays)[] mounts =
        [
            ("/", "ext4", false), ("/proc", "proc", true), ("/sys", "sysfs", true), ("/dev", "devtmpfs", true),
            ("/dev/pts", "devpts", false), ("/run", "tmpfs", true), ("/run", "tmpfs", false), ("/run/user", "tmpfs", false),
            ("/x/proc", "proc", false), ("/x/sys", "sysfs", false), ("/x/dev", "devtmpfs", false),
        ];
        foreach ((string point, string type, bool stays) in mounts)
        {
            Assert.Equal(stays, order.Stays(Encoding.UTF8.GetBytes(point), Encoding.UTF8.GetBytes(type)));
        }
    }

    [Theory]
    [InlineData(false, 384)]
    [InlineData(true, 400)]
    public void RecordsOfAShutdown(bool isWide, int length)
    {
        byte[] bytes = new byte[UtmpRecord.LengthOf(isWide)];
        Assert.Equal(length, bytes.Length);
        Array.Fill(bytes, (byte)0xff);
        UtmpRecord record = new(bytes, isWide);
        record.FillShutdown(isReboot: true, 4711, 12, Encoding.UTF8.GetBytes(new string('h', 300)), 0x1_2345_6789, 7);
        Assert.Equal(UtmpRecord.RunLevel, record.Type);
        Assert.Equal(4711, record.Pid);
        Assert.Equal("~/reboot", Encoding.UTF8.GetString(record.Line) + "/" + Encoding.UTF8.GetString(record.User));
        Assert.Equal(0, bytes[76 + 255]);
        int session = 336;
        int seconds = isWide ? 344 : 340;
        Assert.Equal(12, BitConverter.ToInt32(bytes, session));
        Assert.Equal(0x2345_6789, BitConverter.ToInt32(bytes, seconds));
        Assert.Equal(7, BitConverter.ToInt32(bytes, isWide ? 352 : 344));
        Assert.True(!isWide || BitConverter.ToInt64(bytes, seconds) == 0x1_2345_6789);
        Assert.All(bytes[(isWide ? 360 : 348)..], value => Assert.Equal(0, value));
    }

    /// <summary>Nothing else changes when a process has ended, and any bytes are a record.</summary>
    [Fact]
    [Trait("Category", "Property")]
    public void DeadProcesses() => Gen.Select(Gen.Bool, Gen.Byte.Array[400]).Sample((isWide, random) =>
    {
        byte[] bytes = random[..UtmpRecord.LengthOf(isWide)];
        byte[] before = (byte[])bytes.Clone();
        UtmpRecord record = new(bytes, isWide);
        int pid = record.Pid;
        record.MarkDead();
        Assert.Equal((UtmpRecord.DeadProcess, pid, 0), (record.Type, record.Pid, record.User.Length));
        int time = isWide ? 344 : 340;
        int timeEnd = time + (isWide ? 16 : 8);
        for (int i = 4; i < bytes.Length; i++)
        {
            bool cleared = i is >= 44 and < 332 || (i >= time && i < timeEnd);
            Assert.Equal(cleared ? 0 : before[i], bytes[i]);
        }
    });

    [Theory]
    [InlineData("root\n", "root", true)]
    [InlineData("# root\nfoo\n", "root", false)]
    [InlineData("#x\n\n foo \r\nroot", "root", true)]
    [InlineData("#x\n\n foo \r\nroot", "foo", true)]
    [InlineData("rooty\n", "root", false)]
    [InlineData("\n\n", "", false)]
    [InlineData("", "root", false)]
    public void ListsOfUsers(string list, string user, bool contains) =>
        Assert.Equal(contains, UserList.Contains(Encoding.UTF8.GetBytes(list), Encoding.UTF8.GetBytes(user)));

    [Fact]
    public void SkeletonsAreScripts()
    {
        for (int i = 0; i < Skeleton.Count; i++)
        {
            string script = Encoding.UTF8.GetString(Skeleton.Script(i));
            Assert.StartsWith("#!/bin/sh -e\n", script, StringComparison.Ordinal);
            Assert.EndsWith("\n", script, StringComparison.Ordinal);
        }
    }
}
