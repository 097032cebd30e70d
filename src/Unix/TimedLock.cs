using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>A record lock that is waited for no longer than a given time.</summary>
internal static class TimedLock
{
    /// <summary>
    /// Locks the whole file; ETIMEDOUT where another process held it all the time.
    /// The wait is ended by a signal. It is one of a repeating timer, so that one which comes just before the wait begins
    /// is not the last; and a private one, so that SIGALRM keeps its meaning for whoever set an alarm before. Its action
    /// and the mask are put back at the end.
    /// </summary>
    public static Errno Take(Fd fd, LockKind kind, uint timeoutMs)
    {
        Errno error = Kernel.Lock(fd, kind, wait: false);
        if (error != Errno.EAGAIN)
        {
            return error;
        }
        error = Kernel.NeutralizeSignal(Signal.SIGRTMIN, out bool wasIgnored);
        if (error.Failed)
        {
            return error;
        }
        bool wasBlocked = Kernel.SetBlocked(Signal.SIGRTMIN, blocked: false);
        error = Wait(fd, kind, timeoutMs);
        if (wasBlocked)
        {
            _ = Kernel.SetBlocked(Signal.SIGRTMIN, blocked: true);
        }
        Errno restored = wasIgnored ? Kernel.IgnoreSignal(Signal.SIGRTMIN) : Kernel.ResetSignal(Signal.SIGRTMIN);
        Assert.That(restored.IsNone);
        return error;
    }

    private static Errno Wait(Fd fd, LockKind kind, uint timeoutMs)
    {
        Assert.That(timeoutMs > 0);
        Instant deadline = Kernel.Now().PlusMilliseconds(timeoutMs);
        Result<int> timer = Kernel.StartTimer(
            Signal.SIGRTMIN, timeoutMs * 1_000_000L, Limits.LockWakeIntervalMs * 1_000_000L);
        if (!timer.Ok)
        {
            return timer.Error;
        }
        Errno error;
        do
        {
            error = Kernel.LockInterruptibly(fd, kind);
        }
        while (error == Errno.EINTR && deadline.IsAfter(Kernel.Now()));
        Kernel.StopTimer(timer.Value);
        return error == Errno.EINTR ? Errno.ETIMEDOUT : error;
    }
}
