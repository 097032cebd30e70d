using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// The signals of a command that waits beside a child: it reaps, and when it is to end it cleans up first.
/// </summary>
internal static class ChildSignals
{
    private const int SignalsRead = 4;

    /// <summary>SIGCHLD, and those that end a program.</summary>
    public static SignalSet Set =>
        SignalSet.Empty.With(Signal.SIGCHLD).With(Signal.SIGTERM).With(Signal.SIGINT).With(Signal.SIGHUP);

    /// <summary>Reads what has come and reaps; true with a signal that asks the program to end.</summary>
    public static bool Read(Fd signals, out Signal fatal)
    {
        fatal = default;
        Span<SignalInfo> infos = stackalloc SignalInfo[SignalsRead];
        Result<int> read = Kernel.ReadSignals(signals, infos);
        for (int i = 0; read.Ok && i < read.Value; i++)
        {
            if (infos[i].Signal.Number == Signal.SIGCHLD.Number)
            {
                ReapAll();
            }
            else
            {
                fatal = infos[i].Signal;
            }
        }
        return !fatal.IsNone;
    }

    /// <summary>Ends the program as the signal would have.</summary>
    public static void Obey(Signal signal)
    {
        Assert.That(!signal.IsNone);
        Kernel.UnblockSignals();
        _ = Kernel.Raise(signal);
    }

    private static void ReapAll()
    {
        while (true)
        {
            Result<ChildExit> child = Kernel.WaitForAny(wait: false);
            if (!child.Ok || child.Value.Pid.IsNone)
            {
                return;
            }
        }
    }
}
