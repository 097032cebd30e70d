using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.LinuxUtils;
using Sestet.LinuxUtils.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Starts swapping on a device, or on all of /etc/fstab (s6-swapon.html).</summary>
internal struct S6Swapon : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-swapon"u8;

    public static ReadOnlySpan<byte> Usage => "s6-swapon [ -a ] [ device ]"u8;

    public static ReadOnlySpan<byte> Options => OneOrAll.Letters;

    public static ReadOnlySpan<byte> LongOptions => OneOrAll.LongNames;

    public static ReadOnlySpan<byte> Help => """
        Starts swapping on a device or file that mkswap has prepared.

          -a, --all  all entries of /etc/fstab whose type is swap

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
        return Outcome.Exit(oneZ.IsEmpty ? All() : OneOrAll.Finish(Kernel.SwapOn(oneZ), "swapon "u8, oneZ));
    }

    private static int All()
    {
        Errno error = MountFile.TryRead(MountFile.FstabZ, out TextPool text);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "setmntent "u8, MountFile.FstabZ[..^1]);
        }
        MountTable table = new(text.Text);
        int failures = 0;
        while (table.NextLine())
        {
            ReadOnlySpan<byte> deviceZ = table.NextZ();
            _ = table.NextZ();
            if (!table.NextZ().SequenceEqual("swap\0"u8))
            {
                continue;
            }
            failures += OneOrAll.Failures(Kernel.SwapOn(deviceZ), "swapon "u8, deviceZ);
        }
        return OneOrAll.ExitCodeOf(failures);
    }
}
