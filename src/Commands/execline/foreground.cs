using System;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;

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
        return blocks.TryTake(out Arguments first, out int code)
            ? Subprocess.RunAndGoOn(first, blocks.Rest, invocation.Environment)
            : Outcome.Exit(code);
    }
}
