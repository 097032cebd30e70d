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
    /// What is given to a quick command that writes into a pipe which nobody reads meanwhile, as a part of what the pipe
    /// holds: no such command writes more than five times that, and a few lines.
    /// </summary>
    private const int PipePart = 8;

    /// <summary>
    /// A process that starts children again and again does so on one processor, until it executes something: half of what a
    /// child costs is one processor waking another. To find out that it may takes as long as that saves once.
    /// </summary>
    private const int StartedBeforeStaying = 2;

#if !FREESTANDING
    // The simulation runs one program a thread.
    [ThreadStatic]
#endif
    private static int s_started;

    /// <summary>
    /// Starts a program of one word at least. Quick commands of this suite run in this process's memory, so that they are over
    /// on return; any other program is executed. Present: the environment of this process.
    /// </summary>
    public static Result<Pid> Start(Arguments program, EnvironmentBlock environment, EnvironmentBlock present) =>
        Start(program, environment, present, PipeEnd.None);

    /// <summary>The same with a pipe for its standard input or output.</summary>
    public static Result<Pid> Start(Arguments program, EnvironmentBlock environment, EnvironmentBlock present, PipeEnd pipe)
    {
        Assert.That(program.Count > 0);
        if (s_started < StartedBeforeStaying && ++s_started == StartedBeforeStaying)
        {
            Kernel.StayOnCpu(Processors.Count());
        }
        int command = SharedChild.IsPossible ? Chain.FindOwn(program, present) : -1;
        if (command >= 0 && CommandTable.Kind(command) == CommandKind.Quick)
        {
            int lengthMax = LengthMax(pipe);
            if (ChainRunner.Fits(program, environment, lengthMax))
            {
                return SharedChild.Start(command, program, environment, present, pipe, lengthMax);
            }
        }
        return Execute(program, environment, pipe);
    }

    /// <summary>
    /// Starts a program that is nobody's child here: its parent has ended, and been waited for, on return.
    /// </summary>
    public static Result<Pid> StartDetached(Arguments program, EnvironmentBlock environment, PipeEnd pipe)
    {
        Result<MemoryRegion> stack = Kernel.MapStack(Limits.SharedStackLength);
        if (!stack.Ok)
        {
            return new Result<Pid>(stack.Error);
        }
        Between between = new() { Program = program, Environment = environment, Pipe = pipe };
        Result<Pid> parent = Kernel.RunShared(ref between, stack.Value);
        if (!parent.Ok)
        {
            return parent;
        }
        // It has ended: where SIGCHLD is ignored nobody needs to wait for it.
        Result<WaitStatus> status = Wait(parent.Value);
        return status.Ok || status.Error == Errno.ECHILD ? between.Child : new Result<Pid>(status.Error);
    }

    /// <summary>
    /// Starts a program and gives a descriptor that what it writes to its standard output can be read from. The error has been
    /// printed, and code is what to exit with.
    /// </summary>
    public static Errno StartWriter(
        Arguments program, EnvironmentBlock environment, out Pid child, out Fd output, out int code)
    {
        child = Pid.None;
        code = ExitCode.Success;
        Errno error = Kernel.Pipe(out output, out Fd writer);
        if (error.Failed)
        {
            code = Diagnostics.Unable(ExitCode.System, error, "create pipe"u8);
            return error;
        }
        PipeEnd end = new(writer, Fd.StandardOutput.Value, output);
        Result<Pid> started = Start(program, environment, environment, end);
        Kernel.Close(writer);
        child = started.Ok ? started.Value : Pid.None;
        if (!started.Ok)
        {
            Kernel.Close(output);
            code = UnableToSpawn(started.Error, program);
        }
        return started.Error;
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

    /// <summary>
    /// Runs a program and waits for it: 0, or the exit code of what kept it from running, printed. The empty program is the
    /// same as true (grammar.html). What: see UnableToSpawn.
    /// </summary>
    public static int Run(
        Arguments program, EnvironmentBlock environment, ReadOnlySpan<byte> what, out WaitStatus status)
    {
        status = WaitStatus.Exited(ExitCode.Success);
        if (program.Count == 0)
        {
            return ExitCode.Success;
        }
        Result<Pid> child = Start(program, environment, environment);
        if (!child.Ok)
        {
            return UnableToSpawn(child.Error, program, what);
        }
        Result<WaitStatus> result = Wait(child.Value);
        status = result.Ok ? result.Value : status;
        return result.Ok ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, result.Error, "wait for "u8, program[0]);
    }

    /// <summary>
    /// Prints why a program was not started; what: what it is called where a block may have been written in its place.
    /// </summary>
    public static int UnableToSpawn(Errno error, Arguments program, ReadOnlySpan<byte> what = default)
    {
        if (what.IsEmpty || error != Errno.ENOENT || program.ByteAt(0, 0) != ' ')
        {
            return Diagnostics.Unable(ExitCode.System, error, "spawn "u8, program[0]);
        }
        PathBuffer question = new(stackalloc byte[Limits.NameLengthMax]);
        question.Append(": name begins with a space, are you trying to spawn a block as your "u8);
        question.Append(what);
        question.Append("?"u8);
        return Diagnostics.Fatal(ExitCode.System, "unable to spawn "u8, program[0], question.Text);
    }

    /// <summary>What the variable ? is to say: the exit code, or 256 and the signal's number.</summary>
    public static int QuestionMark(WaitStatus status) =>
        status.IsSignaled ? 256 + status.SignalNumber : status.ExitCode;

    /// <summary>Runs a program, which may be empty, and goes on as another with ? set.</summary>
    public static Outcome RunAndGoOn(Arguments first, Arguments second, EnvironmentBlock environment)
    {
        if (first.Count == 0)
        {
            return GoOn(second, environment, ExitCode.Success);
        }
        Result<Pid> child = Start(first, environment, environment);
        if (!child.Ok)
        {
            Diagnostics.WarnUnable(child.Error, "spawn "u8, first[0]);
            return GoOn(second, environment, child.Error == Errno.ENOENT ? ExitCode.NotFound : ExitCode.CannotExecute);
        }
        Result<WaitStatus> status = Wait(child.Value);
        return status.Ok
            ? GoOn(second, environment, QuestionMark(status.Value))
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, status.Error, "wait for "u8, first[0]));
    }

    /// <summary>Goes on as a program with ! set to a child's number.</summary>
    public static Outcome GoOnBeside(Arguments program, EnvironmentBlock environment, Pid child)
    {
        EnvironmentEditor editor = new(environment);
        SetNumber(ref editor, "!"u8, child.Value);
        return Next(program, ref editor);
    }

    /// <summary>Sets a variable to a number.</summary>
    public static void SetNumber(scoped ref EnvironmentEditor editor, ReadOnlySpan<byte> name, int number)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        editor.Set(name, digits[..Text.Format((ulong)number, digits)]);
    }

    /// <summary>Goes on as a program in an environment that was changed; without a program it exits 0.</summary>
    public static Outcome Next(Arguments program, scoped ref EnvironmentEditor editor)
    {
        if (editor.Error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, editor.Error, "modify environment"u8));
        }
        return program.Count == 0 ? Outcome.Exit(ExitCode.Success) : Outcome.Chain(program, editor.Block);
    }

    private static Outcome GoOn(Arguments program, EnvironmentBlock environment, int questionMark)
    {
        if (program.Count == 0)
        {
            return Outcome.Exit(ExitCode.Success);
        }
        EnvironmentEditor editor = new(environment);
        SetNumber(ref editor, "?"u8, questionMark);
        return Next(program, ref editor);
    }

    private static Result<Pid> Execute(Arguments program, EnvironmentBlock environment, PipeEnd pipe)
    {
        SpawnRequest request = new()
        {
            PathZ = program.AtZ(0),
            Arguments = program,
            Environment = environment,
            KeepsMask = true,
            Descriptors = pipe.IsGiven ? [new DescriptorMove(pipe.End, pipe.Number)] : default,
        };
        return Kernel.Spawn(request);
    }

    /// <summary>How many bytes a quick command may be given so that what it writes surely fits.</summary>
    private static int LengthMax(PipeEnd pipe)
    {
        if (!pipe.IsGiven || pipe.Number == Fd.StandardInput.Value)
        {
            return int.MaxValue;
        }
        Result<int> size = Kernel.PipeSize(pipe.End);
        return size.Ok ? size.Value / PipePart : 0;
    }

    /// <summary>The child that starts another one and ends at once.</summary>
    private struct Between : ISharedBody
    {
        public Arguments Program;
        public EnvironmentBlock Environment;
        public PipeEnd Pipe;
        public Result<Pid> Child;

        public int Run()
        {
            Child = Execute(Program, Environment, Pipe);
            return ExitCode.Success;
        }
    }
}
