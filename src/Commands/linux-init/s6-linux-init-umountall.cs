using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Init;
using Sestet.Linux;
using Sestet.LinuxUtils;
using Sestet.LinuxUtils.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Unmounts all file systems before the machine ends (s6-linux-init-umountall.html).</summary>
internal struct S6LinuxInitUmountall : ICommand
{
    private const uint MS_RDONLY = 1;
    private const uint MS_REMOUNT = 1 << 5;

    public static ReadOnlySpan<byte> Name => "s6-linux-init-umountall"u8;

    public static ReadOnlySpan<byte> Usage => "s6-linux-init-umountall"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Unmounts what /proc/mounts lists, the last first, but the first devtmpfs, proc and sysfs, and /run. What is busy, as
        the root is, becomes read-only instead: the file system itself does, also where it is mounted in other namespaces.

        Exits with the number of those that could be neither, 255 at most; 111 where /proc/mounts cannot be read.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Errno error = MountFile.TryRead(MountFile.MountsZ, out TextPool text);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "open "u8, MountFile.MountsZ[..^1]));
        }
        // The mount points, each with its NUL, gathered in front of what is still to be read.
        Span<byte> points = text.Text;
        MountTable table = new(points);
        UnmountOrder order = default;
        int length = 0;
        while (table.NextLine())
        {
            _ = table.NextZ();
            ReadOnlySpan<byte> pointZ = table.NextZ();
            if (!order.Stays(pointZ[..^1], table.NextZ()[..^1]))
            {
                pointZ.CopyTo(points[length..]);
                length += pointZ.Length;
            }
        }
        return Outcome.Exit(UnmountFromLast(points[..length]));
    }

    private static int UnmountFromLast(ReadOnlySpan<byte> points)
    {
        int failures = 0;
        while (!points.IsEmpty)
        {
            Assert.That(points[^1] == 0);
            int start = points[..^1].LastIndexOf((byte)0) + 1;
            failures += Unmount(points[start..]);
            points = points[..start];
        }
        return OneOrAll.ExitCodeOf(failures);
    }

    /// <summary>0, or 1 where it stays as it is.</summary>
    private static int Unmount(ReadOnlySpan<byte> pointZ)
    {
        Errno error = Kernel.Unmount(pointZ);
        if (error != Errno.EBUSY)
        {
            return OneOrAll.Failures(error, "umount "u8, pointZ);
        }
        error = Kernel.Mount("none\0"u8, pointZ, "none\0"u8, MS_RDONLY | MS_REMOUNT, "\0"u8);
        return OneOrAll.Failures(error, "read-only remount "u8, pointZ);
    }
}
