using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sends processes a signal of any number (s6-frontend-helper-kill.html).</summary>
internal struct S6FrontendHelperKill : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-frontend-helper-kill"u8;

    public static ReadOnlySpan<byte> Usage => "s6-frontend-helper-kill signal pid..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Sends signal number signal to all processes of these numbers. That one cannot be sent it is not told.

        Exits 0; 100 on wrong usage.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count < 2 || !Text.TryParse(words[0], out uint signal))
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        for (int i = 1; i < words.Count; i++)
        {
            if (!Text.TryParse(words[i], out uint pid))
            {
                return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "pids must be numerical"u8));
            }
            // 0, 1 and what is no pid mean more than one process to kill(2), or init.
            if (pid is > 1 and <= int.MaxValue && signal <= Signal.NumberMax)
            {
                _ = Kernel.Kill(new Pid((int)pid), new Signal((int)signal));
            }
        }
        return Outcome.Exit(ExitCode.Success);
    }
}
