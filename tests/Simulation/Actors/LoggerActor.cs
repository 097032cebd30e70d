using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>./run of a logger: reads its standard input to the end, then exits. What it has read is safe.</summary>
internal sealed class LoggerActor(Process process, Service service) : RunActor(process, service)
{
    public override long Deadline => HasInput ? Machine.Clock.Now : base.Deadline;

    private bool HasInput => !Process.Stopped
        && (!Process.Files.Descriptors.TryGet(Fd.StandardInput, out OpenFile file) || file.Pipe is not { } pipe
            || pipe.Length > 0 || pipe.Writers == 0);

    public override bool IsReady(long now) => HasInput || base.IsReady(now);

    public override void Act()
    {
        if (!HasInput)
        {
            base.Act();
            return;
        }
        byte[] records = new byte[LogChannel.RecordLength * Dice.Pick(1, 4, 64)];
        Result<int> read = Process.Files.Read(Fd.StandardInput, records);
        if (!read.Ok || read.Value == 0)
        {
            Exit(0);
            return;
        }
        string? complaint = Service.Producer!.Log.Read(records.AsSpan(0, read.Value));
        if (complaint != null)
        {
            Machine.Fail($"{Service.Name}: {complaint}");
        }
    }
}
