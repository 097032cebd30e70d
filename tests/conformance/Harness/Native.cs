using System;
using System.IO;
using System.Runtime.InteropServices;
using Sestet.Conformance.Harness;

namespace Sestet.Harness;

/// <summary>What only tests ask for.</summary>
internal static partial class Native
{
    public const int SpawnSetProcessGroup = 2;
    public const short PollOut = 4;
    public const short PollHangUp = 16;
    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int EAGAIN = 11;
    private const int PidFdOpen = 434;
    private const int SetFlags = 4;

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitFor(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SpawnActionsChangeDirectory(Span<byte> actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static partial int SpawnActionsCloseFrom(Span<byte> actions, int from);

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
}
