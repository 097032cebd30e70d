using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

// What is beyond the reference's service: messages, the whole tree of processes, permanent failures.
internal ref partial struct SupervisorHost
{
    /// <summary>Something came on the socket of NOTIFY_SOCKET.</summary>
    // By itself, for its buffers would lie below everything a supervisor has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ReadMessages()
    {
        NotifyReader reader = new(
            ref _service,
            stackalloc byte[Limits.NotifyDatagramLength],
            stackalloc byte[Limits.StatusTextLengthMax + 1]);
        while (reader.Next(out NotifyMessage message))
        {
            Heed(message);
        }
        reader.WriteStatus();
    }

    private void Heed(scoped NotifyMessage message)
    {
        if (message.HasWatchdog)
        {
            Step(SupervisorEvent.WatchdogSet(message.WatchdogMs));
        }
        if (message.Ready && !_service.Core.HasBeenReady)
        {
            Step(SupervisorEvent.Ready);
        }
        if (message.Alive)
        {
            Step(SupervisorEvent.Alive);
        }
        if (message.Stopping)
        {
            Step(SupervisorEvent.Stopping);
        }
        if (message.Triggers)
        {
            Step(SupervisorEvent.WatchdogMissed);
        }
    }

    /// <summary>What an earlier supervisor has said of a failure is not said of what begins now.</summary>
    private readonly void ForgetFailure()
    {
        if (_service.Config.TryGetRestartRules(out _))
        {
            FailureFile.Remove();
        }
    }

    /// <summary>A service has its watchdog's whole time after nobody may have listened to it.</summary>
    private void RearmWatchdog()
    {
        if (_service.Core.HasBeenReady)
        {
            Step(SupervisorEvent.Alive);
        }
    }

    private void ReopenSocket()
    {
        Result<Fd> socket = NotifySocket.Reopen();
        if (socket.Ok)
        {
            _service.Socket = socket.Value;
        }
        else
        {
            Diagnostics.WarnUnable(socket.Error, "open "u8, "the service's notification socket again"u8);
        }
        RearmWatchdog();
    }

    /// <summary>./run is dead: what it has left ends with it where it had a cgroup, or flag-kill-tree says so.</summary>
    private void EndTree(Pid dead)
    {
        _service.RanOutOfMemory = false;
        if (_service.Core.HasCgroup)
        {
            _service.RanOutOfMemory = ServiceLeaf.End() > 0;
            if (_service.RanOutOfMemory)
            {
                Diagnostics.Warn("the service ran out of memory: the kernel has killed processes of it"u8);
            }
        }
        else if (_service.Config.KillsTree())
        {
            SessionKiller.Kill(dead);
        }
    }
}
