using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>
/// A supervisor that was killed leaves its service to the next one (docs/DIVERGENCES.md: the C suite starts a second copy).
/// </summary>
public sealed class Adoption(ITestOutputHelper output) : Scenario(output)
{
    private static string KillSupervisor(Supervised service)
    {
        service.Process.Kill(9);
        Assert.Equal(128 + 9, service.WaitForExit().ExitCode);
        return service.Events.Heard;
    }

    private static string Said(Supervised service)
    {
        service.Process.Error.Drain();
        return service.Process.Error.Text;
    }

    /// <summary>
    /// Opens a file of supervise/. A service that has just been started may hold its record still: it closes it a moment
    /// behind its supervisor's return from the start. .NET minds such locks.
    /// </summary>
    private static FileStream OpenRecord(string path)
    {
        FileStream? file = null;
        Eventually(() =>
        {
            try
            {
                file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            }
            catch (IOException)
            {
                return false;
            }
            return true;
        });
        return file!;
    }

    /// <summary>A service that writes its pid into the messages, tells its readiness when it may, and idles.</summary>
    private static string ReadyWhenToldTo(Messages messages, string go) =>
        $"echo $$ > {messages.Path}; read -r line < {go}; echo >&3; {ServiceDirectory.Idle}";

    [Theory, Ours, Density]
    public void AServiceGoesOnUnderTheNextSupervisor(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Run($"echo $$ > {messages.Path}; {ServiceDirectory.Idle}")
            .Finish($"echo finish $1 $2 > {messages.Path}");
        Supervised first = Supervise(suite, directory);
        int pid = int.Parse(messages.Next(), CultureInfo.InvariantCulture);
        first.Expect("su");
        StatusFile before = directory.Status;
        _ = KillSupervisor(first);
        Supervised second = Supervise(suite, directory);
        second.Expect("su");
        Assert.Equal(before, directory.Status);
        Assert.Equal(0, Run(suite, "s6-svok", "svc").ExitCode);
        second.Send("r");
        messages.ExpectStart("finish ");
        second.Expect("sudDu");
        Assert.NotEqual(pid, int.Parse(messages.Next(), CultureInfo.InvariantCulture));
        Assert.Equal("", Said(second));
    }

    /// <summary>Its readiness is heard whether it comes before, between or after.</summary>
    [Theory]
    [Ours("before")]
    [Ours("between")]
    [Ours("after")]
    public void Readiness(Suite suite, string when)
    {
        Messages messages = NewMessages();
        string go = At("go");
        _ = Native.Check(Native.MakeFifo(go, 0x180), "mkfifo");
        ServiceDirectory directory = NewService().With("notification-fd", "3").Run(ReadyWhenToldTo(messages, go));
        Supervised first = Supervise(suite, directory);
        int pid = int.Parse(messages.Next(), CultureInfo.InvariantCulture);
        first.Expect("su");
        if (when == "before")
        {
            File.WriteAllText(go, "\n");
            first.Expect("suU");
        }
        StatusFile before = directory.Status;
        _ = KillSupervisor(first);
        if (when == "between")
        {
            File.WriteAllText(go, "\n");
            Eventually(() => ProcessTree.ReadText(pid, "cmdline").StartsWith("sleep", StringComparison.Ordinal));
        }
        Supervised second = Supervise(suite, directory);
        if (when == "after")
        {
            second.Expect("su");
            File.WriteAllText(go, "\n");
        }
        second.Expect("suU");
        Eventually(() => directory.Status.Ready);
        if (when == "before")
        {
            Assert.Equal(before, directory.Status);
        }
        Assert.Equal(pid, directory.Status.Pid);
    }

    /// <summary>What it was asked to be it stays, though ./down says otherwise.</summary>
    [Theory, Ours, Density]
    public void WhatIsWantedIsKept(Suite suite)
    {
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle);
        Supervised first = Supervise(suite, directory);
        first.Expect("su");
        first.Send("d");
        first.Expect("sudD");
        _ = KillSupervisor(first);
        Supervised second = Supervise(suite, directory);
        second.Expect("sD");
        Assert.False(directory.Status.WantedUp);
        second.Send("u");
        second.Expect("sDu");
        _ = KillSupervisor(second);
        directory.With("down");
        Supervised third = Supervise(suite, directory);
        third.Expect("su");
        Assert.True(directory.Status.WantedUp);
    }

    /// <summary>A supervisor that was told to go leaves nothing to go on with but what lives.</summary>
    [Theory, Ours]
    public void OneThatLeavesInOrderIsFollowedByANewBeginning(Suite suite)
    {
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle);
        Supervised first = Supervise(suite, directory);
        first.Send("d");
        first.Events.WaitFor("D");
        first.Stop();
        Supervised second = Supervise(suite, directory);
        second.Expect("su");
        int pid = directory.Status.Pid;
        second.Process.Kill(3);
        second.Expect("sux");
        Assert.Equal(0, second.WaitForExit().ExitCode);
        Supervised third = Supervise(suite, directory);
        third.Expect("su");
        Assert.Equal(pid, directory.Status.Pid);
    }

    /// <summary>A service that was being brought down is still killed when its time is over.</summary>
    [Theory, Ours, Density]
    public void TimeoutKillGoesOn(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().With("timeout-kill", "700")
            .Run($"trap '' TERM; echo up > {messages.Path}; while :; do sleep 0.05; done");
        Supervised first = Supervise(suite, directory);
        messages.Expect("up");
        first.Expect("su");
        first.Send("d");
        Eventually(() => !directory.Status.WantedUp);
        _ = KillSupervisor(first);
        Supervised second = Supervise(suite, directory);
        second.Expect("sudD");
        Assert.False(directory.Status.WantedUp);
    }

    /// <summary>./finish is adopted too, and its time-out.</summary>
    [Theory]
    [Ours("ends")]
    [Ours("is killed")]
    public void AFinishScript(Suite suite, string how)
    {
        Messages messages = NewMessages();
        string go = At("go");
        _ = Native.Check(Native.MakeFifo(go, 0x180), "mkfifo");
        ServiceDirectory directory = NewService().Run("exit 3").With("timeout-finish", how == "ends" ? "0" : "1000")
            .Finish($"echo finish $1 $2 > {messages.Path}; read -r line < {go}");
        Supervised first = Supervise(suite, directory);
        messages.Expect("finish 3 0");
        first.Expect("sud");
        _ = KillSupervisor(first);
        Supervised second = Supervise(suite, directory);
        second.Expect("sd");
        second.Send("d");
        if (how == "ends")
        {
            File.WriteAllText(go, "\n");
        }
        second.Expect("sdD");
        Assert.Equal(how == "ends", Said(second).Length == 0);
    }

    /// <summary>
    /// A service that has ended while it had no supervisor: nobody knows how. It is finished, and told so.
    /// </summary>
    [Theory, Ours, Density]
    public void OneThatEndedMeanwhile(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle)
            .Finish($"echo finish $1 $2 > {messages.Path}");
        Supervised first = Supervise(suite, directory);
        first.Expect("su");
        int pid = directory.Status.Pid;
        _ = KillSupervisor(first);
        _ = Native.Kill(pid, 9);
        Eventually(() => ProcessTree.State(pid) is not ('S' or 'R'));
        Supervised second = Supervise(suite, directory);
        messages.Expect("finish 256 0");
        second.Events.WaitFor("u", from: 1);
        second.Expect("sudDu");
        Assert.EndsWith(" exitcode 255\n", Run(suite, "s6-svdt", "svc").Output, StringComparison.Ordinal);
    }

    /// <summary>What cannot be the record of this service is said, and a new life begins.</summary>
    [Theory]
    [Ours("")]
    [Ours("garbage")]
    [Ours("cut")]
    [Ours("bit")]
    [Ours("huge")]
    public void ABadRecord(Suite suite, string how)
    {
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle);
        Supervised first = Supervise(suite, directory);
        first.Expect("su");
        int pid = directory.Status.Pid;
        _ = KillSupervisor(first);
        using (FileStream file = OpenRecord(directory["supervise/state"]))
        {
            byte[] record = new byte[1000];
            Assert.Equal(128, file.Read(record));
            record[40] ^= 1;
            file.SetLength(0);
            file.Position = 0;
            file.Write(how switch
            {
                "" => [],
                "garbage" => "this is no record\n"u8,
                "cut" => record.AsSpan(0, 100),
                "bit" => record.AsSpan(0, 128),
                _ => new byte[1 << 20],
            });
        }
        Supervised second = Supervise(suite, directory);
        second.Expect("su");
        Assert.NotEqual(pid, directory.Status.Pid);
        string said = how.Length == 0 ? "" : "s6-supervise svc: warning: supervise/state is not understood - ignored\n";
        Assert.Equal(said, Said(second));
        _ = Native.Kill(pid, 9);
    }

    /// <summary>A process that has the number of one that is dead is another one: it is neither adopted nor signaled.</summary>
    [Theory, Ours]
    public void AnotherProcessOfTheSameNumber(Suite suite)
    {
        ServiceDirectory directory = NewService().With("down-signal", "9").Run(ServiceDirectory.Idle);
        Supervised first = Supervise(suite, directory);
        first.Expect("su");
        int pid = directory.Status.Pid;
        _ = KillSupervisor(first);
        _ = Native.Kill(pid, 9);
        Eventually(() => ProcessTree.State(pid) is not ('S' or 'R'));
        // A tick of the kernel's clock later, for that is what it tells of a beginning.
        long ended = Environment.TickCount64;
        Eventually(() => Environment.TickCount64 >= ended + 20);
        Child other = StartWith(suite, null, "/bin/sleep", "1000");
        SetPid(directory["supervise/status"], 24, other.Pid, checksumAt: -1);
        SetPid(directory["supervise/state"], 56, other.Pid, checksumAt: 120);
        Supervised second = Supervise(suite, directory);
        second.Events.WaitFor("u", from: 2);
        Assert.NotEqual(other.Pid, directory.Status.Pid);
        second.Send("d");
        second.Expect("sudDudD");
        Assert.False(other.HasExited);
    }

    /// <summary>Puts another process into a status or a record, whose checksum is FNV-1a of what is before it.</summary>
    private static void SetPid(string path, int offset, int pid, int checksumAt)
    {
        using FileStream file = OpenRecord(path);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(offset), (ulong)pid);
        if (checksumAt >= 0)
        {
            ulong hash = 0xcbf29ce484222325;
            foreach (byte value in bytes.AsSpan(0, checksumAt))
            {
                hash = unchecked((hash ^ value) * 0x100000001b3);
            }
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(checksumAt), hash);
        }
        file.Position = 0;
        file.Write(bytes);
    }

    /// <summary>A new program in the same process: nobody notices.</summary>
    [Theory, Ours, Density]
    public void AnUpgrade(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().With("notification-fd", "3")
            .Run($"echo >&3; tr '\\0' '\\n' < /proc/$$/environ | grep -c HANDOVER > {messages.Path}; {ServiceDirectory.Idle}")
            .Finish($"echo finish $1 $2 > {messages.Path}");
        Supervised service = Supervise(suite, directory);
        messages.Expect("0");
        service.Expect("suU");
        StatusFile before = directory.Status;
        for (int i = 0; i < 20; i++)
        {
            service.Send("E");
        }
        service.Send("o");
        Eventually(() => !directory.Status.WantedUp);
        service.Send("u");
        Eventually(() => directory.Status == before);
        _ = Native.Kill(before.Pid, 15);
        messages.Expect("finish 256 15");
        messages.Expect("0");
        service.Expect("suUdDuU");
        Assert.False(service.Process.HasExited);
        Assert.Equal("", Said(service));
    }
}
