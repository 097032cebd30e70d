using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>What users and other programs do to services from outside.</summary>
internal static class Client
{
    /// <summary>Writes letters into a control FIFO; false where nobody listens.</summary>
    public static bool Control(Machine machine, string fifo, ReadOnlySpan<byte> letters)
    {
        Process process = machine.Boot("client");
        Result<Fd> fd = process.Files.Open(Fd.CurrentDirectory, fifo, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK, 0);
        bool sent = fd.Ok && process.Files.Write(fd.Value, letters).Ok;
        process.Terminate(WaitStatus.Exited(0));
        machine.Statistics.Commands += sent ? letters.Length : 0;
        return sent;
    }

    /// <summary>Sends a process a signal.</summary>
    public static void Kill(Process target, Signal signal)
    {
        target.Machine.Statistics.Kills++;
        target.Signals.Send(signal, new Pid(1));
    }
}
