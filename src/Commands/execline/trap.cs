using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Runs a program, and others for the signals that come meanwhile (trap.html).</summary>
internal struct Trap : ICommand
{
    public static ReadOnlySpan<byte> Name => "trap"u8;

    public static ReadOnlySpan<byte> Usage => "trap [ -x ] { signal { cmdline } ... } prog..."u8;

    public static ReadOnlySpan<byte> Options => "x"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs prog... and, for each signal that this process is sent meanwhile, the block behind the signal's name or number, or
        behind "default", with the variable ! set to prog's process number and SIGNAL to the signal's number. While a block
        runs, more of its signal are not heeded.

          -x  passes other signals on to prog

        Exits with prog's code, 128 at most, or 128 and the number of the signal that killed it; 100 on wrong usage; 111 where
        a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool passesOn = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            passesOn = true;
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        Blocks blocks = new(options.Rest, invocation.Environment);
        if (!blocks.TryTakeProgram(out Arguments directives, out int code))
        {
            return Outcome.Exit(code);
        }
        Arguments program = blocks.Rest;
        if (program.Count == 0)
        {
            return options.UsageError();
        }
        Span<Arguments> handlers = stackalloc Arguments[Signal.NumberMax + 1];
        handlers.Clear();
        SignalTraps traps = new(handlers, passesOn, invocation.Environment);
        blocks.Enter(directives);
        return Outcome.Exit(traps.TryRead(ref blocks, out code) ? traps.Run(program) : code);
    }
}
