using System;
using System.Linq;
using CsCheck;
using Sestet.LinuxUtils;
using Xunit;

namespace Sestet.Tests;

public class ProcessOrderTests
{
    /// <summary>Any parents, also unknown ones, oneself, and circles: every process is shown once, behind its parent.</summary>
    [Fact]
    [Trait("Category", "Property")]
    public void EveryProcessIsInTheTreeOnce() => Gen.Int[0, 12].Array[0, 12].Sample(parents =>
    {
        ProcessRow[] processes =
            [.. parents.Select((parent, i) => new ProcessRow { Pid = (uint)i + 1, Parent = (ulong)parent })];
        int[] order = new int[processes.Length];
        // They may be read in any order.
        Array.Reverse(processes);
        int[] byPid = new int[processes.Length];
        ProcessOrder.Sort(processes, byPid);
        ProcessOrder.MakeTree(processes, byPid, order, new int[3 * processes.Length]);
        Assert.Equal(Enumerable.Range(0, processes.Length), order.Order());
        for (int at = 0; at < order.Length; at++)
        {
            ProcessRow process = processes[order[at]];
            if (process.Depth > 0)
            {
                int parent = Array.FindIndex(order, i => processes[i].Pid == process.Parent);
                Assert.InRange(parent, 0, at - 1);
                // The children of process 1 are not indented.
                Assert.Equal(processes[order[parent]].Depth + (process.Parent == 1 ? 0 : 1), process.Depth);
            }
        }
    });

    [Fact]
    [Trait("Category", "Property")]
    public void SortingIsByPid() => Gen.Int[0, 1000].Array[0, 40].Sample(pids =>
    {
        ProcessRow[] processes = [.. pids.Select(pid => new ProcessRow { Pid = (uint)pid })];
        int[] order = new int[pids.Length];
        ProcessOrder.Sort(processes, order);
        Assert.Equal(pids.Order(), order.Select(i => pids[i]));
        Assert.Equal(Enumerable.Range(0, pids.Length), order.Order());
    });

    [Theory]
    [InlineData("", false)]
    [InlineData("garbage", false)]
    [InlineData("1 (a) S", false)]
    [InlineData("1 (a) S 1 2 3 x", false)]
    [InlineData("1 (a) S 99999999999999999999 0 0 0 0", false)]
    [InlineData("1 (a) ) S 1 2 3 4 -1 0 0 0 0 0 0 0 0 0 -5 -7 1 0 9 0 0 0 0 0 0 0 0 0 0 0 0 77 0 0 17 3 4 5\n", true)]
    public void StatIsReadOrNot(string text, bool expected)
    {
        ProcessStat stat = default;
        Assert.Equal(expected, stat.TryParse(System.Text.Encoding.Latin1.GetBytes(text), out ReadOnlySpan<byte> name));
        if (expected)
        {
            Assert.Equal("a) ", System.Text.Encoding.Latin1.GetString(name));
            Assert.Equal((1UL, -1L), (stat.Number(ProcessStat.Parent), stat.Signed(ProcessStat.TerminalGroup)));
            Assert.Equal((-5L, -7L), (stat.Signed(18), stat.Signed(ProcessStat.Nice)));
            Assert.Equal((9UL, 77UL), (stat.Number(ProcessStat.Start), stat.Number(ProcessStat.WaitChannel)));
            Assert.Equal((3UL, 5UL, 8UL), (stat.Number(39), stat.Number(ProcessStat.Last), stat.Sum(39, 41, 2)));
        }
    }

    [Theory]
    [InlineData("serial               /dev/ttyS       4 64-95 serial", "/dev/ttyS", 4, 64, 95)]
    [InlineData("/dev/tty             /dev/tty        5       0 system:/dev/tty", "/dev/tty", 5, 0, 0)]
    [InlineData("", "", -1, 0, 0)]
    [InlineData("a /dev/a x 1 b", "/dev/a", -1, 1, 1)]
    [InlineData("a /dev/a 3 1-z b", "/dev/a", -1, 1, 0)]
    public void DriversOfTerminals(string line, string path, int major, int first, int last)
    {
        TerminalDriver driver = new(System.Text.Encoding.Latin1.GetBytes(line));
        Assert.Equal(path, System.Text.Encoding.Latin1.GetString(driver.Path));
        Assert.Equal((unchecked((uint)major), (uint)first, (uint)last), (driver.Major, driver.FirstMinor, driver.LastMinor));
    }

    /// <summary>Every row of the table of columns is as long as the others, and can be found by its name.</summary>
    [Theory]
    [InlineData("pid", "PID", true)]
    [InlineData("env", "ENVIRONMENT", false)]
    [InlineData("cutime", "CUTIME", false)]
    [InlineData("cpcpu", "C%CPU", true)]
    public void ColumnsAreFoundByName(string name, string heading, bool isRight)
    {
        Assert.True(ProcessColumn.TryFind(System.Text.Encoding.Latin1.GetBytes(name), out ProcessColumn column));
        Assert.Equal(heading, System.Text.Encoding.Latin1.GetString(column.Heading));
        Assert.Equal(isRight, column.IsRightAligned);
    }
}
