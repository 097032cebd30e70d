using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Stands for a command that is not run (s6-rc-dryrun.html).</summary>
internal struct S6RcDryrun : ICommand
{
    private const uint TimeoutDefaultMs = 1000;

    public static ReadOnlySpan<byte> Name => "s6-rc-dryrun"u8;

    public static ReadOnlySpan<byte> Usage => "s6-rc-dryrun [ -v verbosity ] [ -t timeout ] args..."u8;

    public static ReadOnlySpan<byte> Options => "v:t:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints its name and args, waits, and exits 0: what the reference's s6-rc -n runs in place of a command. This suite's
        does without it.

          -v 0   print nothing
          -t MS  wait so long; 1000 by default

        Exits 0; 100 on wrong usage.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        uint verbosity = 1;
        uint timeoutMs = TimeoutDefaultMs;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad || !HolderClientCommand.TryReadNumber(options, out uint number))
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (letter == 'v')
            {
                verbosity = number;
            }
            else
            {
                timeoutMs = number;
            }
        }
        Arguments words = options.Rest;
        if (words.Count == 0)
        {
            return options.UsageError();
        }
        if (verbosity > 0)
        {
            Print(words);
        }
        Instant end = Kernel.Now().PlusMilliseconds(timeoutMs);
        for (long left = end.Until(Kernel.Now()); left > 0; left = end.Until(Kernel.Now()))
        {
            _ = Kernel.Poll(default, left);
        }
        return Outcome.Exit(ExitCode.Success);
    }

    private static void Print(Arguments words)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        output.Write(Name);
        output.Write(":"u8);
        for (int i = 0; i < words.Count; i++)
        {
            output.Write(" "u8);
            output.Write(words[i]);
        }
        output.Write("\n"u8);
        // Nobody learns what was not printed; the reference does not tell, either.
        output.Flush();
    }
}
