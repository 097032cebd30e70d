using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    public static Result<Fd> OpenProcess(Pid pid) => Enter(SystemCall.Open).OpenProcess(pid);

    public static Errno Kill(Fd process, Signal signal, KillTarget target) =>
        Enter(SystemCall.Kill).Kill(process, signal, target);

    public static Result<WaitStatus> ExitStatus(Fd process) => Enter(SystemCall.Wait).ExitStatusOf(process);
}
