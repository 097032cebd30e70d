namespace Sestet.Linux;

/// <summary>
/// What is told of a watched directory (inotify(7)), in a buffer of such entries:
/// <code>
/// struct inotify_event
/// offset  size  field
///      0     4  wd: the watch's number, -1 for the queue itself
///      4     4  mask
///      8     4  cookie
///     12     4  len
///     16        name, NUL-padded to len
/// </code>
/// </summary>
internal static class DirectoryEvents
{
    public const int HeaderLength = 16;

    public const uint IN_MODIFY = 0x2;
    public const uint IN_ATTRIB = 0x4;
    public const uint IN_MOVED_FROM = 0x40;
    public const uint IN_MOVED_TO = 0x80;
    public const uint IN_CREATE = 0x100;
    public const uint IN_DELETE = 0x200;
    public const uint IN_DELETE_SELF = 0x400;
    public const uint IN_MOVE_SELF = 0x800;
    public const uint IN_Q_OVERFLOW = 0x4000;
    public const uint IN_IGNORED = 0x8000;
    public const uint IN_ONLYDIR = 0x1000000;

    /// <summary>What a watch tells already it goes on to tell.</summary>
    public const uint IN_MASK_ADD = 0x20000000;
}
