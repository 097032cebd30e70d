using System;
using Sestet.Conformance.Harness;

namespace Sestet.Chaos;

/// <summary>One run of a service or a logger.</summary>
internal sealed class Instance(int number, int pid) : IDisposable
{
    public int Number { get; } = number;

    public int Pid { get; } = pid;

    /// <summary>Readable when it has ended; -1 where it had when it was heard of.</summary>
    public int Descriptor { get; private set; } = Native.OpenProcess(pid);

    public DateTime Since { get; } = DateTime.UtcNow;

    /// <summary>This program has killed it, or has asked for its end.</summary>
    public bool MayEnd { get; set; }

    /// <summary>Its supervisor has been seen to know that it is ready.</summary>
    public bool ReadinessIsKnown { get; set; }

    /// <summary>How often a supervisor did not know it.</summary>
    public int Unready { get; set; }

    public bool HasEnded { get; private set; }

    /// <summary>Looks; true where it has just ended.</summary>
    public bool CheckEnd()
    {
        if (HasEnded || (Descriptor >= 0 && !Kernel.IsReadable(Descriptor)))
        {
            return false;
        }
        HasEnded = true;
        Dispose();
        return true;
    }

    /// <summary>kill -9; false where it has ended already.</summary>
    public bool Kill()
    {
        MayEnd = true;
        return Descriptor >= 0 && Kernel.Kill(Descriptor);
    }

    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            Native.Close(Descriptor);
            Descriptor = -1;
        }
    }
}
