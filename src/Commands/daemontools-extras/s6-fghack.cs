using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Stays until a program that goes into the background has ended (s6-fghack.html).</summary>
internal struct S6Fghack : ICommand
{
    private const int ProgramWrote = 102;

    /// <summary>Copies of the pipe's end: a program that closes some is likely to leave others.</summary>
    private const int CopiesMax = 30;

    public static ReadOnlySpan<byte> Name => "s6-fghack"u8;

    public static ReadOnlySpan<byte> Usage => "s6-fghack prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Operands => "r"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs prog with many descriptors of a pipe, and stays until all who have inherited them have ended, though prog itself
        may have gone into the background. s6-background-watch does that better.

        Exits as prog, nearly: 128 and the signal that killed it, or its exit code, at most 128. 100 on wrong usage; 102
        where prog writes to such a descriptor; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments program = invocation.Arguments;
        if (program.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Diagnostics.Warn("this program is obsolescent, please use s6-background-watch instead"u8);
        Errno error = Kernel.Pipe(out Fd reader, out Fd writer);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "create hackpipe"u8));
        }
        // A parent that ignores it would have no child be waited for.
        _ = Kernel.ResetSignal(Signal.SIGCHLD);
        Result<Pid> child = Spawn(program, invocation.Environment, writer);
        Kernel.Close(writer);
        return Outcome.Exit(child.Ok
            ? Watch(reader, child.Value, program[0])
            : Diagnostics.Unable(ExitCode.System, child.Error, "spawn "u8, program[0]));
    }

    private static Result<Pid> Spawn(Arguments program, EnvironmentBlock environment, Fd writer)
    {
        Span<Fd> copies = stackalloc Fd[CopiesMax];
        int count = 0;
        while (count < copies.Length)
        {
            Result<Fd> copy = Kernel.DuplicateAbove(writer, 0);
            if (!copy.Ok || Kernel.SetCloseOnExec(copy.Value, on: false).Failed)
            {
                // As many as there may be.
                break;
            }
            copies[count++] = copy.Value;
        }
        SpawnRequest request = new() { PathZ = program.AtZ(0), Arguments = program, Environment = environment };
        Result<Pid> child = Kernel.Spawn(request);
        foreach (Fd copy in copies[..count])
        {
            Kernel.Close(copy);
        }
        return child;
    }

    private static int Watch(Fd reader, Pid child, ReadOnlySpan<byte> program)
    {
        Span<byte> bytes = stackalloc byte[1];
        Result<int> read = Kernel.Read(reader, bytes);
        if (!read.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, read.Error, "read on hackpipe"u8);
        }
        if (read.Value != 0)
        {
            return Diagnostics.Fatal(ProgramWrote, program, " wrote on hackpipe"u8);
        }
        Result<ChildExit> end = Kernel.WaitFor(child, wait: true);
        return end.Ok
            ? ChildProgram.CodeOf(end.Value.Status)
            : Diagnostics.Unable(ExitCode.System, end.Error, "wait_pid"u8);
    }
}
