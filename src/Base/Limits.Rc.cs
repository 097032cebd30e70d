namespace Sestet.Base;

/// <content>Bounds of s6-rc.</content>
internal static partial class Limits
{
    /// <summary>
    /// Oneshots under way at a time: as many connections as their runner takes (s6-ipcserverd.html, -c), so that none waits in
    /// front of it where its time would count.
    /// </summary>
    public const int OneshotsAtOnce = (int)ConnectionsDefault;

    /// <summary>Transitions under way at a time: a descriptor each, and more than fs.nr_open there cannot be.</summary>
    public const int TransitionsAtOnce = 1 << 20;

    /// <summary>Descriptors of s6-rc beside those of transitions: locks, files, signals, what reading a status takes.</summary>
    public const int TransitionDescriptorsBeside = 32;

    /// <summary>How long nothing is begun when there are no descriptors left, or no room in the runner's queue.</summary>
    public const uint TransitionPauseMs = 100;

    /// <summary>How often a live directory may be exchanged by s6-rc-update while its lock is being waited for.</summary>
    public const int LiveDirectoryTriesMax = 100;

    /// <summary>
    /// How often s6-rc looks whether a supervisor has done what it was told, and how long it waits each time: a second in all,
    /// by which it is dead or of a suite that knows no such command.
    /// </summary>
    public const int SupervisorAnswerWaitsMax = 1000;
    public const long SupervisorAnswerWaitNanoseconds = 1_000_000;

    /// <summary>Bytes of a compiled database that are written at once.</summary>
    public const int CompilerBufferLength = 65536;
}
