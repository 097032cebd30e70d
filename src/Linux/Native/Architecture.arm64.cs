using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sestet.Linux;

/// <summary>What differs between architectures: system call numbers and structure layouts. This one is arm64.</summary>
internal static class Architecture
{
    public const int O_DIRECTORY = 0x4000;
    public const int O_NOFOLLOW = 0x8000;

    public const nint SYS_getxattr = 8;
    public const nint SYS_getcwd = 17;
    public const nint SYS_dup3 = 24;
    public const nint SYS_epoll_create1 = 20;
    public const nint SYS_epoll_ctl = 21;
    public const nint SYS_epoll_pwait = 22;
    public const nint SYS_fcntl = 25;
    public const nint SYS_inotify_init1 = 26;
    public const nint SYS_inotify_add_watch = 27;
    public const nint SYS_inotify_rm_watch = 28;
    public const nint SYS_ioctl = 29;
    public const nint SYS_flock = 32;
    public const nint SYS_mknodat = 33;
    public const nint SYS_mkdirat = 34;
    public const nint SYS_unlinkat = 35;
    public const nint SYS_symlinkat = 36;
    public const nint SYS_linkat = 37;
    public const nint SYS_renameat = 38;
    public const nint SYS_umount2 = 39;
    public const nint SYS_mount = 40;
    public const nint SYS_pivot_root = 41;
    public const nint SYS_ftruncate = 46;
    public const nint SYS_splice = 76;
    public const nint SYS_faccessat = 48;
    public const nint SYS_chdir = 49;
    public const nint SYS_fchdir = 50;
    public const nint SYS_chroot = 51;
    public const nint SYS_fchmod = 52;
    public const nint SYS_fchmodat = 53;
    public const nint SYS_fchownat = 54;
    public const nint SYS_openat = 56;
    public const nint SYS_close = 57;
    public const nint SYS_pipe2 = 59;
    public const nint SYS_getdents64 = 61;
    public const nint SYS_lseek = 62;
    public const nint SYS_read = 63;
    public const nint SYS_write = 64;
    public const nint SYS_writev = 66;
    public const nint SYS_pread64 = 67;
    public const nint SYS_pwrite64 = 68;
    public const nint SYS_ppoll = 73;
    public const nint SYS_signalfd4 = 74;
    public const nint SYS_readlinkat = 78;
    public const nint SYS_newfstatat = 79;
    public const nint SYS_sync = 81;
    public const nint SYS_fsync = 82;
    public const nint SYS_utimensat = 88;
    public const nint SYS_exit_group = 94;
    public const nint SYS_waitid = 95;
    public const nint SYS_unshare = 97;
    public const nint SYS_timer_create = 107;
    public const nint SYS_timer_settime = 110;
    public const nint SYS_timer_delete = 111;
    public const nint SYS_clock_settime = 112;
    public const nint SYS_clock_gettime = 113;
    public const nint SYS_sched_setaffinity = 122;
    public const nint SYS_sched_getaffinity = 123;
    public const nint SYS_kill = 129;
    public const nint SYS_rt_sigaction = 134;
    public const nint SYS_rt_sigprocmask = 135;
    public const nint SYS_setpriority = 140;
    public const nint SYS_getpriority = 141;
    public const nint SYS_reboot = 142;
    public const nint SYS_setgid = 144;
    public const nint SYS_setuid = 146;
    public const nint SYS_setpgid = 154;
    public const nint SYS_getsid = 156;
    public const nint SYS_setsid = 157;
    public const nint SYS_setgroups = 159;
    public const nint SYS_uname = 160;
    public const nint SYS_sethostname = 161;
    public const nint SYS_umask = 166;
    public const nint SYS_prctl = 167;
    public const nint SYS_getcpu = 168;
    public const nint SYS_getpid = 172;
    public const nint SYS_getppid = 173;
    public const nint SYS_getuid = 174;
    public const nint SYS_geteuid = 175;
    public const nint SYS_getegid = 177;
    public const nint SYS_sysinfo = 179;
    public const nint SYS_socket = 198;
    public const nint SYS_bind = 200;
    public const nint SYS_listen = 201;
    public const nint SYS_connect = 203;
    public const nint SYS_getsockname = 204;
    public const nint SYS_recvfrom = 207;
    public const nint SYS_setsockopt = 208;
    public const nint SYS_getsockopt = 209;
    public const nint SYS_shutdown = 210;
    public const nint SYS_sendmsg = 211;
    public const nint SYS_recvmsg = 212;
    public const nint SYS_mremap = 216;
    public const nint SYS_clone = 220;
    public const nint SYS_execve = 221;
    public const nint SYS_mmap = 222;
    public const nint SYS_swapon = 224;
    public const nint SYS_swapoff = 225;
    public const nint SYS_mprotect = 226;
    public const nint SYS_accept4 = 242;
    public const nint SYS_wait4 = 260;
    public const nint SYS_prlimit64 = 261;
    public const nint SYS_getrandom = 278;
    public const nint SYS_memfd_create = 279;
    public const nint SYS_pidfd_send_signal = 424;
    public const nint SYS_pidfd_open = 434;
    public const nint SYS_close_range = 436;

    /// <summary>struct epoll_event: 32 bits of events, and 64 of data at the second offset.</summary>
    public const int EpollEventLength = 16;
    public const int EpollDataOffset = 8;

    /// <summary>
    /// struct stat:
    /// <code>
    /// offset  size  field
    ///      0     8  st_dev
    ///      8     8  st_ino
    ///     16     4  st_mode
    ///     20     4  st_nlink
    ///     24     4  st_uid
    ///     28     4  st_gid
    ///     32     8  st_rdev
    ///     48     8  st_size
    ///     88    16  st_mtim
    /// </code>
    /// </summary>
    /// <summary>utmp(5): the record's times have 64 bits (glibc keeps 32 where a 32-bit ABI shares the files).</summary>
    public const bool HasWideUtmp = true;

    public const int StatLength = 128;
    public const int StatSpecialDeviceOffset = 32;

    public static unsafe FileStatus ReadStat(byte* stat) => new()
    {
        Device = *(ulong*)stat,
        Inode = *(ulong*)(stat + 8),
        Mode = *(uint*)(stat + 16),
        LinkCount = *(uint*)(stat + 20),
        Uid = *(uint*)(stat + 24),
        Gid = *(uint*)(stat + 28),
        DeviceNumber = *(ulong*)(stat + 32),
        Size = *(long*)(stat + 48),
        // Far years wrap around.
        ReadNanoseconds = unchecked(*(long*)(stat + 72) * 1_000_000_000 + *(long*)(stat + 80)),
        // Far years wrap around.
        ModifiedNanoseconds = unchecked(*(long*)(stat + 88) * 1_000_000_000 + *(long*)(stat + 96)),
    };
}
