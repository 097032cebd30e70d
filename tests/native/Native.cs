using System;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;

namespace Sestet.Harness;

/// <summary>The system calls .NET has no name for, of tests and benchmark alike; each adds its own.</summary>
internal static partial class Native
{
    public const int SpawnSetSignalDefault = 4;
    public const int SpawnSetSignalMask = 8;
    public const short PollIn = 1;
    public const int OpenReadWrite = 2;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;
    public const int WaitNoHang = 1;
    public const int EINTR = 4;
    public const int EBADF = 9;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Got;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);

    /// <summary>
    /// Closes what is open. A second close of the same descriptor would take that of another thread's test, so one that
    /// finds nothing is an error.
    /// </summary>
    public static void Close(int descriptor)
    {
        if (CloseDescriptor(descriptor) < 0 && Marshal.GetLastPInvokeError() == EBADF)
        {
            throw new InvalidOperationException($"descriptor {descriptor} is not open: closed twice?");
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(Span<int> descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Span<PollDescriptor> descriptors, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int SpawnActionsInit(Span<byte> actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int SpawnActionsDestroy(Span<byte> actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int SpawnActionsDuplicate(Span<byte> actions, int from, int to);

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
        out int pid, string path, Span<byte> actions, Span<byte> attributes, ReadOnlySpan<nint> arguments,
        ReadOnlySpan<nint> environment);

    /// <summary>Throws what errno says.</summary>
    public static int Check(int result, string what) =>
        result >= 0 ? result : throw new IOException($"{what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
}
