using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Machine;
using Sestet.Machine.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Ends swapping on a device, or on all (s6-swapoff.html).</summary>
internal struct S6Swapoff : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-swapoff"u8;

    public static ReadOnlySpan<byte> Usage => "s6-swapoff [ -a ] [ device ]"u8;

    public static ReadOnlySpan<byte> Options => "a"u8;

    public static ReadOnlySpan<byte> LongOptions => "all=a"u8;

    public static ReadOnlySpan<byte> Help => """
        Ends swapping on a device or file.

          -a, --all  all of /proc/swaps

        Exits 0; with -a, the number of devices where that failed, 255 at most; 100 on wrong usage; 111 where a system call
        failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool all = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            Assert.That(letter == 'a');
            all = true;
        }
        if (all)
        {
            return Outcome.Exit(All());
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        Errno error = Kernel.SwapOff(options.Rest.AtZ(0));
        return Outcome.Exit(
            error.Failed ? Diagnostics.Unable(ExitCode.System, error, "swapoff "u8, options.Rest[0]) : ExitCode.Success);
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
            error = Kernel.SwapOff(deviceZ);
            if (error.Failed)
            {
                failures++;
                Diagnostics.WarnUnable(error, "swapoff "u8, deviceZ[..^1]);
            }
        }
        return MountFile.ExitCodeOf(failures);
    }
}
