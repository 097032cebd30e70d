using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.LinuxUtils;
using Sestet.LinuxUtils.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Unmounts a file system, or all (s6-umount.html).</summary>
internal struct S6Umount : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-umount"u8;

    public static ReadOnlySpan<byte> Usage => "s6-umount [ -a ] [ mountpoint ]"u8;

    public static ReadOnlySpan<byte> Options => OneOrAll.Letters;

    public static ReadOnlySpan<byte> LongOptions => OneOrAll.LongNames;

    public static ReadOnlySpan<byte> Help => """
        Unmounts what is mounted on mountpoint.

          -a, --all  unmount all of /proc/mounts, the last one first

        Exits 0; with -a, the number of mounts that stay, 255 at most; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        if (!OneOrAll.TryParse(invocation, out ReadOnlySpan<byte> oneZ, out Outcome ending))
        {
            return ending;
        }
        return Outcome.Exit(oneZ.IsEmpty ? UnmountAll() : OneOrAll.Finish(Kernel.Unmount(oneZ), "unmount "u8, oneZ));
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
            failures += OneOrAll.Failures(Kernel.Unmount(pointZ), "umount "u8, pointZ);
        }
        return OneOrAll.ExitCodeOf(failures);
    }
}
