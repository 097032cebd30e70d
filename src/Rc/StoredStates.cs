using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// What a live directory's file state is to say while s6-rc change works: a byte for each service (ServiceState). A byte that
/// changes is written in its place, which costs the same however many services there are, needs no room on a full disk, and is
/// not torn by a kill. That somebody wants a service by name, or does no more, is written with the first success, as the
/// reference does. Every function gives which bytes are to be written now.
/// </summary>
internal ref struct StoredStates
{
    private readonly Span<byte> _stored;
    private bool _allWritten;

    /// <summary>What is in the file.</summary>
    public StoredStates(Span<byte> stored)
    {
        _stored = stored;
        _allWritten = false;
    }

    public readonly ReadOnlySpan<byte> Bytes => _stored;

    public readonly bool IsUncertain(int service) => (_stored[service] & ServiceState.Uncertain) != 0;

    /// <summary>A transition is about to begin.</summary>
    public readonly ByteRange Begin(int service)
    {
        _stored[service] |= ServiceState.Uncertain;
        return new ByteRange(service, 1);
    }

    /// <summary>A transition has succeeded, if only as it is found now, and the planner's states are these.</summary>
    public ByteRange Succeed(int service, ReadOnlySpan<byte> states)
    {
        Assert.That(states.Length == _stored.Length && (states[service] & ServiceState.Uncertain) == 0);
        if (_allWritten)
        {
            _stored[service] = states[service];
            return new ByteRange(service, 1);
        }
        for (int i = 0; i < states.Length; i++)
        {
            // For the planner those are uncertain, too, whose turn has come but which have not been begun.
            int own = i == service ? 0 : _stored[i] & ServiceState.Uncertain;
            _stored[i] = (byte)((states[i] & ~ServiceState.Uncertain) | own);
        }
        _allWritten = true;
        return new ByteRange(0, states.Length);
    }

    /// <summary>A transition has failed.</summary>
    public readonly ByteRange Correct(int service, byte state)
    {
        const byte place = ServiceState.Up | ServiceState.Uncertain;
        _stored[service] = (byte)((_stored[service] & ~place) | (state & place));
        return new ByteRange(service, 1);
    }

    /// <summary>Bytes of the file.</summary>
    internal readonly struct ByteRange(int first, int count)
    {
        public int First { get; } = first;

        public int Count { get; } = count;
    }
}
