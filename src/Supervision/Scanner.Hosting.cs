using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>Services that the scanner's own process supervises: their supervisor has no pid.</summary>
internal ref partial struct Scanner
{
    /// <summary>The service of that index is supervised by this process from now on.</summary>
    public void StartedHosted(int index, Instant now)
    {
        ref ScannedService service = ref Table[index];
        Assert.That(service.Used && !service.IsAlive);
        service.Hosted = true;
        service.Start = now.PlusSeconds(RestartDelaySeconds);
        AliveCount++;
    }

    /// <summary>No start is tried before that.</summary>
    public readonly void Postpone(int index, Instant until)
    {
        Assert.That(!Table[index].IsAlive);
        Table[index].Start = until;
    }

    /// <summary>Which process of a hosted service is to be waited for: none, or a new one.</summary>
    public readonly void SetChild(int index, Pid child)
    {
        Assert.That(Table[index].Hosted);
        if (Table[index].Pid.Value == child.Value)
        {
            return;
        }
        if (!Table[index].Pid.IsNone)
        {
            Table.ClearPid(index);
        }
        if (!child.IsNone)
        {
            Table.SetPid(index, child);
        }
    }

    /// <summary>The hosted service whose process has ended, or -1. It is waited for no more.</summary>
    public readonly int TakeChild(Pid pid)
    {
        int index = Table.FindPid(pid);
        if (index < 0 || !Table[index].Hosted)
        {
            return -1;
        }
        Table.ClearPid(index);
        return index;
    }

    /// <summary>This process supervises the service no more.</summary>
    public void LeftHosted(int index)
    {
        SetChild(index, Pid.None);
        Table[index].Hosted = false;
        Left(index);
    }
}
