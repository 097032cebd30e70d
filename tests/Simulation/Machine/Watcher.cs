using System.Collections.Generic;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>Hears of everything that happens on a machine. It must change nothing and use no dice.</summary>
internal abstract class Watcher
{
    /// <summary>A process begins to run a program.</summary>
    public virtual void Executed(Process process, IReadOnlyList<byte[]> arguments)
    {
    }

    /// <summary>A process has ended; it may still be waited for.</summary>
    public virtual void Ended(Process process)
    {
    }

    /// <summary>A dead process was waited for.</summary>
    public virtual void Reaped(Process process)
    {
    }

    /// <summary>A process calls kill(2), before the signal has any effect.</summary>
    public virtual void Killed(Process sender, Pid target, Signal signal, KillTarget kind)
    {
    }

    /// <summary>A signal is sent to a process, before it has any effect.</summary>
    public virtual void Signaled(Process process, Signal signal)
    {
    }

    /// <summary>A file got a new name.</summary>
    public virtual void Renamed(Process process, Node directory, string name, Node node)
    {
    }

    /// <summary>Bytes went into a regular file.</summary>
    public virtual void Stored(Process process, Node file)
    {
    }

    /// <summary>Bytes went into a pipe.</summary>
    public virtual void Wrote(Process process, OpenFile file, byte[] data)
    {
    }

    /// <summary>A system call was made to fail.</summary>
    public virtual void Faulted(Process process, SystemCall call, string? path, Errno error)
    {
    }
}
