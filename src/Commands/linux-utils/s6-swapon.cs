using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Machine;
using Sestet.Machine.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Starts swapping on a device, or on all of /etc/fstab (s6-swapon.html).</summary>
internal struct S6Swapon : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-swapon"u8;

    public static ReadOnlySpan<byte> Usage => "s6-swapon [ -a ] [ device ]"u8;

    public static ReadOnlySpan<byte> Options => "a"u8;

    public static ReadOnlySpan<byte> LongOptions => "all=a"u8;

    public static ReadOnlySpan<byte> Help => """
        Starts swapping on a device or file that mkswap has prepared.

          -a, --all  all entries of /etc/fstab whose type is swap

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
        Errno error = Kernel.SwapOn(options.Rest.AtZ(0));
        return Outcome.Exit(
            error.Failed ? Diagnostics.Unable(ExitCode.System, error, "swapon "u8, options.Rest[0]) : ExitCode.Success);
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
            error = Kernel.SwapOn(deviceZ);
            if (error.Failed)
            {
                failures++;
                Diagnostics.WarnUnable(error, "swapon "u8, deviceZ[..^1]);
            }
        }
        return MountFile.ExitCodeOf(failures);
    }
}
