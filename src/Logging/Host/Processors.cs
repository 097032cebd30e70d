using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Logging.Host;

/// <summary>The processors of all logdirs, which are the only children of s6-log.</summary>
internal static class Processors
{
    /// <summary>
    /// The next one that has ended, by the index of its logdir, and what that is to the logdir. False where none has.
    /// </summary>
    public static bool TryReap(Span<Logdir> logdirs, out int logdir, out RotationEvent e)
    {
        logdir = 0;
        e = default;
        while (true)
        {
            Result<ChildExit> exit = Kernel.WaitForAny(wait: false);
            if (!exit.Ok || exit.Value.Pid.IsNone)
            {
                return false;
            }
            for (logdir = 0; logdir < logdirs.Length; logdir++)
            {
                if (logdirs[logdir].IsProcessor(exit.Value.Pid))
                {
                    e = logdirs[logdir].EndProcessor(exit.Value.Status);
                    return true;
                }
            }
            // A child that was there before this program was.
        }
    }
}
