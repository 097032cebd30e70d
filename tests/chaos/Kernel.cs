using System;
using System.Runtime.InteropServices;
using Sestet.Conformance.Harness;

namespace Sestet.Chaos;

/// <summary>The system calls that the other tests need not.</summary>
internal static partial class Kernel
{
    public const int SIGKILL = 9;
    private const int SetChildSubreaper = 36;
    private const int PidFdSendSignal = 424;
    private const int AnyChild = 0;
    private const int Exited = 4;
    private const int NoHang = 1;
    private const int NoWait = 0x01000000;

    /// <summary>siginfo_t, of which only the process is looked at.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct ChildInfo
    {
        [FieldOffset(16)]
        public int Pid;
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int ProcessControl(int option, nint argument, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitInformed(int kind, int id, ref ChildInfo info, int options);

    /// <summary>Has processes whose parent has died, anywhere below this one, become children of this one.</summary>
    public static void AdoptOrphans() => Native.Check(ProcessControl(SetChildSubreaper, 1, 0, 0, 0), "prctl");

    /// <summary>Kills exactly the process that the descriptor is of; false where it has ended.</summary>
    public static bool Kill(int processDescriptor) => SystemCall(PidFdSendSignal, processDescriptor, SIGKILL, 0, 0) == 0;

    /// <summary>A child that has ended and is not waited for yet; 0 for none.</summary>
    public static int FindZombie()
    {
        ChildInfo info = default;
        return WaitInformed(AnyChild, 0, ref info, Exited | NoHang | NoWait) == 0 ? info.Pid : 0;
    }

    /// <summary>Whether the descriptor has something to read, or its process has ended.</summary>
    public static bool IsReadable(int descriptor)
    {
        Span<Native.PollDescriptor> poll = [new() { Descriptor = descriptor, Wanted = Native.PollIn }];
        return Native.Poll(poll, 1, 0) == 1;
    }
}
