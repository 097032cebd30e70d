using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    private const int SIG_BLOCK = 0;
    private const int SIG_UNBLOCK = 1;
    private const int SIG_SETMASK = 2;
    private const ulong PipeSignalBit = 1UL << 12;
    private const nint SIG_DFL = 0;
    private const nint SIG_IGN = 1;

    /// <summary>
    /// struct signalfd_siginfo:
    /// <code>
    /// offset  size  field
    ///      0     4  ssi_signo
    ///     12     4  ssi_pid
    /// </code>
    /// </summary>
    private const int SignalInfoLength = 128;

    /// <summary>struct sigaction of musl, on x86-64 and arm64 alike.</summary>
    private struct SignalAction
    {
        public nint Handler;
        public SignalMask Mask;
        public int Flags;
        public nint Restorer;
    }

    [InlineArray(16)]
    private struct SignalMask
    {
        private ulong _word;
    }

    /// <summary>
    /// Blocks the signals of a set (bit n - 1 for signal n) and gives a descriptor that they are read from. Their actions
    /// become the default ones, whatever this process has inherited: with SIGCHLD ignored no child could be waited for,
    /// and the programs started from here would ignore the others in turn. SIGPIPE is blocked with them: a write that
    /// nobody reads is an error and no more.
    /// </summary>
    public static Result<Fd> OpenSignals(ulong set)
    {
        const int SFD_NONBLOCK_CLOEXEC = 0x80800;
        for (int number = 1; number <= Signal.NumberMax; number++)
        {
            if ((set & (1UL << (number - 1))) != 0)
            {
                _ = SetPlainAction(new Signal(number), SIG_DFL);
            }
        }
        ulong blocked = set | PipeSignalBit;
        nint result = Call(Architecture.SYS_rt_sigprocmask, SIG_BLOCK, (nint)(&blocked), 0, 8);
        return result < 0
            ? new Result<Fd>(ToErrno(result))
            : ToFd(Call(Architecture.SYS_signalfd4, -1, (nint)(&set), 8, SFD_NONBLOCK_CLOEXEC));
    }

    /// <summary>Reads waiting signals; 0 when there is none.</summary>
    public static Result<int> ReadSignals(Fd fd, Span<SignalInfo> signals)
    {
        byte* buffer = stackalloc byte[SignalInfoLength * 4];
        int room = Math.Min(signals.Length, 4);
        nint result = CallAgain(Architecture.SYS_read, fd.Value, (nint)buffer, room * SignalInfoLength);
        if (result < 0)
        {
            return result == -11 ? new Result<int>(0) : new Result<int>(ToErrno(result));
        }
        int count = (int)result / SignalInfoLength;
        for (int i = 0; i < count; i++)
        {
            byte* info = buffer + i * SignalInfoLength;
            signals[i].Signal = new Signal(*(int*)info);
            signals[i].Sender = new Pid(*(int*)(info + 12));
        }
        return new Result<int>(count);
    }

    /// <summary>Has a write that nobody reads end in an error, not in this process's death.</summary>
    public static void BlockPipeSignal()
    {
        ulong set = PipeSignalBit;
        _ = Call(Architecture.SYS_rt_sigprocmask, SIG_BLOCK, (nint)(&set), 0, 8);
    }

    /// <summary>
    /// Empties the signal mask, as a program about to be executed expects it. A SIGPIPE that waits is dropped: the write
    /// that it was for has had its error.
    /// </summary>
    public static void UnblockSignals()
    {
        _ = SetPlainAction(Signal.SIGPIPE, SIG_IGN);
        _ = SetPlainAction(Signal.SIGPIPE, SIG_DFL);
        ulong none = 0;
        _ = Call(Architecture.SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&none), 0, 8);
    }

    /// <summary>
    /// Makes a signal do nothing here, and its default again in every program executed (SIG_IGN would be inherited).
    /// </summary>
    public static Errno NeutralizeSignal(Signal signal) => SetAction(signal, (nint)(delegate* unmanaged<int, void>)&DoNothing);

    /// <summary>
    /// Makes a signal do nothing here but interrupt what waits, and tells whether it was ignored; that, or its default,
    /// is to be put back.
    /// </summary>
    public static Errno NeutralizeSignal(Signal signal, out bool wasIgnored)
    {
        SignalAction action = new() { Handler = (nint)(delegate* unmanaged<int, void>)&DoNothing };
        SignalAction old = default;
        int result = Libc.sigaction(signal.Number, &action, &old);
        wasIgnored = old.Handler == SIG_IGN;
        return result < 0 ? new Errno(*Libc.errno_location()) : Errno.None;
    }

    /// <summary>Ignores a signal, here and in every program executed.</summary>
    public static Errno IgnoreSignal(Signal signal) => SetPlainAction(signal, SIG_IGN);

    /// <summary>Blocks or unblocks a signal and tells whether it was blocked before.</summary>
    public static bool SetBlocked(Signal signal, bool blocked)
    {
        ulong bit = 1UL << (signal.Number - 1);
        ulong old = 0;
        nint result = Call(Architecture.SYS_rt_sigprocmask, blocked ? SIG_BLOCK : SIG_UNBLOCK, (nint)(&bit), (nint)(&old), 8);
        Assert.That(result == 0);
        return (old & bit) != 0;
    }

    /// <summary>Gives a signal its default action.</summary>
    public static Errno ResetSignal(Signal signal) => SetPlainAction(signal, SIG_DFL);

    /// <summary>rt_sigaction(2) for what needs no handler, and so none of libc's code to return from one.</summary>
    private static Errno SetPlainAction(Signal signal, nint action)
    {
        // The kernel's struct sigaction: handler, flags, restorer, mask; the handler is the first word everywhere.
        nint* words = stackalloc nint[4];
        words[0] = action;
        words[1] = 0;
        words[2] = 0;
        words[3] = 0;
        return ToErrno(Call(Architecture.SYS_rt_sigaction, signal.Number, (nint)words, 0, 8));
    }

    private static Errno SetAction(Signal signal, nint handler)
    {
        SignalAction action = new() { Handler = handler };
        return Libc.sigaction(signal.Number, &action, null) < 0 ? new Errno(*Libc.errno_location()) : Errno.None;
    }

    [UnmanagedCallersOnly]
    private static void DoNothing(int signal)
    {
    }
}
