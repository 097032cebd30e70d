using System;
using Sestet.Base;

namespace Sestet.Init;

/// <summary>
/// Which file systems s6-linux-init-umountall leaves (s6-linux-init-umountall.html): the first devtmpfs, proc and sysfs, and
/// what is mounted on /run first, where the supervision tree and the last script are. It is shown all mounts, the first one
/// first.
/// </summary>
internal struct UnmountOrder
{
    private bool _hasDevices;
    private bool _hasProcesses;
    private bool _hasSystem;
    private bool _hasRun;

    public bool Stays(ReadOnlySpan<byte> point, ReadOnlySpan<byte> type) =>
        IsFirst(type.SequenceEqual("devtmpfs"u8), ref _hasDevices)
        || IsFirst(type.SequenceEqual("proc"u8), ref _hasProcesses)
        || IsFirst(type.SequenceEqual("sysfs"u8), ref _hasSystem)
        || IsFirst(point.SequenceEqual("/run"u8), ref _hasRun);

    private static bool IsFirst(bool isThat, ref bool wasThere)
    {
        bool first = isThat && !wasThere;
        wasThere |= isThat;
        return first;
    }
}
