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
        ProcessRecord[] processes =
            [.. parents.Select((parent, i) => new ProcessRecord { Pid = (ulong)i + 1, Parent = (ulong)parent })];
        int[] order = new int[processes.Length];
        ProcessOrder.MakeTree(processes, order, new int[3 * processes.Length]);
        Assert.Equal(Enumerable.Range(0, processes.Length), order.Order());
        for (int at = 0; at < order.Length; at++)
        {
            ProcessRecord process = processes[order[at]];
            if (process.Depth > 0)
            {
                int parent = Array.IndexOf(order, (int)process.Parent - 1);
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
        ProcessRecord[] processes = [.. pids.Select(pid => new ProcessRecord { Pid = (ulong)pid })];
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
        ProcessRecord process = default;
        Assert.Equal(expected, process.TryParse(System.Text.Encoding.Latin1.GetBytes(text)));
        if (expected)
        {
            Assert.Equal((1UL, -1L, -5L, -7L), (process.Parent, process.TerminalGroup, process.Priority, process.Nice));
            Assert.Equal((9UL, 77UL, 3UL, 5UL), (process.Start, process.WaitChannel, process.Cpu, process.Policy));
        }
    }
}
