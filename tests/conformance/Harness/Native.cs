using System;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;

namespace Sestet.Conformance.Harness;

/// <summary>The system calls .NET has no name for.</summary>
internal static partial class Native
{
    public const int SpawnSetProcessGroup = 2;
    public const int SpawnSetSignalDefault = 4;
    public const int SpawnSetSignalMask = 8;
    public const short PollIn = 1;
    public const short PollHangUp = 16;
    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenReadWrite = 2;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;
    public const int WaitNoHang = 1;
    public const int EAGAIN = 11;
    public const int EINTR = 4;
    private const int PidFdOpen = 434;
    private const int SetFlags = 4;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Got;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(Span<int> descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Span<PollDescriptor> descriptors, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitFor(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int SpawnActionsInit(Span<byte> actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int SpawnActionsDestroy(Span<byte> actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int SpawnActionsDuplicate(Span<byte> actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SpawnActionsChangeDirectory(Span<byte> actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static partial int SpawnActionsCloseFrom(Span<byte> actions, int from);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int SpawnAttributesInit(Span<byte> attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SpawnAttributesSetFlags(Span<byte> attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SpawnAttributesSetSignalDefault(Span<byte> attributes, ReadOnlySpan<byte> set);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int SpawnAttributesSetSignalMask(Span<byte> attributes, ReadOnlySpan<byte> set);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(
        out int pid, string path, Span<byte> actions, Span<byte> attributes, ReadOnlySpan<nint> arguments, ReadOnlySpan<nint> environment);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command, nint argument);

    /// <summary>Makes reads and writes of it return at once.</summary>
    public static int SetNonBlocking(int descriptor) => FileControl(descriptor, SetFlags, OpenNonBlocking);

    /// <summary>A descriptor that becomes readable when the process ends; -1 where there is no such process.</summary>
    public static int OpenProcess(int pid) => (int)SystemCall(PidFdOpen, pid, 0);

    /// <summary>A pipe: its reading end, which does not block, and its writing end.</summary>
    public static Readable Pipe(out int writer)
    {
        Span<int> ends = stackalloc int[2];
        Check(Pipe(ends, OpenCloseOnExec), "pipe2");
        Check(SetNonBlocking(ends[0]), "fcntl");
        writer = ends[1];
        return new Readable(ends[0]);
    }

    /// <summary>The permission bits of a file, with set-id and sticky bits.</summary>
    public static int Mode(string path) => (int)System.IO.File.GetUnixFileMode(path);

    /// <summary>Throws what errno says.</summary>
    public static int Check(int result, string what) =>
        result >= 0 ? result : throw new IOException($"{what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
}
