using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>A program that runs beside a command, from a block or as a loop's body.</summary>
internal static class Subprocess
{
    /// <summary>
    /// Starts a program of one word at least. Quick commands of this suite run in this process's memory, so that they are over
    /// on return; any other program is executed. Present: the environment of this process.
    /// </summary>
    public static Result<Pid> Start(Arguments program, EnvironmentBlock environment, EnvironmentBlock present)
    {
        Assert.That(program.Count > 0);
        int command = SharedChild.IsPossible ? Chain.FindOwn(program, present) : -1;
        if (command >= 0 && CommandTable.Kind(command) == CommandKind.Quick)
        {
            return SharedChild.Start(command, program, environment, present);
        }
        SpawnRequest request = new() { PathZ = program.AtZ(0), Arguments = program, Environment = environment };
        return Kernel.Spawn(request);
    }

    /// <summary>How the child ended, when it has.</summary>
    public static Result<WaitStatus> Wait(Pid child)
    {
        while (true)
        {
            Result<ChildExit> exit = Kernel.WaitFor(child, wait: true);
            if (exit.Ok || exit.Error != Errno.EINTR)
            {
                return exit.Ok ? new Result<WaitStatus>(exit.Value.Status) : new Result<WaitStatus>(exit.Error);
            }
        }
    }

    /// <summary>What the variable ? is to say: the exit code, or 256 and the signal's number.</summary>
    public static int QuestionMark(WaitStatus status) =>
        status.IsSignaled ? 256 + status.SignalNumber : status.ExitCode;

    /// <summary>The same where there was no child.</summary>
    public static int QuestionMarkOf(Errno error) => error == Errno.ENOENT ? ExitCode.NotFound : ExitCode.CannotExecute;

    /// <summary>Goes on as a program, with ? set; without one it exits 0.</summary>
    public static Outcome GoOn(Arguments program, EnvironmentBlock environment, int questionMark)
    {
        if (program.Count == 0)
        {
            return Outcome.Exit(ExitCode.Success);
        }
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        EnvironmentEditor editor = new(environment);
        editor.Set("?"u8, digits[..Text.Format((ulong)questionMark, digits)]);
        return editor.Error.IsNone
            ? Outcome.Chain(program, editor.Block)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, editor.Error, "set ?"u8));
    }
}
