using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>Runs a program once for each value of a variable, beside this process.</summary>
internal ref struct Loop
{
    private readonly LoopOptions _options;
    private readonly ReadOnlySpan<byte> _variable;
    private readonly Arguments _program;
    private readonly EnvironmentBlock _environment;
    private readonly Span<int> _children;
    private int _running;
    private bool _hasBroken;
    private Fd _hidden;

    private Loop(
        in LoopOptions options,
        ReadOnlySpan<byte> variable,
        Arguments program,
        EnvironmentBlock environment,
        Span<int> children)
    {
        _options = options;
        _variable = variable;
        _program = program;
        _environment = environment;
        _children = children;
        _running = 0;
        _hasBroken = false;
        _hidden = Fd.None;
    }

    /// <summary>Some child ended with a code that ends the loop, where children run side by side.</summary>
    public readonly bool HasBroken => _hasBroken;

    /// <summary>The program does not get that descriptor, which is closed on execution: it is the loop's own.</summary>
    public void Hide(Fd own) => _hidden = own;

    /// <summary>
    /// A loop over a variable: 0, or the exit code, printed. ChildrenMax: how many children there can be, or are allowed.
    /// </summary>
    public static int Create(
        in LoopOptions options,
        int childrenMax,
        ReadOnlySpan<byte> variable,
        Arguments program,
        EnvironmentBlock environment,
        out Loop loop)
    {
        loop = default;
        int code = CheckName(variable);
        if (code == ExitCode.Success && options.Imports)
        {
            code = KeyValue.CheckName(variable);
        }
        if (code != ExitCode.Success)
        {
            return code;
        }
        int room = (int)Math.Min(options.ChildrenMax, (ulong)childrenMax);
        Errno error = ChainMemory.TryAllocateArray(Math.Max(room, 1), out Span<int> children);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "make room for children"u8);
        }
        loop = new Loop(options, variable, program, environment, children);
        return ExitCode.Success;
    }

    /// <summary>What a variable may be called: 0, or the exit code, printed.</summary>
    public static int CheckName(ReadOnlySpan<byte> name) => name.IsEmpty || name.Contains((byte)'=')
        ? Diagnostics.Fatal(ExitCode.Usage, "invalid variable name"u8)
        : ExitCode.Success;

    /// <summary>
    /// Runs the program with that value, which has no NUL, and waits for it unless others may run beside it. False where the
    /// loop is at its end, and the command exits with that code.
    /// </summary>
    public bool TryRun(ReadOnlySpan<byte> value, out int code)
    {
        ChainMemory.Mark mark = ChainMemory.Keep();
        bool isStarted = TryStart(value, out Pid child, out code);
        // The child has gone its own way.
        ChainMemory.Release(mark);
        if (!isStarted)
        {
            return false;
        }
        if (child.IsNone)
        {
            return Judge(WaitStatus.Exited(code), out code);
        }
        if (_options.ChildrenMax > 1)
        {
            _children[_running++] = child.Value;
            return _running < _children.Length || TryWaitForOne(out code);
        }
        Result<WaitStatus> status = Subprocess.Wait(child);
        if (!status.Ok)
        {
            code = Diagnostics.Unable(ExitCode.System, status.Error, "wait for "u8, _program[0]);
            return false;
        }
        return Judge(status.Value, out code);
    }

    /// <summary>Waits for the children that still run: 0, or the exit code, printed.</summary>
    public int Finish()
    {
        while (_running > 0)
        {
            if (!TryWaitForOne(out int code))
            {
                return code;
            }
        }
        return ExitCode.Success;
    }

    /// <summary>
    /// Pid.None where there is no child to wait for, and code is what stands for its exit code. False, printed, where the
    /// command exits with that code.
    /// </summary>
    private readonly bool TryStart(ReadOnlySpan<byte> value, out Pid child, out int code)
    {
        child = Pid.None;
        code = ExitCode.Success;
        EnvironmentEditor editor = new(_environment);
        Arguments program = _program;
        Errno error = Errno.None;
        if (_options.Imports)
        {
            editor.Unset(_variable);
            error = Substitution.TryApply(_program, _variable, value, out program);
        }
        else
        {
            editor.Set(_variable, value);
        }
        error = error.Failed ? error : editor.Error;
        if (error.Failed)
        {
            code = Diagnostics.Unable(ExitCode.System, error, "modify environment"u8);
            return false;
        }
        if (program.Count == 0)
        {
            return true;
        }
        Result<Pid> started = Subprocess.Start(program, editor.Block, _environment, PipeEnd.Without(_hidden));
        if (started.Ok)
        {
            child = started.Value;
            return true;
        }
        // What the value has made of the command line is the child's affair.
        code = _options.Imports
            ? Chain.Complain(started.Error, program[0])
            : Subprocess.UnableToSpawn(started.Error, program);
        return _options.Imports;
    }

    /// <summary>Waits until one of the loop's children has ended.</summary>
    private bool TryWaitForOne(out int code)
    {
        while (true)
        {
            Result<ChildExit> exit = Kernel.WaitForAny(wait: true);
            if (!exit.Ok && exit.Error != Errno.EINTR)
            {
                code = Diagnostics.Unable(ExitCode.System, exit.Error, "wait"u8);
                return false;
            }
            int index = exit.Ok ? IndexOf(exit.Value.Pid) : -1;
            if (index >= 0)
            {
                _children[index] = _children[--_running];
                return Judge(exit.Value.Status, out code);
            }
        }
    }

    private readonly int IndexOf(Pid child)
    {
        for (int i = 0; i < _running; i++)
        {
            if (_children[i] == child.Value)
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>Whether the loop goes on behind such an end of a child.</summary>
    private bool Judge(WaitStatus status, out int code)
    {
        code = ChildProgram.CodeOf(status);
        bool breaks = _options.Codes.Ends(code);
        _hasBroken |= breaks;
        return !breaks || _options.ChildrenMax > 1;
    }
}
