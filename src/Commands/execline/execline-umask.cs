using System;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sets the file creation mask (execline-umask.html).</summary>
internal struct ExeclineUmask : ICommand
{
    public static ReadOnlySpan<byte> Name => "execline-umask"u8;

    public static ReadOnlySpan<byte> Usage => "execline-umask value prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Sets the file creation mask to an octal value and executes prog.... Also called umask.

        Exits 100 on wrong usage; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        // As the reference, whichever of its names it was called by.
        Diagnostics.SetProgram(Name, default);
        Arguments words = invocation.Arguments;
        if (words.Count < 2 || !OctalNumber.TryParseStart(words[0], out uint mask, out _))
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        _ = Kernel.SetUmask(mask);
        return Outcome.Chain(words.From(1), invocation.Environment);
    }
}
