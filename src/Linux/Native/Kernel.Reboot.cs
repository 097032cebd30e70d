using System;
using Sestet.Base;

namespace Sestet.Linux;

// How a machine ends, and what its console tells process 1.
internal static unsafe partial class Kernel
{
    /// <summary>
    /// reboot(2): it does not come back where it succeeds, but for KeysAreSignals. In a PID namespace it ends process 1.
    /// </summary>
    public static Errno Reboot(RebootCommand command)
    {
        const nint LINUX_REBOOT_MAGIC1 = unchecked((int)0xfee1dead); // the kernel takes 32 bits
        const nint LINUX_REBOOT_MAGIC2 = 672274793;
        uint number = command switch
        {
            RebootCommand.Halt => 0xcdef0123,
            RebootCommand.PowerOff => 0x4321fedc,
            RebootCommand.Restart => 0x01234567,
            _ => 0,
        };
        return ToErrno(Call(Architecture.SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, (nint)number));
    }

    /// <summary>KDSIGACCEPT: process 1 gets that signal when the keys KeyboardSignal are struck on the console.</summary>
    public static Errno AcceptKeyboardSignal(Fd terminal, Signal signal)
    {
        const nint KDSIGACCEPT = 0x4b4e;
        return ToErrno(Call(Architecture.SYS_ioctl, terminal.Value, KDSIGACCEPT, signal.Number));
    }

    /// <summary>
    /// Waits until all that was written to a terminal has gone out, then drops what was typed and not read yet.
    /// </summary>
    public static Errno DropTypedInput(Fd output, Fd input)
    {
        const nint TCSBRK = 0x5409;
        const nint TCFLSH = 0x540b;
        Errno error = ToErrno(CallAgain(Architecture.SYS_ioctl, output.Value, TCSBRK, 1));
        return error.Failed ? error : ToErrno(Call(Architecture.SYS_ioctl, input.Value, TCFLSH, 0));
    }

    /// <summary>utmp(5): times in its records have 64 bits here.</summary>
    public static bool HasWideUtmp => Architecture.HasWideUtmp;

    /// <summary>The session of this process.</summary>
    public static Pid CurrentSession() => new((int)Call(Architecture.SYS_getsid, 0));
}
