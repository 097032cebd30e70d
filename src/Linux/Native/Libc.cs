using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sestet.Linux;

/// <summary>
/// The C functions the program uses, by their own names: system calls go through syscall(), and what libc does better
/// than we would (accounts, time zones, regular expressions, error texts) stays with it.
/// </summary>
internal static unsafe class Libc
{
    private const MethodImplOptions Native = MethodImplOptions.InternalCall;

    [MethodImpl(Native), RuntimeImport("libc", "syscall")]
    public static extern nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [MethodImpl(Native), RuntimeImport("libc", "__errno_location")]
    public static extern int* errno_location();

    [MethodImpl(Native), RuntimeImport("libc", "_exit")]
    [DoesNotReturn]
    public static extern void _exit(int code);

    [MethodImpl(Native), RuntimeImport("libc", "strlen")]
    public static extern nuint strlen(byte* text);

    [MethodImpl(Native), RuntimeImport("libc", "strerror")]
    public static extern byte* strerror(int error);

    /// <summary>musl's clone without the public wrapper: runs function(argument) on the given stack in the child.</summary>
    [MethodImpl(Native), RuntimeImport("libc", "__clone")]
    public static extern int __clone(delegate* unmanaged<void*, int> function, void* stack, int flags, void* argument, nint parentTid, nint tls, nint childTid);

    [MethodImpl(Native), RuntimeImport("libc", "sigaction")]
    public static extern int sigaction(int signal, void* action, void* old);

    [MethodImpl(Native), RuntimeImport("libc", "getauxval")]
    public static extern nuint getauxval(nuint type);

    [MethodImpl(Native), RuntimeImport("libc", "getpwnam")]
    public static extern void* getpwnam(byte* name);

    [MethodImpl(Native), RuntimeImport("libc", "getgrnam")]
    public static extern void* getgrnam(byte* name);

    [MethodImpl(Native), RuntimeImport("libc", "getgrent")]
    public static extern void* getgrent();

    [MethodImpl(Native), RuntimeImport("libc", "endgrent")]
    public static extern void endgrent();

    [MethodImpl(Native), RuntimeImport("libc", "localtime_r")]
    public static extern void* localtime_r(long* seconds, void* time);

    [MethodImpl(Native), RuntimeImport("libc", "gmtime_r")]
    public static extern void* gmtime_r(long* seconds, void* time);

    /// <summary>The variable environ, where libc looks variables up (TZ): its symbol's address is the variable's.</summary>
    public static ref byte** Environment => ref *(byte***)(delegate*<void>)&environ;

    [MethodImpl(Native), RuntimeImport("libc", "__environ")]
    private static extern void environ();
}
