using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>A program that exits soon; what matters is that it was executed.</summary>
internal sealed class NoteExecutable(string name) : Executable
{
    public string Name => name;

    public override Participant Start(Process process) => new NoteActor(process);
}

/// <summary>Exits after a moment.</summary>
internal sealed class NoteActor : Actor
{
    private readonly Process _process;

    public NoteActor(Process process)
    {
        _process = process;
        WakeAt = process.Machine.Clock.Now + process.Machine.Dice.Between(0, 100 * Clock.Millisecond);
    }

    public override void Act() => _process.Terminate(WaitStatus.Exited(0));
}
