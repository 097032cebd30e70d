using System;
using Sestet.Cli;
using Sestet.Linux;

namespace Sestet.Commands;

/// <summary>Waits until all that was written is on its disks (s6-sync.html).</summary>
internal struct S6Sync : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-sync"u8;

    public static ReadOnlySpan<byte> Usage => "s6-sync"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Has the kernel write what waits in memory to its disks, and waits until that is done. Exits 0.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Kernel.SynchronizeAll();
        return Outcome.Exit(ExitCode.Success);
    }
}
