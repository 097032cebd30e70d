using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>A program that a command runs beside itself.</summary>
internal static class ChildProgram
{
    /// <summary>Starts it: 0, or the exit code of what kept it from starting, printed.</summary>
    public static int Start(Arguments program, EnvironmentBlock environment)
    {
        Assert.That(program.Count > 0);
        SpawnRequest request = new() { PathZ = program.AtZ(0), Arguments = program, Environment = environment };
        Result<Pid> child = Kernel.Spawn(request);
        return child.Ok ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, child.Error, "spawn "u8, program[0]);
    }

    /// <summary>
    /// What a command exits with in place of a program: 128 and the signal that killed it, or its exit code, which is 128 at
    /// most, so as not to look like a signal.
    /// </summary>
    public static int CodeOf(WaitStatus status) =>
        status.IsSignaled ? 128 + status.SignalNumber : Math.Min(status.ExitCode, 128);
}
