using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    private const ulong PipeSignalBit = 1UL << 12;

    public static Result<Fd> OpenSignals(ulong set) =>
        Enter(SystemCall.OpenSignals).Fault(SystemCall.OpenSignals, null, out Errno fault)
            ? new Result<Fd>(fault)
            : Self.OpenSignals(set);

    public static Result<int> ReadSignals(Fd fd, Span<SignalInfo> signals) => Enter(SystemCall.Read).ReadSignals(fd, signals);

    public static void BlockPipeSignal() => Enter(SystemCall.Own).Signals.Block(PipeSignalBit);

    public static void UnblockSignals()
    {
        ProcessSignals signals = Enter(SystemCall.Own).Signals;
        signals.Drop(Signal.SIGPIPE);
        signals.SetBlocked(0);
    }

    public static Errno NeutralizeSignal(Signal signal) => Enter(SystemCall.Own).Signals.SetAction(signal, SignalAction.Caught);

    public static Errno ResetSignal(Signal signal) => Enter(SystemCall.Own).Signals.SetAction(signal, SignalAction.Default);
}
