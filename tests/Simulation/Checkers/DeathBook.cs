using System.Collections.Generic;
using System.Linq;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>How a run ended.</summary>
internal sealed record Death(Pid Pid, WaitStatus Status, Process? Witness)
{
    /// <summary>Whether a supervisor may tell that of it: only who could see it must know how it was.</summary>
    public bool MayBe(WaitStatus told, Process? supervisor) =>
        told.Bits == Status.Bits || (told.IsUnknown && (Witness == null || Witness != supervisor));
}

/// <summary>Remembers the last death of a run of each service, and which supervisor could see it.</summary>
internal sealed class DeathBook(Machine machine, List<Service> services) : Checker(machine, services)
{
    /// <summary>A supervisor waits for so long until init has waited for a process.</summary>
    private const long Patience = Base.Limits.ExitStatusWaitMs * Clock.Millisecond;

    private readonly Dictionary<Service, Death> _last = [];

    private readonly Dictionary<Service, Pid> _stillborn = [];

    /// <summary>
    /// Whether that was a child that found no program: where its supervisor was killed before it knew, the next one may
    /// take it for a run that ended unseen.
    /// </summary>
    public bool WasStillborn(Service service, Pid pid) => _stillborn.TryGetValue(service, out Pid last) && last.Value == pid.Value;

    public bool TryGet(Service service, out Death death) => _last.TryGetValue(service, out death!);

    public override void Ended(Process process)
    {
        // A child that found no program to execute was never a run, but nobody knows of one that had no parent to tell.
        bool stillborn = process is { Body: BirthActor, Parent: not null } && process.ExitStatus is { IsExited: true, ExitCode: 127 };
        if (InstanceOf(process) is not { } service || IsFinish(process))
        {
            return;
        }
        if (stillborn)
        {
            _stillborn[service] = process.Pid;
            return;
        }
        bool told = Machine.Features is { ExitStatus: true, InitDelayMax: < Patience };
        Process? adopter = told && service.Supervisor is { } supervisor && Holds(supervisor, process) ? supervisor : null;
        _last[service] = new Death(process.Pid, process.ExitStatus, process.Parent ?? adopter);
    }

    /// <summary>Whether a process has a descriptor of another.</summary>
    public static bool Holds(Process holder, Process held) =>
        holder.Files.Descriptors.All().Any(entry => entry.Value.Process == held);

    private static bool IsFinish(Process process) =>
        TryGetProgram(process, out _, out ServiceProgram program) && program == ServiceProgram.Finish;
}
