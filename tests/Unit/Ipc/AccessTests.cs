using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Base;
using Sestet.Ipc;
using Sestet.Linux;
using Sestet.Unix;
using Xunit;

namespace Sestet.Tests;

/// <summary>Rules of access, and the table of connections against a model.</summary>
public class AccessTests
{
    [Theory]
    [InlineData(1, 2, 1, 2, "uid/self uid/1 gid/self gid/2 uid/default")]
    [InlineData(1, 2, 3, 2, "uid/1 gid/self gid/2 uid/default")]
    [InlineData(1, 2, 1, 4, "uid/self uid/1 gid/2 uid/default")]
    [InlineData(4294967295, 4294967295, 0, 0, "uid/4294967295 gid/4294967295 uid/default")]
    public void KeysInTheirOrder(uint uid, uint gid, uint ownUid, uint ownGid, string expected)
    {
        AccessKeys keys = new(uid, gid, ownUid, ownGid);
        byte[] key = new byte[AccessKeys.LengthMax];
        List<string> names = [];
        for (int length = keys.Next(key); length > 0; length = keys.Next(key))
        {
            names.Add(Encoding.ASCII.GetString(key, 0, length));
        }
        Assert.Equal(expected, string.Join(' ', names));
        Assert.Equal(0, keys.Next(key));
    }

    [Theory]
    [InlineData("uid/0", true)]
    [InlineData("reversedns/a.b", true)]
    [InlineData("x", true)]
    [InlineData("", false)]
    [InlineData("/uid", false)]
    [InlineData("uid/", false)]
    [InlineData("uid//0", false)]
    [InlineData("../x", false)]
    [InlineData("uid/..", false)]
    [InlineData("uid/.hidden", false)]
    [InlineData("uid/a\0b", false)]
    public void NamesThatStayWhereTheyBegin(string name, bool safe) =>
        Assert.Equal(safe, RuleName.IsSafe(Encoding.ASCII.GetBytes(name)));

    [Fact, Trait("Category", "Property")]
    public void RecordsComeBack() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 200]).Sample((changes, command) =>
    {
        byte[] record = new byte[RuleRecord.LengthMax];
        changes.CopyTo(RuleRecord.ChangesRoom(record));
        command.CopyTo(RuleRecord.CommandRoom(record, changes.Length));
        int length = RuleRecord.Finish(record, changes.Length, command.Length);
        bool ok = RuleRecord.TryParse(
            record.AsSpan(0, length), out Verdict verdict, out ReadOnlySpan<byte> gotChanges, out ReadOnlySpan<byte> gotCommand);
        return ok && verdict == Verdict.Allowed && gotChanges.SequenceEqual(changes) && gotCommand.SequenceEqual(command);
    });

    [Fact, Trait("Category", "Property")]
    public void GarbageIsNoRecord() => Gen.Byte.Array[0, 40].Sample(bytes =>
    {
        if (bytes.Length > 0 && bytes[^1] % 2 == 0)
        {
            bytes[0] = RuleRecord.Allow;
        }
        bool ok = RuleRecord.TryParse(bytes, out Verdict verdict, out ReadOnlySpan<byte> changes, out ReadOnlySpan<byte> command);
        Assert.True(ok || verdict == Verdict.None);
        Assert.True(changes.Length + command.Length <= bytes.Length);
        while (!changes.IsEmpty && EnvironmentChanges.TryTake(ref changes, out _, out _, out _))
        {
        }
    });

    [Fact, Trait("Category", "Property")]
    public void ConnectionsAreThoseOfTheModel() => Gen.Select(Gen.Bool, Gen.Int[1, 6], Gen.UInt[0, 3]).Array[0, 60].Sample(steps =>
    {
        ConnectionTable table = new(new Connection[5], new UserCount[5], perUserMax: 2);
        Dictionary<int, uint> model = [];
        foreach ((bool adds, int pid, uint uid) in steps)
        {
            if (adds && !model.ContainsKey(pid))
            {
                bool refuses = model.Values.Count(u => u == uid) >= 2;
                Assert.Equal(refuses, table.Refuses(uid));
                Assert.Equal(model.Count == 5, table.IsFull);
                if (!refuses && !table.IsFull)
                {
                    model[pid] = uid;
                    Assert.Equal(model.Values.Count(u => u == uid), table.Add(new Pid(pid), uid));
                }
            }
            else if (!adds)
            {
                bool known = model.Remove(pid, out uint owner);
                Assert.Equal(known, table.Remove(new Pid(pid), out uint found));
                Assert.Equal(owner, found);
            }
            Assert.Equal(model.Count, table.Count);
            Assert.Equal(model.Keys.Order(), table.Connections.ToArray().Select(c => c.Handler.Value).Order());
        }
    });
}
