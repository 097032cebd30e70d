using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Holding;

/// <summary>The kernel refuses a call of s6-fdholderd a few times: what it holds stays held, and nothing is lost or left open.</summary>
public sealed class HolderFaults(ITestOutputHelper output) : HolderScenario(output)
{
    /// <summary>
    /// Memory that is short is waited for, and nobody fails. A connection that is broken is over, for its client only: which of the
    /// ten orders fail, of which the first stores a.
    /// </summary>
    [TraceTheory]
    [Ours("recvmsg:error=ENOMEM:when=1..3", "")]
    [Ours("recvmsg:error=ENOBUFS:when=4", "")]
    [Ours("recvmsg:error=EAGAIN:when=2..4", "")]
    [Ours("recvmsg:error=ECONNRESET:when=1", "store a,retrieve a,delete a")]
    [Ours("sendmsg:error=ENOMEM:when=1..3", "")]
    [Ours("sendmsg:error=ENOBUFS:when=5", "")]
    [Ours("sendmsg:error=EAGAIN:when=2..5", "")]
    [Ours("sendmsg:error=ETOOMANYREFS:when=1..2", "")]
    [Ours("sendmsg:error=EPIPE:when=4", "list")]
    [Ours("accept4:error=EMFILE:when=1..2", "")]
    [Ours("accept4:error=ECONNABORTED:when=1", "")]
    [Ours("ppoll:error=ENOMEM:when=1..5", "")]
    [Ours("read:error=EIO:when=1", "store a,retrieve a,delete a")]
    public void NothingIsLost(Suite suite, string fault, string failing)
    {
        File.WriteAllText(At("file"), "content\n");
        MakeRules("s", AllRights);
        string[] words = ["-q", "-o", At("trace"), "-e", $"inject={fault}", "s6-fdholder-daemon", "-1", "-i", "rules-s", "s"];
        Child tracer = WaitForReadiness(Start(suite, "/usr/bin/strace", words));
        int pid = Assert.Single(ProcessTree.ChildrenOf(tracer.Pid));
        int before = ProcessTree.Descriptors(pid).Count;
        CommandResult result = Shell(suite, """
            try() { name=$1; shift; "$@" > out 2> err || echo $name; }
            try "store a" s6-fdholder-store s a < file
            try "store b" s6-fdholder-store s b < file
            try "store c" s6-fdholder-store s c < file
            try list s6-fdholder-list s
            try "retrieve a" s6-fdholder-retrieve s a cat
            try dump s6-fdholder-getdump s true
            for i in a b c; do try "delete $i" s6-fdholder-delete s $i; done
            try "list again" s6-fdholder-list s
            cat out
            """);
        Assert.Equal(failing.Split(',').Where(f => f.Length > 0), result.Output.Split('\n').Where(f => f.Length > 0));
        Eventually(() => ProcessTree.Descriptors(pid).Count == before);
        Native.Check(Native.Kill(pid, 15), "kill");
        Assert.Equal(0, tracer.WaitForExit().ExitCode);
        Assert.Contains("(INJECTED)", File.ReadAllText(At("trace")), System.StringComparison.Ordinal);
    }
}
