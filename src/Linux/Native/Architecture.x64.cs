using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sestet.Linux;

/// <summary>
/// What differs between architectures: system call numbers and structure layouts. This one is x86-64.
/// </summary>
internal static class Architecture
{
    public const int O_DIRECTORY = 0x10000;
    public const int O_NOFOLLOW = 0x20000;

    public const nint SYS_read = 0;
    public const nint SYS_write = 1;
    public const nint SYS_close = 3;
    public const nint SYS_lseek = 8;
    public const nint SYS_mmap = 9;
    public const nint SYS_mprotect = 10;
    public const nint SYS_rt_sigaction = 13;
    public const nint SYS_rt_sigprocmask = 14;
    public const nint SYS_ioctl = 16;
    public const nint SYS_pread64 = 17;
    public const nint SYS_pwrite64 = 18;
    public const nint SYS_writev = 20;
    public const nint SYS_mremap = 25;
    public const nint SYS_getpid = 39;
    public const nint SYS_socket = 41;
    public const nint SYS_connect = 42;
    public const nint SYS_recvfrom = 45;
    public const nint SYS_sendmsg = 46;
    public const nint SYS_recvmsg = 47;
    public const nint SYS_shutdown = 48;
    public const nint SYS_bind = 49;
    public const nint SYS_listen = 50;
    public const nint SYS_getsockname = 51;
    public const nint SYS_setsockopt = 54;
    public const nint SYS_getsockopt = 55;
    public const nint SYS_clone = 56;
    public const nint SYS_execve = 59;
    public const nint SYS_wait4 = 61;
    public const nint SYS_kill = 62;
    public const nint SYS_uname = 63;
    public const nint SYS_fcntl = 72;
    public const nint SYS_flock = 73;
    public const nint SYS_fsync = 74;
    public const nint SYS_ftruncate = 77;
    public const nint SYS_getcwd = 79;
    public const nint SYS_chdir = 80;
    public const nint SYS_fchdir = 81;
    public const nint SYS_fchmod = 91;
    public const nint SYS_umask = 95;
    public const nint SYS_sysinfo = 99;
    public const nint SYS_getuid = 102;
    public const nint SYS_setuid = 105;
    public const nint SYS_setgid = 106;
    public const nint SYS_geteuid = 107;
    public const nint SYS_getegid = 108;
    public const nint SYS_getppid = 110;
    public const nint SYS_setpgid = 109;
    public const nint SYS_setsid = 112;
    public const nint SYS_setgroups = 116;
    public const nint SYS_getsid = 124;
    public const nint SYS_getpriority = 140;
    public const nint SYS_setpriority = 141;
    public const nint SYS_pivot_root = 155;
    public const nint SYS_prctl = 157;
    public const nint SYS_chroot = 161;
    public const nint SYS_sync = 162;
    public const nint SYS_mount = 165;
    public const nint SYS_umount2 = 166;
    public const nint SYS_swapon = 167;
    public const nint SYS_swapoff = 168;
    public const nint SYS_reboot = 169;
    public const nint SYS_sethostname = 170;
    public const nint SYS_getxattr = 191;
    public const nint SYS_sched_setaffinity = 203;
    public const nint SYS_sched_getaffinity = 204;
    public const nint SYS_getdents64 = 217;
    public const nint SYS_timer_create = 222;
    public const nint SYS_timer_settime = 223;
    public const nint SYS_timer_delete = 226;
    public const nint SYS_clock_settime = 227;
    public const nint SYS_clock_gettime = 228;
    public const nint SYS_exit_group = 231;
    public const nint SYS_epoll_ctl = 233;
    public const nint SYS_waitid = 247;
    public const nint SYS_inotify_add_watch = 254;
    public const nint SYS_inotify_rm_watch = 255;
    public const nint SYS_openat = 257;
    public const nint SYS_mkdirat = 258;
    public const nint SYS_mknodat = 259;
    public const nint SYS_fchownat = 260;
    public const nint SYS_newfstatat = 262;
    public const nint SYS_unlinkat = 263;
    public const nint SYS_renameat = 264;
    public const nint SYS_linkat = 265;
    public const nint SYS_symlinkat = 266;
    public const nint SYS_readlinkat = 267;
    public const nint SYS_fchmodat = 268;
    public const nint SYS_faccessat = 269;
    public const nint SYS_ppoll = 271;
    public const nint SYS_unshare = 272;
    public const nint SYS_splice = 275;
    public const nint SYS_utimensat = 280;
    public const nint SYS_epoll_pwait = 281;
    public const nint SYS_accept4 = 288;
    public const nint SYS_signalfd4 = 289;
    public const nint SYS_epoll_create1 = 291;
    public const nint SYS_dup3 = 292;
    public const nint SYS_pipe2 = 293;
    public const nint SYS_inotify_init1 = 294;
    public const nint SYS_prlimit64 = 302;
    public const nint SYS_getcpu = 309;
    public const nint SYS_getrandom = 318;
    public const nint SYS_memfd_create = 319;
    public const nint SYS_pidfd_send_signal = 424;
    public const nint SYS_pidfd_open = 434;
    public const nint SYS_close_range = 436;

    /// <summary>struct epoll_event: 32 bits of events, and 64 of data at the second offset.</summary>
    public const int EpollEventLength = 12;
    public const int EpollDataOffset = 4;

    /// <summary>
    /// struct stat:
    /// <code>
    /// offset  size  field
    ///      0     8  st_dev
    ///      8     8  st_ino
    ///     16     8  st_nlink
    ///     24     4  st_mode
    ///     28     4  st_uid
    ///     32     4  st_gid
    ///     40     8  st_rdev
    ///     48     8  st_size
    ///     88    16  st_mtim
    /// </code>
    /// </summary>
    /// <summary>utmp(5): the record's times have 64 bits (glibc keeps 32 where a 32-bit ABI shares the files).</summary>
    public const bool HasWideUtmp = false;

    public const int StatLength = 144;
    public const int StatSpecialDeviceOffset = 40;

    public static unsafe FileStatus ReadStat(byte* stat) => new()
    {
        Device = *(ulong*)stat,
        Inode = *(ulong*)(stat + 8),
        LinkCount = (uint)Math.Min(*(ulong*)(stat + 16), uint.MaxValue),
        Mode = *(uint*)(stat + 24),
        Uid = *(uint*)(stat + 28),
        Gid = *(uint*)(stat + 32),
        DeviceNumber = *(ulong*)(stat + 40),
        Size = *(long*)(stat + 48),
        // Far years wrap around.
        ReadNanoseconds = unchecked(*(long*)(stat + 72) * 1_000_000_000 + *(long*)(stat + 80)),
        // Far years wrap around.
        ModifiedNanoseconds = unchecked(*(long*)(stat + 88) * 1_000_000_000 + *(long*)(stat + 96)),
    };
}
