using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>A file system without room under supervise/: the service is never lost, and what failed is made up for.</summary>
public sealed class FullDisk(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>
    /// supervise/ is a small file system of its own, in a mount namespace of the supervisor's, which the test reaches through
    /// /proc.
    /// </summary>
    [RootTheory, Ours, Reference]
    public void TheServiceStaysUnderControl(Suite suite)
    {
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle);
        Directory.CreateDirectory(directory["supervise"]);
        Supervised service = Supervise(
            suite, directory, "unshare", "--mount", "sh", "-c",
            "mount -t tmpfs -o size=16k,nr_inodes=16 none svc/supervise && exec \"$@\"", "sh");
        service.Expect("su");
        var inside = new ServiceDirectory($"/proc/{service.Process.Pid}/root{directory.Path}");
        Assert.Equal(4, inside.Status.Flags);
        string filler = inside["supervise/filler"];
        Fill(filler);
        Supervised.SendTo(inside, "d");
        service.Expect("sudD");
        service.Process.WaitForError("s6-supervise svc: warning: unable to write status file: No space left on device\n");
        Supervised.SendTo(inside, "u");
        service.Expect("sudDu");
        // When there is room again, the next change is written; ours does not even wait for one.
        File.Delete(filler);
        if (!suite.IsOurs)
        {
            Supervised.SendTo(inside, "pc");
        }
        Eventually(() => inside.Status.Pid != 0 && ProcessTree.State(inside.Status.Pid) is not ('X' or 'Z'));
        Assert.True(inside.Status.WantedUp);
        Supervised.SendTo(inside, "xd");
        service.Expect("sudDudDx");
        Assert.Equal(0, service.WaitForExit().ExitCode);
    }

    private static void Fill(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1);
            while (true)
            {
                file.Write(new byte[512]);
            }
        }
        catch (IOException e)
        {
            Assert.Contains("No space left", e.Message, StringComparison.Ordinal);
        }
    }
}
