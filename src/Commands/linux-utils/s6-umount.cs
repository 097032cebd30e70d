using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Machine;
using Sestet.Machine.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Unmounts a file system, or all (s6-umount.html).</summary>
internal struct S6Umount : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-umount"u8;

    public static ReadOnlySpan<byte> Usage => "s6-umount [ -a ] [ mountpoint ]"u8;

    public static ReadOnlySpan<byte> Options => "a"u8;

    public static ReadOnlySpan<byte> LongOptions => "all=a"u8;

    public static ReadOnlySpan<byte> Help => """
        Unmounts what is mounted on mountpoint.

          -a, --all  unmount all of /proc/mounts, the last one first

        Exits 0; with -a, the number of mounts that stay, 255 at most; 100 on wrong usage; 111 where a system call failed.
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
            return Outcome.Exit(UnmountAll());
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        Errno error = Kernel.Unmount(options.Rest.AtZ(0));
        return Outcome.Exit(
            error.Failed ? Diagnostics.Unable(ExitCode.System, error, "unmount "u8, options.Rest[0]) : ExitCode.Success);
    }

    private static int UnmountAll()
    {
        Errno error = MountFile.TryRead(MountFile.MountsZ, out TextPool text);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "open "u8, MountFile.MountsZ[..^1]);
        }
        // The mount points, each with its NUL, gathered in front of what is still to be read.
        Span<byte> points = text.Text;
        MountTable table = new(points);
        int length = 0;
        while (table.NextLine())
        {
            _ = table.NextZ();
            ReadOnlySpan<byte> pointZ = table.NextZ();
            if (pointZ.Length == 1)
            {
                return Diagnostics.Fatal(ExitCode.System, "bad /proc/mounts format"u8);
            }
            pointZ.CopyTo(points[length..]);
            length += pointZ.Length;
        }
        return UnmountFromLast(points[..length]);
    }

    /// <summary>What was mounted later may lie on what was mounted before.</summary>
    private static int UnmountFromLast(ReadOnlySpan<byte> points)
    {
        int failures = 0;
        while (!points.IsEmpty)
        {
            Assert.That(points[^1] == 0);
            int start = points[..^1].LastIndexOf((byte)0) + 1;
            ReadOnlySpan<byte> pointZ = points[start..];
            points = points[..start];
            Errno error = Kernel.Unmount(pointZ);
            if (error.Failed)
            {
                failures++;
                Diagnostics.WarnUnable(error, "umount "u8, pointZ[..^1]);
            }
        }
        return MountFile.ExitCodeOf(failures);
    }
}
