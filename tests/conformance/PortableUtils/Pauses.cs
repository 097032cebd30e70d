using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.PortableUtils;

/// <summary>s6-pause.html: which signals end it.</summary>
public sealed class Pauses(ITestOutputHelper output) : Scenario(output)
{
    private const string Program = "s6-pause";

    /// <summary>A signal that comes after all that are tried, for of several the one with the lowest number is first.</summary>
    private const int Last = 40;

    [Theory]
    [Ours("-t", 15)]
    [Ours("-h", 1)]
    [Ours("-a", 14)]
    [Ours("-q", 3)]
    [Ours("-b", 6)]
    [Ours("-i", 2)]
    [Ours("-p 12,17", 12)]
    [Ours("-p 15 -hi", 15)]
    [Ours("-thaqbi", 3)]
    [Reference("-t", 15, Needs = Program)]
    [Reference("-h", 1, Needs = Program)]
    [Reference("-a", 14, Needs = Program)]
    [Reference("-q", 3, Needs = Program)]
    [Reference("-b", 6, Needs = Program)]
    [Reference("-i", 2, Needs = Program)]
    [Reference("-p 12,17", 12, Needs = Program)]
    [Reference("-p 15 -hi", 15, Needs = Program)]
    [Reference("-thaqbi", 3, Needs = Program)]
    public void OptionsIgnoreSignals(Suite suite, string options, int signal)
    {
        Assert.Equal(128 + Last, EndOf(suite, options.Split(' '), signal, Last));
        Assert.Equal(128 + signal, EndOf(suite, [], signal));
    }

    [Theory]
    [Ours("-x")]
    [Ours("-p")]
    [Ours("-p x")]
    [Reference("-x", Needs = Program)]
    [Reference("-p", Needs = Program)]
    [Reference("-p x", Needs = Program)]
    public void WrongUsage(Suite suite, string options)
    {
        CommandResult result = Run(suite, Program, options.Split(' '));
        Assert.Equal((100, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("s6-pause: usage: s6-pause [ -t ] [ -h ] [ -a ] [ -q ] [ -b ] [ -i ] [ -p ", result.Error);
    }

    /// <summary>How it ends when it gets these signals one after another.</summary>
    private int EndOf(Suite suite, string[] options, params int[] signals)
    {
        Child pause = Start(suite, Program, options);
        Eventually(() => ProcessTree.ReadText(pause.Pid, "comm") == $"{Program}\n" && ProcessTree.State(pause.Pid) == 'S');
        foreach (int signal in signals)
        {
            pause.Kill(signal);
        }
        return pause.WaitForExit().ExitCode;
    }
}
