using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Runs one program, waits for it, and goes on with another (foreground.html).</summary>
internal struct Foreground : ICommand
{
    public static ReadOnlySpan<byte> Name => "foreground"u8;

    public static ReadOnlySpan<byte> Usage => "foreground { prog1... } prog2..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Runs prog1..., waits until it has ended, sets the variable ? to its exit code, or to 256 and the number of the signal
        that has killed it, and executes prog2....

        Exits 0 where there is no prog2; 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog2 cannot be
        executed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Blocks blocks = new(invocation.Arguments, invocation.Environment);
        if (!blocks.TryTake(out Arguments first, out int code))
        {
            return Outcome.Exit(code);
        }
        if (first.Count == 0)
        {
            // grammar.html: the empty instruction is the same as true.
            return Subprocess.GoOn(blocks.Rest, invocation.Environment, ExitCode.Success);
        }
        Result<Pid> child = Subprocess.Start(first, invocation.Environment, invocation.Environment);
        if (!child.Ok)
        {
            Diagnostics.WarnUnable(child.Error, "spawn "u8, first[0]);
            return Subprocess.GoOn(blocks.Rest, invocation.Environment, Subprocess.QuestionMarkOf(child.Error));
        }
        Result<WaitStatus> status = Subprocess.Wait(child.Value);
        return status.Ok
            ? Subprocess.GoOn(blocks.Rest, invocation.Environment, Subprocess.QuestionMark(status.Value))
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, status.Error, "wait for "u8, first[0]));
    }
}
