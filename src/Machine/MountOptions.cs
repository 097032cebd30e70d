using System;
using Sestet.Base;

namespace Sestet.Machine;

/// <summary>
/// Options of a mount, words with commas between them (s6-mount.html, -o): those that the kernel has flags for, and the
/// others, which go to the file system as they are.
/// </summary>
internal ref struct MountOptions
{
    // <linux/mount.h>
    private const uint MS_RDONLY = 1;
    private const uint MS_NOSUID = 1 << 1;
    private const uint MS_NODEV = 1 << 2;
    private const uint MS_NOEXEC = 1 << 3;
    private const uint MS_SYNCHRONOUS = 1 << 4;
    private const uint MS_REMOUNT = 1 << 5;
    private const uint MS_MANDLOCK = 1 << 6;
    private const uint MS_DIRSYNC = 1 << 7;
    private const uint MS_NOSYMFOLLOW = 1 << 8;
    private const uint MS_NOATIME = 1 << 10;
    private const uint MS_NODIRATIME = 1 << 11;
    private const uint MS_BIND = 1 << 12;
    private const uint MS_MOVE = 1 << 13;
    private const uint MS_SILENT = 1 << 15;
    private const uint MS_UNBINDABLE = 1 << 17;
    private const uint MS_PRIVATE = 1 << 18;
    private const uint MS_SLAVE = 1 << 19;
    private const uint MS_SHARED = 1 << 20;
    private const uint MS_RELATIME = 1 << 21;
    private const uint MS_STRICTATIME = 1 << 24;
    private const uint MS_LAZYTIME = 1 << 25;

    /// <summary>A mount has one kind of propagation.</summary>
    private const uint Propagation = MS_UNBINDABLE | MS_PRIVATE | MS_SLAVE | MS_SHARED;

    /// <summary>What mount(8) understands by "defaults".</summary>
    private const uint NotDefault = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_SYNCHRONOUS;

    private PathBuffer _data;

    /// <summary>The buffer is for the words that go to the file system.</summary>
    public MountOptions(Span<byte> buffer)
    {
        _data = new PathBuffer(buffer);
        Flags = 0;
    }

    public uint Flags { get; private set; }

    /// <summary>With its NUL.</summary>
    public readonly ReadOnlySpan<byte> DataZ => _data.TextZ;

    /// <summary>The words for the file system are longer than the buffer.</summary>
    public readonly bool Overflowed => _data.Overflowed;

    public void Clear()
    {
        _data.Truncate(0);
        Flags = 0;
    }

    /// <summary>Takes further options; of those that contradict each other the last counts.</summary>
    public void Apply(ReadOnlySpan<byte> options)
    {
        while (!options.IsEmpty && !Overflowed)
        {
            int comma = options.IndexOf((byte)',');
            ReadOnlySpan<byte> word = comma < 0 ? options : options[..comma];
            options = comma < 0 ? default : options[(comma + 1)..];
            if (TryFindFlag(word, out uint cleared, out uint set))
            {
                Flags = (Flags & ~cleared) | set;
            }
            else if (!word.IsEmpty)
            {
                _data.Append(_data.Length > 0 ? ","u8 : default);
                _data.Append(word);
            }
        }
    }

    private static bool TryFindFlag(ReadOnlySpan<byte> word, out uint cleared, out uint set)
    {
        cleared = 0;
        set = 0;
        if (word.SequenceEqual("defaults"u8))
        {
            cleared = NotDefault;
            return true;
        }
        uint kind = PropagationOf(word);
        if (kind != 0)
        {
            cleared = Propagation;
            set = kind;
            return true;
        }
        set = SetBy(word);
        if (set == 0)
        {
            cleared = ClearedBy(word);
        }
        return (set | cleared) != 0;
    }

    private static uint PropagationOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("private"u8) ? MS_PRIVATE
        : word.SequenceEqual("shared"u8) ? MS_SHARED
        : word.SequenceEqual("slave"u8) ? MS_SLAVE
        : word.SequenceEqual("unbindable"u8) ? MS_UNBINDABLE
        : 0;

    private static uint SetBy(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("ro"u8) ? MS_RDONLY
        : word.SequenceEqual("nosuid"u8) ? MS_NOSUID
        : word.SequenceEqual("nodev"u8) ? MS_NODEV
        : word.SequenceEqual("noexec"u8) ? MS_NOEXEC
        : word.SequenceEqual("sync"u8) ? MS_SYNCHRONOUS
        : word.SequenceEqual("remount"u8) ? MS_REMOUNT
        : word.SequenceEqual("mandlock"u8) ? MS_MANDLOCK
        : word.SequenceEqual("dirsync"u8) ? MS_DIRSYNC
        : word.SequenceEqual("nosymfollow"u8) ? MS_NOSYMFOLLOW
        : word.SequenceEqual("noatime"u8) ? MS_NOATIME
        : word.SequenceEqual("nodiratime"u8) ? MS_NODIRATIME
        : word.SequenceEqual("bind"u8) ? MS_BIND
        : word.SequenceEqual("move"u8) ? MS_MOVE
        : word.SequenceEqual("silent"u8) ? MS_SILENT
        : word.SequenceEqual("relatime"u8) ? MS_RELATIME
        : word.SequenceEqual("strictatime"u8) ? MS_STRICTATIME
        : word.SequenceEqual("lazytime"u8) ? MS_LAZYTIME
        : 0;

    private static uint ClearedBy(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("rw"u8) ? MS_RDONLY
        : word.SequenceEqual("suid"u8) ? MS_NOSUID
        : word.SequenceEqual("dev"u8) ? MS_NODEV
        : word.SequenceEqual("exec"u8) ? MS_NOEXEC
        : word.SequenceEqual("async"u8) ? MS_SYNCHRONOUS
        : word.SequenceEqual("nomandlock"u8) ? MS_MANDLOCK
        : word.SequenceEqual("nodirsync"u8) ? MS_DIRSYNC
        : word.SequenceEqual("symfollow"u8) ? MS_NOSYMFOLLOW
        : word.SequenceEqual("atime"u8) ? MS_NOATIME
        : word.SequenceEqual("diratime"u8) ? MS_NODIRATIME
        : word.SequenceEqual("nobind"u8) ? MS_BIND
        : word.SequenceEqual("nomove"u8) ? MS_MOVE
        : word.SequenceEqual("loud"u8) ? MS_SILENT
        : word.SequenceEqual("norelatime"u8) ? MS_RELATIME
        : word.SequenceEqual("nostrictatime"u8) ? MS_STRICTATIME
        : word.SequenceEqual("nolazytime"u8) ? MS_LAZYTIME
        : 0;
}
