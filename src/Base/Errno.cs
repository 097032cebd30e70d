namespace Sestet.Base;

/// <summary>
/// An error number of the kernel (errno(3)); <see cref="None"/> is success. The numbers are those of Linux.
/// </summary>
internal readonly struct Errno(int value)
{
    public static Errno None => default;

    public static Errno EPERM => new(1);

    public static Errno ENOENT => new(2);

    public static Errno ESRCH => new(3);

    public static Errno EINTR => new(4);

    public static Errno EIO => new(5);

    public static Errno ENXIO => new(6);

    public static Errno E2BIG => new(7);

    public static Errno ENOEXEC => new(8);

    public static Errno EBADF => new(9);

    public static Errno ECHILD => new(10);

    public static Errno EAGAIN => new(11);

    public static Errno ENOMEM => new(12);

    public static Errno EACCES => new(13);

    public static Errno EBUSY => new(16);

    public static Errno EEXIST => new(17);

    public static Errno ENOTDIR => new(20);

    public static Errno EISDIR => new(21);

    public static Errno EINVAL => new(22);

    public static Errno ENFILE => new(23);

    public static Errno EMFILE => new(24);

    public static Errno EFBIG => new(27);

    public static Errno ENOSPC => new(28);

    public static Errno ESPIPE => new(29);

    public static Errno EPIPE => new(32);

    public static Errno ENAMETOOLONG => new(36);

    public static Errno ENOSYS => new(38);

    public static Errno ENOTEMPTY => new(39);

    public static Errno ELOOP => new(40);

    public static Errno EIDRM => new(43);

    public static Errno ENODATA => new(61);

    public static Errno EPROTO => new(71);

    public static Errno ENOTSUP => new(95);

    public static Errno ECONNABORTED => new(103);

    public static Errno ECONNRESET => new(104);

    public static Errno ENOBUFS => new(105);

    /// <summary>Too many descriptors are on their way (unix(7)).</summary>
    public static Errno ETOOMANYREFS => new(109);

    public static Errno ETIMEDOUT => new(110);

    public static Errno ECONNREFUSED => new(111);

    public int Value { get; } = value;

    public bool IsNone => Value == 0;

    public bool Failed => Value != 0;

    /// <summary>Descriptors or memory are short, which will pass: it says nothing of what was asked.</summary>
    public bool IsShortage => Value is 12 or 23 or 24;

    public static bool operator ==(Errno a, Errno b) => a.Value == b.Value;

    public static bool operator !=(Errno a, Errno b) => a.Value != b.Value;

    public override bool Equals(object? obj) => false;

    public override int GetHashCode() => Value;
}
