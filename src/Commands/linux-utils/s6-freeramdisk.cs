using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Gives the memory of a RAM disk back (s6-freeramdisk.html).</summary>
internal struct S6Freeramdisk : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-freeramdisk"u8;

    public static ReadOnlySpan<byte> Usage => "s6-freeramdisk ramdisk_device"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Frees the memory of a RAM disk that is not in use any more; what was on it is lost.

        Exits 0; 100 on wrong usage; 111 where the device cannot be opened or is none.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Result<Fd> device = Kernel.Open(Fd.CurrentDirectory, words.AtZ(0), OpenFlags.O_RDWR);
        if (!device.Ok)
        {
            return Outcome.Exit(
                Diagnostics.Unable(ExitCode.System, device.Error, "open "u8, words[0], " in read-write mode"u8));
        }
        Errno error = Kernel.FlushBuffers(device.Value);
        Kernel.Close(device.Value);
        return Outcome.Exit(
            error.Failed ? Diagnostics.Unable(ExitCode.System, error, "ioctl "u8, words[0]) : ExitCode.Success);
    }
}
