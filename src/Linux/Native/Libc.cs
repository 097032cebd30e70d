using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Sestet.Linux;

/// <summary>
/// The C functions the program uses, by their own names: what libc does better than we would (accounts, time zones,
/// regular expressions, error texts) stays with it, and its one assembly function that makes a system call serves all.
/// </summary>
internal static unsafe class Libc
{
    private const MethodImplOptions Native = MethodImplOptions.InternalCall;

    /// <summary>
    /// musl's bare system call, of all its architectures: the kernel's own result, without errno. The first argument
    /// points at the flag of thread cancellation, which stays 0 here.
    /// </summary>
    [MethodImpl(Native), RuntimeImport("libc", "__syscall_cp_asm")]
    public static extern nint __syscall_cp_asm(int* cancelled, nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [MethodImpl(Native), RuntimeImport("libc", "__errno_location")]
    public static extern int* errno_location();

    [MethodImpl(Native), RuntimeImport("libc", "_exit")]
    [DoesNotReturn]
    public static extern void _exit(int code);

    [MethodImpl(Native), RuntimeImport("libc", "strlen")]
    public static extern nuint strlen(byte* text);

    [MethodImpl(Native), RuntimeImport("libc", "strerror")]
    public static extern byte* strerror(int error);

    /// <summary>
    /// Not a function but the variable program_invocation_short_name: argv[0] behind its last slash. Libc has found it
    /// at start already.
    /// </summary>
    [MethodImpl(Native), RuntimeImport("libc", "program_invocation_short_name")]
    private static extern void program_invocation_short_name();

    public static byte* ProgramName => *(byte**)(delegate*<void>)&program_invocation_short_name;

    /// <summary>
    /// musl's clone without the public wrapper: runs function(argument) on the given stack in the child.
    /// </summary>
    [MethodImpl(Native), RuntimeImport("libc", "__clone")]
    public static extern int __clone(
        delegate* unmanaged<void*, int> function,
        void* stack,
        int flags,
        void* argument,
        nint parentTid,
        nint tls,
        nint childTid);

    [MethodImpl(Native), RuntimeImport("libc", "sigaction")]
    public static extern int sigaction(int signal, void* action, void* old);

    [MethodImpl(Native), RuntimeImport("libc", "getauxval")]
    public static extern nuint getauxval(nuint type);

    [MethodImpl(Native), RuntimeImport("libc", "regcomp")]
    public static extern int regcomp(void* regex, byte* pattern, int flags);

    [MethodImpl(Native), RuntimeImport("libc", "regexec")]
    public static extern int regexec(void* regex, byte* text, nuint matchCount, void* matches, int flags);

    [MethodImpl(Native), RuntimeImport("libc", "regerror")]
    public static extern nuint regerror(int error, void* regex, byte* text, nuint length);

    [MethodImpl(Native), RuntimeImport("libc", "realpath")]
    public static extern byte* realpath(byte* path, byte* resolved);

    [MethodImpl(Native), RuntimeImport("libc", "regfree")]
    public static extern void regfree(void* regex);

    [MethodImpl(Native), RuntimeImport("libc", "fnmatch")]
    public static extern int fnmatch(byte* pattern, byte* text, int flags);

    [MethodImpl(Native), RuntimeImport("libc", "glob")]
    public static extern int glob(byte* pattern, int flags, delegate* unmanaged<byte*, int, int> onError, void* matches);

    [MethodImpl(Native), RuntimeImport("libc", "globfree")]
    public static extern void globfree(void* matches);

    [MethodImpl(Native), RuntimeImport("libc", "getpwnam")]
    public static extern void* getpwnam(byte* name);

    [MethodImpl(Native), RuntimeImport("libc", "getgrnam")]
    public static extern void* getgrnam(byte* name);

    [MethodImpl(Native), RuntimeImport("libc", "getpwuid")]
    public static extern void* getpwuid(int uid);

    [MethodImpl(Native), RuntimeImport("libc", "getgrgid")]
    public static extern void* getgrgid(int gid);

    [MethodImpl(Native), RuntimeImport("libc", "getgrent")]
    public static extern void* getgrent();

    [MethodImpl(Native), RuntimeImport("libc", "endgrent")]
    public static extern void endgrent();

    [MethodImpl(Native), RuntimeImport("libc", "localtime_r")]
    public static extern void* localtime_r(long* seconds, void* time);

    [MethodImpl(Native), RuntimeImport("libc", "gmtime_r")]
    public static extern void* gmtime_r(long* seconds, void* time);

    [MethodImpl(Native), RuntimeImport("libc", "mktime")]
    public static extern long mktime(void* time);

    /// <summary>
    /// The variable environ, where libc looks variables up (TZ): its symbol's address is the variable's.
    /// </summary>
    public static ref byte** Environment => ref *(byte***)(delegate*<void>)&environ;

    [MethodImpl(Native), RuntimeImport("libc", "__environ")]
    private static extern void environ();
}
