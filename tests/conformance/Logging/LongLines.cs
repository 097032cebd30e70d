using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Logging;

/// <summary>Lines longer than what is held of one, and the memory that all of it takes.</summary>
public sealed class LongLines(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>Limits.LogLineHeldMax: so much of a line is looked at.</summary>
    private const int Held = 16384;

    private const int KibibytesMax = 100;

    /// <summary>The reference holds all of a line.</summary>
    [Theory, Ours, Reference]
    public void TheStartOfALineDecides(Suite suite)
    {
        string filler = new('-', Held - 1);
        string[] lines = [$"{filler}a---", $"{filler}-a---", $"a{filler}b", "b"];
        string input = string.Concat(lines.Select(line => line + "\n"));
        string[] selected = suite.Diverges<string[]>([lines[0], lines[2]], lines[..3]);
        string expected = string.Concat(selected.Select(line => line + "\n"));
        Assert.Equal(new CommandResult(0, expected, ""), RunWithInput(suite, input, "s6-log", "-l0", "-", "+a", "1"));
        Assert.Equal(new CommandResult(0, expected, ""), RunWithInput(suite, input, "s6-log", "-l0", "-", "+[a]", "1"));
        // Where only the start is seen, that is not the end.
        expected = suite.Diverges("b\n", $"{lines[2]}\nb\n");
        Assert.Equal(new CommandResult(0, expected, ""), RunWithInput(suite, input, "s6-log", "-l0", "-", "+b$", "1"));
        Assert.Equal(new CommandResult(0, expected, ""), RunWithInput(suite, input, "s6-log", "-l0", "-", "+(b)$", "1"));
    }

    /// <summary>Whatever is fed, with every way a line can go; the sum of what is private in /proc/PID/smaps.</summary>
    [Theory]
    [Ours("./dir")]
    [Ours("t ./dir")]
    [Ours("T ./dir 1")]
    [Ours("- +ERROR ./dir")]
    [Ours("- +a.*[bx]y -z$ t ./dir f pother: ./other")]
    [Ours("-l0 ./dir")]
    [Ours("-l0 jweb:out t ./dir")]
    [Ours("-l0 - +x(a|$) =status E0 ./dir")]
    [Ours("-l0 =status ./dir pother ./other")]
    public void MemoryIsBounded(Suite suite, string script)
    {
        Logger logger = new(this, suite, ["-q", .. script.Split(' ')]);
        string lines = string.Concat(Enumerable.Range(0, 2000).Select(i => $"{new string('x', i % 300)}a{i}ERROR\n"));
        string[] texts = [lines, $"{new string('x', 3_000_000)}\n", new('\n', 5_000), lines];
        foreach (string text in texts)
        {
            logger.Write(text);
        }
        int pid = logger.Process.Pid;
        // All of it has been read, and is dealt with when it sleeps again.
        long length = texts.Sum(text => (long)text.Length);
        Eventually(() => !logger.Process.Output.Drain() && Field($"/proc/{pid}/io", "rchar:") >= length && IsAsleep(pid));
        Assert.InRange(PrivateKibibytes(pid), 1, KibibytesMax);
        Assert.Equal(0, logger.Finish().ExitCode);
    }

    private static long Field(string file, string name) =>
        long.Parse(File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ')[1], null);

    private static bool IsAsleep(int pid) => File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1][0] == 'S';

    /// <summary>What is private and not the program's own file as it is on disk: clean pages of that are no memory of its own.</summary>
    private static long PrivateKibibytes(int pid)
    {
        long sum = 0;
        bool isAnonymous = false;
        foreach (string line in File.ReadLines($"/proc/{pid}/smaps"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!words[0].EndsWith(':'))
            {
                // Address, rights, offset, device, inode, file.
                isAnonymous = words[4] == "0";
            }
            else if (words[0] == "Private_Dirty:" || (isAnonymous && words[0] == "Private_Clean:"))
            {
                sum += long.Parse(words[1], null);
            }
        }
        return sum;
    }
}
