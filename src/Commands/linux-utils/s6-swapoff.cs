using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.LinuxUtils;
using Sestet.LinuxUtils.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Ends swapping on a device, or on all (s6-swapoff.html).</summary>
internal struct S6Swapoff : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-swapoff"u8;

    public static ReadOnlySpan<byte> Usage => "s6-swapoff [ -a ] [ device ]"u8;

    public static ReadOnlySpan<byte> Options => OneOrAll.Letters;

    public static ReadOnlySpan<byte> LongOptions => OneOrAll.LongNames;

    public static ReadOnlySpan<byte> Help => """
        Ends swapping on a device or file.

          -a, --all  all of /proc/swaps

        Exits 0; with -a, the number of devices where that failed, 255 at most; 100 on wrong usage; 111 where a system call
        failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        if (!OneOrAll.TryParse(invocation, out ReadOnlySpan<byte> oneZ, out Outcome ending))
        {
            return ending;
        }
        return Outcome.Exit(oneZ.IsEmpty ? All() : OneOrAll.Finish(Kernel.SwapOff(oneZ), "swapoff "u8, oneZ));
    }

    private static int All()
    {
        Errno error = MountFile.TryRead(MountFile.SwapsZ, out TextPool text);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "open_readb "u8, MountFile.SwapsZ[..^1]);
        }
        MountTable table = new(text.Text);
        int failures = 0;
        // The first line is a heading.
        bool hasDevices = table.NextLine();
        while (hasDevices && table.NextLine())
        {
            ReadOnlySpan<byte> deviceZ = table.NextZ();
            failures += OneOrAll.Failures(Kernel.SwapOff(deviceZ), "swapoff "u8, deviceZ);
        }
        return OneOrAll.ExitCodeOf(failures);
    }
}
