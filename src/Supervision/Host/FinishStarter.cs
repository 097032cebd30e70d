using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>Starts ./finish with its four arguments (servicedir.html).</summary>
internal static class FinishStarter
{
    private const int ExitCodeForSignaled = 256;

    public static SupervisorEvent Start(ReadOnlySpan<byte> nameZ, EnvironmentBlock environment, WaitStatus status, Pid dead)
    {
        Span<byte> code = stackalloc byte[Limits.DecimalLengthMax + 1];
        Span<byte> signal = stackalloc byte[Limits.DecimalLengthMax + 1];
        Span<byte> group = stackalloc byte[Limits.DecimalLengthMax + 1];
        code[Text.Format((ulong)(status.IsSignaled ? ExitCodeForSignaled : status.ExitCode), code)] = 0;
        signal[Text.Format((ulong)status.SignalNumber, signal)] = 0;
        group[Text.Format((ulong)dead.Value, group)] = 0;
        ArgumentList arguments = new(stackalloc nint[Limits.ExtraArgumentsMax]);
        arguments.Add("finish\0"u8);
        arguments.Add(Text.UntilNulZ(code));
        arguments.Add(Text.UntilNulZ(signal));
        arguments.Add(nameZ);
        arguments.Add(Text.UntilNulZ(group));
        SpawnRequest request = new()
        {
            PathZ = ServiceFile.FinishZ,
            Arguments = arguments.Arguments,
            Environment = environment,
            NewSession = true,
        };
        Result<Pid> child = Kernel.Spawn(request);
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
