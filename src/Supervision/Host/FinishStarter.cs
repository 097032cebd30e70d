using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Starts ./finish with its four arguments (servicedir.html). Where it is not known how run ended, the first two are 256
/// and 0.
/// </summary>
internal static class FinishStarter
{
    private const int ExitCodeForSignaled = 256;

    /// <summary>The record is what the new process writes of itself, and has the status that finish is told.</summary>
    public static SupervisorEvent Start(
        ReadOnlySpan<byte> nameZ,
        EnvironmentBlock environment,
        in SupervisorRecord record,
        Pid dead,
        in ServiceStreams streams,
        ref StateFile state)
    {
        WaitStatus status = record.Status.WaitStatus;
        Span<byte> code = stackalloc byte[Limits.DecimalLengthMax + 1];
        Span<byte> signal = stackalloc byte[Limits.DecimalLengthMax + 1];
        Span<byte> group = stackalloc byte[Limits.DecimalLengthMax + 1];
        code[Text.Format((ulong)(status.IsExited ? status.ExitCode : ExitCodeForSignaled), code)] = 0;
        signal[Text.Format((ulong)status.SignalNumber, signal)] = 0;
        group[Text.Format((ulong)dead.Value, group)] = 0;
        ArgumentList arguments = new(stackalloc nint[Limits.ExtraArgumentsMax]);
        arguments.Add("finish\0"u8);
        arguments.Add(Text.UntilNulZ(code));
        arguments.Add(Text.UntilNulZ(signal));
        arguments.Add(nameZ);
        arguments.Add(Text.UntilNulZ(group));
        Span<DescriptorMove> moves = stackalloc DescriptorMove[Limits.SpawnDescriptorsMax];
        SpawnRequest request = new()
        {
            PathZ = ServiceFile.FinishZ,
            Arguments = arguments.Arguments,
            Environment = environment,
            Descriptors = moves[..streams.CopyTo(moves)],
            NewSession = true,
            Table = streams.Table,
        };
        state.PrepareBirth(record, out BirthRecord birth);
        Result<Pid> child = Kernel.Spawn(request, ref birth);
        state.Conclude(birth, child.Ok);
        if (child.Ok)
        {
            return SupervisorEvent.Spawned(child.Value);
        }
        if (child.Error != Errno.ENOENT)
        {
            Diagnostics.WarnUnable(child.Error, "spawn "u8, ServiceFile.FinishZ[..^1]);
        }
        return SupervisorEvent.SpawnFailed(SupervisorEvent.NoRetry);
    }
}
