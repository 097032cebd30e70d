using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.PortableUtils;

/// <summary>s6-clock.html and s6-nuke.html: what concerns the whole machine, kept from it.</summary>
public sealed class Machine(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>Not set for good: the call is taken out, and looked at. (The reference rounds to microseconds.)</summary>
    [TraceTheory, Ours, Reference(Needs = "s6-clock")]
    public void TheClockIsSet(Suite suite)
    {
        CommandResult result = Shell(suite, """
            strace -q -o trace -e trace=clock_settime,settimeofday -e inject=clock_settime,settimeofday:retval=0 \
                s6-clock @4000000037c219bf2ef02e94; echo $?
            grep -oE 'tv_sec=[0-9]+, tv_u?n?sec=[0-9]{5}' trace | sed s/tv_usec/tv_nsec/
            strace -q -o trace -e inject=clock_settime,settimeofday:error=EPERM s6-clock @4000000037c219bf2ef02e94; echo $?
            """);
        string[] lines = result.Output.Split('\n');
        Assert.Equal(["0", "tv_sec=935467423, tv_nsec=78749", "111", ""], lines);
        Assert.Equal("s6-clock: fatal: unable to taia_setnow: Operation not permitted\n", result.Error);
    }

    /// <summary>All processes of a namespace but s6-nuke and its process 1, stopped ones too.</summary>
    [RootTheory, Ours, Reference(Needs = "s6-nuke")]
    public void AllAreNuked(Suite suite)
    {
        File.WriteAllText(At("script"), """
            for option in -h -t -k; do
                sleep 1000 & one=$!
                sleep 1000 & two=$!
                [ $option = -h ] || kill -STOP $two
                s6-nuke $option; echo "$option $?"
                wait $one; echo $?
                wait $two; echo $?
            done 2> /dev/null
            s6-nuke; echo $?
            s6-nuke -t; echo $?
            """);
        CommandResult result = Shell(suite, "exec unshare --pid --fork --kill-child sh script");
        // Nobody is there any more in the end.
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("-h 0 129 129 -t 0 143 143 -k 0 137 137 0 111", string.Join(' ', lines));
    }
}
