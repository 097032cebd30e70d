using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>What a supervisor wants done.</summary>
internal enum SupervisorActionKind : byte
{
    /// <summary>Start ./run; the outcome is the next event.</summary>
    SpawnRun,

    /// <summary>Start ./finish with Status.WaitStatus's arguments; the outcome is the next event.</summary>
    SpawnFinish,

    /// <summary>Send Signal to Pid.</summary>
    Kill,

    /// <summary>Send Signal to the process group of Pid.</summary>
    KillGroup,

    /// <summary>Write Status to supervise/status.</summary>
    WriteStatus,

    /// <summary>Send the letters to event/.</summary>
    Notify,

    /// <summary>Record the death that Status tells of (stamp, wait status) in supervise/death_tally.</summary>
    AppendTally,

    /// <summary>Create the file down.</summary>
    CreateDown,

    /// <summary>Remove the file down.</summary>
    RemoveDown,

    /// <summary>Close the notification descriptor.</summary>
    CloseNotification,

    /// <summary>Point stdin and stdout at /dev/null.</summary>
    CloseStandardStreams,

    /// <summary>End what the service's dead process Pid has left behind, where that is wanted.</summary>
    EndTree,

    /// <summary>Record why the service has failed permanently.</summary>
    WriteFailure,

    /// <summary>Remove that record: the service is started once more.</summary>
    RemoveFailure,

    /// <summary>Say that the service has missed its watchdog.</summary>
    WarnWatchdog,

    /// <summary>Say that finish has run for too long.</summary>
    WarnFinishTimeout,

    /// <summary>Leave the event loop.</summary>
    Exit,
}

/// <summary>Up to eight event letters, in order.</summary>
internal readonly struct EventLetters
{
    public const int CountMax = 8;

    private readonly ulong _letters;

    private EventLetters(ulong letters, int count)
    {
        _letters = letters;
        Count = count;
    }

    public int Count { get; }

    public byte this[int index] => (byte)((_letters >> (8 * index)) & 0xff);

    public EventLetters With(byte letter)
    {
        Assert.That(Count < CountMax);
        return new EventLetters(_letters | ((ulong)letter << (8 * Count)), Count + 1);
    }
}

/// <summary>One action with what belongs to it.</summary>
internal struct SupervisorAction
{
    public SupervisorActionKind Kind;
    public Pid Pid;
    public Signal Signal;
    public EventLetters Letters;
}

/// <summary>The actions of one step, in the order they are to be carried out.</summary>
internal struct SupervisorActions
{
    private Slots _slots;

    public int Count { get; private set; }

    [InlineArray(Limits.SupervisorActionsMax)]
    private struct Slots
    {
        private SupervisorAction _first;
    }

    public readonly SupervisorAction this[int index]
    {
        get
        {
            Assert.That((uint)index < (uint)Count);
            return _slots[index];
        }
    }

    public void Clear() => Count = 0;

    public void Add(SupervisorActionKind kind) => Add(kind, Pid.None, default, default);

    public void Add(SupervisorActionKind kind, Pid pid, Signal signal) => Add(kind, pid, signal, default);

    // Not inlined: a daemon's stack would hold a copy of an action for every call.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(SupervisorActionKind kind, Pid pid, Signal signal, EventLetters letters)
    {
        Assert.That(Count < Limits.SupervisorActionsMax);
        ref SupervisorAction action = ref _slots[Count++];
        action.Kind = kind;
        action.Pid = pid;
        action.Signal = signal;
        action.Letters = letters;
    }
}
