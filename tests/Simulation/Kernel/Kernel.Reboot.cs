using System;
using Sestet.Base;

namespace Sestet.Linux;

// The simulated machine is not ended by its processes, and has no console.
internal static unsafe partial class Kernel
{
    public static bool HasWideUtmp => false;

    public static Errno Reboot(RebootCommand command)
    {
        Assert.That(Enum.IsDefined(command));
        return Missing<int>().Error;
    }

    public static Errno AcceptKeyboardSignal(Fd terminal, Signal signal)
    {
        Assert.That(terminal.IsOpen && !signal.IsNone);
        return Missing<int>().Error;
    }

    public static Errno DropTypedInput(Fd output, Fd input)
    {
        Assert.That(output.IsOpen && input.IsOpen);
        return Missing<int>().Error;
    }

    public static Pid CurrentSession() => CurrentProcess();
}
