using Sestet.Base;

namespace Sestet.Logging.Host;

// What --keep adds: input is read by way of a journal, and rotations wait until that is settled.
internal ref partial struct LineRunner
{
    /// <summary>With --keep: what was read is not known to be written.</summary>
    public readonly bool IsUnsettled => _unsettled;

    /// <summary>
    /// With --keep, when all is written that was read: notes that, and then rotates what is due. It is tried again later
    /// where that fails.
    /// </summary>
    public Errno Settle()
    {
        if (!_unsettled || IsSuspended || !Sinks.AreEmpty)
        {
            return Errno.None;
        }
        Assert.That(!_framing.IsInside);
        Errno error = Journal.Settle(_input.Bytes, Sinks.Logdirs);
        if (error.Failed)
        {
            return error;
        }
        HoldRotations(false);
        foreach (ref Logdir logdir in Sinks.Logdirs)
        {
            logdir.EndChunk();
        }
        return Errno.None;
    }

    private Result<int> ReadKept(bool oneByte)
    {
        Result<int> read = Journal.Read(ref _input, oneByte, Sinks.Logdirs);
        if (read.Ok && read.Value > 0)
        {
            HoldRotations(true);
        }
        return read;
    }

    private void HoldRotations(bool held)
    {
        _unsettled = held;
        foreach (ref Logdir logdir in Sinks.Logdirs)
        {
            logdir.Rotation.IsHeld = held;
        }
    }
}
