using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Rc.Host;

/// <summary>
/// The file state of a live directory while s6-rc change works: a byte for each service (ServiceState). A byte that changes is
/// written in its place, which costs the same however many services there are, needs no room on a full disk, and is not torn
/// by a kill. That somebody wants a service by name, or does no more, is written with the first success, as the reference does.
/// </summary>
internal ref struct LiveStateFile
{
    private readonly Fd _file;
    private readonly Span<byte> _stored;
    private bool _allWritten;

    /// <summary>The open file, and a copy of what is in it; or Fd.None for a dry run, which writes nothing.</summary>
    public LiveStateFile(Fd file, Span<byte> stored)
    {
        _file = file;
        _stored = stored;
        _allWritten = false;
    }

    /// <summary>A transition is about to begin.</summary>
    public readonly Errno MarkUncertain(int service)
    {
        _stored[service] |= ServiceState.Uncertain;
        return Write(service, 1);
    }

    /// <summary>A transition has succeeded, and the states are these now.</summary>
    public Errno Succeed(int service, ReadOnlySpan<byte> states)
    {
        Assert.That(states.Length == _stored.Length);
        if (_allWritten)
        {
            _stored[service] = (byte)(states[service] & ServiceState.Kept);
            return Write(service, 1);
        }
        for (int i = 0; i < states.Length; i++)
        {
            // What is going to be begun has not been.
            byte own = (byte)(ServiceState.Uncertain & (i == service ? states[i] : _stored[i]));
            _stored[i] = (byte)((states[i] & ServiceState.Kept & ~ServiceState.Uncertain) | own);
        }
        _allWritten = true;
        return Write(0, states.Length);
    }

    /// <summary>A transition has failed, or it was found out where a service is.</summary>
    public readonly Errno Correct(int service, byte state)
    {
        const byte place = ServiceState.Up | ServiceState.Uncertain;
        _stored[service] = (byte)((_stored[service] & ~place) | (state & place));
        return Write(service, 1);
    }

    private readonly Errno Write(int first, int count)
    {
        if (!_file.IsOpen || count == 0)
        {
            return Errno.None;
        }
        Result<int> written = Kernel.WriteAt(_file, _stored.Slice(first, count), first);
        return !written.Ok ? written.Error : written.Value == count ? Errno.None : Errno.ENOSPC;
    }
}
