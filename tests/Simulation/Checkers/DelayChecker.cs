using System.Collections.Generic;
using System.Linq;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// A run that was not ready for a second is not started again sooner than that, unless a user asked for it: a second
/// from its end if it was never ready, a second from its readiness if it was. That a supervisor dies changes nothing.
/// </summary>
internal sealed class DelayChecker(Machine machine, List<Service> services) : Checker(machine, services)
{
    /// <summary>Letters may lie in the FIFO while the supervisor is stopped or works through others.</summary>
    private const long AskedLately = 6 * Clock.Second;

    private readonly ByService<Past> _pasts = new();

    private sealed class Past
    {
        /// <summary>A supervisor left in order since then, and the next one begins anew.</summary>
        public bool Left { get; set; } = true;

        /// <summary>The last supervisor left in order, and no other has taken over.</summary>
        public bool Abandoned { get; set; }

        public long Ended { get; set; }

        public long ReadyAt { get; set; }

        /// <summary>When a user last asked for a start.</summary>
        public long AskedAt { get; set; } = -AskedLately;

        public long StartedAt { get; set; }
    }

    public override void Executed(Process process, IReadOnlyList<byte[]> arguments)
    {
        if (!TryGetProgram(process, out Service service, out ServiceProgram program) || program != ServiceProgram.Run)
        {
            return;
        }
        Past past = _pasts[service];
        if (!past.Left && !IsExcused(service) && past.AskedAt + AskedLately < past.StartedAt)
        {
            long since = past.ReadyAt == Clock.Never ? past.Ended : past.ReadyAt;
            long passed = Machine.Clock.Now - since;
            Require(passed >= Clock.Second, $"{service.Name}: started again after {passed} ns");
        }
        past.StartedAt = Machine.Clock.Now;
    }

    public override void Ended(Process process)
    {
        if (Machine.IsRebooting)
        {
            foreach ((Service _, Past past) in _pasts.All)
            {
                past.Left = true;
            }
            return;
        }
        if (SupervisedBy(process) is { } left && (process.ExitStatus.IsExited || HasLeft(left)))
        {
            _pasts[left].Left = true;
            _pasts[left].Abandoned = true;
        }
        if (process.Body is RunActor run)
        {
            Past past = _pasts[run.Service];
            // Whether it was ready was not to be known, where it closed its descriptor around the death of its supervisor.
            past.Left = past.Abandoned || run.SupervisorGuesses || (run.HasClosed && run.ReadyAt == Clock.Never);
            past.Ended = Machine.Clock.Now;
            past.ReadyAt = run.ReadyAt;
        }
    }

    /// <summary>It was killed behind its last turn, or in the middle of it.</summary>
    private bool HasLeft(Service service) =>
        Supervision.SupervisorRecord.TryUnpack(service.Read(Machine.Tree, "supervise/state"), out Supervision.SupervisorRecord record)
        && record.Left;

    public override void Renamed(Process process, Node directory, string name, Node node)
    {
        if (name == "status" && SupervisedBy(process) is { } service)
        {
            _pasts[service].Abandoned = false;
        }
    }

    public override void Asked(Service service, byte[] letters)
    {
        bool start = letters.Any(letter => letter is (byte)'u' or (byte)'U' or (byte)'o');
        _pasts[service].AskedAt = start ? Machine.Clock.Now : _pasts[service].AskedAt;
    }
}
