using System;
using System.Runtime.CompilerServices;

namespace Sestet.Linux;

/// <summary>open(2) flags that are the same on x86-64 and arm64; those that differ stand in Architecture.</summary>
internal static class OpenFlags
{
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NOCTTY = 0x100;
    public const int O_TRUNC = 0x200;
    public const int O_APPEND = 0x400;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
}

/// <summary>File types and permission bits of st_mode (inode(7)).</summary>
internal static class FileMode
{
    public const uint S_IFMT = 0xf000;
    public const uint S_IFIFO = 0x1000;
    public const uint S_IFCHR = 0x2000;
    public const uint S_IFDIR = 0x4000;
    public const uint S_IFBLK = 0x6000;
    public const uint S_IFREG = 0x8000;
    public const uint S_IFLNK = 0xa000;
    public const uint S_IFSOCK = 0xc000;
    /// <summary>What a file creation mask is about.</summary>
    public const uint Permissions = 0x1ff;

    public const uint S_IXUSR = 0x40;
    public const uint S_ISVTX = 0x200;
    public const uint S_ISGID = 0x400;
    public const uint S_ISUID = 0x800;
}

/// <summary>access(2) modes.</summary>
internal static class AccessMode
{
    public const int F_OK = 0;
    public const int X_OK = 1;
    public const int W_OK = 2;
    public const int R_OK = 4;
}

/// <summary>What stat(2) tells, as far as it is used.</summary>
internal struct FileStatus
{
    public ulong Device;
    public ulong Inode;
    public uint Mode;
    public uint LinkCount;
    public uint Uid;
    public uint Gid;

    /// <summary>Of a device: which one.</summary>
    public ulong DeviceNumber;

    public long Size;

    /// <summary>When its content changed last: nanoseconds since 1970 of the wall clock.</summary>
    public long ModifiedNanoseconds;

    /// <summary>When it was last read, in the same measure.</summary>
    public long ReadNanoseconds;

    public readonly bool IsDirectory => (Mode & FileMode.S_IFMT) == FileMode.S_IFDIR;

    public readonly bool IsFifo => (Mode & FileMode.S_IFMT) == FileMode.S_IFIFO;

    public readonly bool IsRegular => (Mode & FileMode.S_IFMT) == FileMode.S_IFREG;
}

/// <summary>struct pollfd of poll(2).</summary>
internal struct PollDescriptor
{
    public const short POLLIN = 1;
    public const short POLLPRI = 2;
    public const short POLLOUT = 4;
    public const short POLLERR = 8;
    public const short POLLHUP = 16;
    public const short POLLNVAL = 32;

    /// <summary>The other end of a connection sends nothing more.</summary>
    public const short POLLRDHUP = 0x2000;

    public int Descriptor;
    public short Events;
    public short Returned;

    public static PollDescriptor ForReading(Fd fd) => new() { Descriptor = fd.Value, Events = POLLIN };

    /// <summary>For files of cgroups: it says something else than when it was last read.</summary>
    public static PollDescriptor ForChanges(Fd fd) => new() { Descriptor = fd.Value, Events = POLLPRI };

    /// <summary>There is something to read, or its end.</summary>
    public readonly bool IsReadable => (Returned & (POLLIN | POLLHUP | POLLERR)) != 0;

    public readonly bool IsWritable => (Returned & (POLLOUT | POLLHUP | POLLERR)) != 0;
}

/// <summary>What is told of one descriptor of a set (epoll(7)): what it was added with, and PollDescriptor's events.</summary>
internal struct WatchEvent
{
    public ulong Data;
    public short Returned;
}

/// <summary>One signal that a signalfd(2) gave.</summary>
internal struct SignalInfo
{
    public Signal Signal;
    public Pid Sender;
}

/// <summary>A resource of setrlimit(2), by its number on x86-64 and arm64.</summary>
internal enum ResourceLimit
{
    Cpu = 0,
    FileSize = 1,
    Data = 2,
    Stack = 3,
    Core = 4,
    ResidentSet = 5,
    Processes = 6,
    OpenFiles = 7,
    LockedMemory = 8,
    AddressSpace = 9,
    RealTimePriority = 14,
}

/// <summary>struct rlimit: the soft and the hard limit; ulong.MaxValue is none.</summary>
internal struct ResourceLimits
{
    public const ulong Infinity = ulong.MaxValue;

    public ulong Soft;
    public ulong Hard;
}

/// <summary>A kind of record lock (fcntl(2)); it always covers the whole file.</summary>
internal enum LockKind
{
    Shared = 0,
    Exclusive = 1,
}

/// <summary>Which process or group kill(2) means.</summary>
internal enum KillTarget
{
    Process,
    ProcessGroup,
}

/// <summary>regcomp(3) flags; the numbers are musl's.</summary>
internal static class RegexFlags
{
    /// <summary>The extended syntax.</summary>
    public const int REG_EXTENDED = 1;

    /// <summary>Case does not count.</summary>
    public const int REG_ICASE = 2;

    /// <summary>Newlines end what ^, $ and . match.</summary>
    public const int REG_NEWLINE = 4;

    /// <summary>For regexec: the end of the text is not the end of a line.</summary>
    public const int REG_NOTEOL = 2;

    /// <summary>What regcomp gives where there is no memory.</summary>
    public const int REG_ESPACE = 12;

    /// <summary>Only whether it matches is asked.</summary>
    public const int REG_NOSUB = 8;
}

/// <summary>Flags of glob(3).</summary>
internal static class GlobFlags
{
    /// <summary>A directory that cannot be read is an error.</summary>
    public const int GLOB_ERR = 1;

    /// <summary>A slash behind directories.</summary>
    public const int GLOB_MARK = 2;

    public const int GLOB_NOSORT = 4;

    /// <summary>Where nothing matches, the pattern itself does.</summary>
    public const int GLOB_NOCHECK = 16;

    /// <summary>Backslashes are letters as others.</summary>
    public const int GLOB_NOESCAPE = 64;
}

/// <summary>libc's glob_t: 72 bytes on x86-64 and arm64.</summary>
[InlineArray(9)]
internal struct GlobMatches
{
    private ulong _word;
}

/// <summary>libc's regex_t: 64 bytes on x86-64 and arm64, without pointers into itself.</summary>
[InlineArray(8)]
internal struct CompiledRegex
{
    private ulong _word;

    /// <summary>re_nsub: how many subexpressions it has.</summary>
    public readonly int SubexpressionCount => (int)this[0];
}

/// <summary>Flags of fnmatch(3).</summary>
internal static class PatternFlags
{
    /// <summary>Slashes match slashes only.</summary>
    public const int FNM_PATHNAME = 1;

    /// <summary>A backslash is a letter like others.</summary>
    public const int FNM_NOESCAPE = 2;

    /// <summary>A period at the start matches a period only.</summary>
    public const int FNM_PERIOD = 4;
}

/// <summary>libc's regmatch_t of musl: two numbers of 64 bits; -1 where a subexpression matches nothing.</summary>
internal struct RegexMatch
{
    public long Start;

    public long End;
}
