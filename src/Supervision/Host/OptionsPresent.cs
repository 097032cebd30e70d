using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Which optional files the service directory (the current directory) has. Most services have few of them, and looking
/// for each at every restart would be a good part of what a restart costs: so the directory's names are read once, which
/// holds for the turn, and after it until the directory's modification time changes.
/// </summary>
internal struct OptionsPresent
{
    /// <summary>
    /// A directory that changed so shortly ago may change again without its time changing: file systems count in steps
    /// of up to 2 seconds.
    /// </summary>
    private const long SettledSeconds = 3;

    /// <summary>The time of a directory whose service starts, is told to end, and ends, is not worth asking for.</summary>
    private const byte PlainTurns = 3;

    private const uint All = uint.MaxValue;

    private long _modified;
    private uint _there;
    private byte _turns;
    private bool _settled;
    private bool _checked;

    /// <summary>From now on the answers are looked up again.</summary>
    public void NextTurn() => _checked = false;

    /// <summary>False where the directory surely has no such file.</summary>
    public bool MayHave(ServiceOption option) => (There() & (1u << (int)option)) != 0;

    /// <summary>False where it has none of the options from one to another.</summary>
    public bool MayHaveAny(ServiceOption first, ServiceOption last)
    {
        Assert.That(first <= last && last < ServiceOption.Count);
        uint upToLast = (2u << (int)last) - 1;
        uint beforeFirst = (1u << (int)first) - 1;
        return (There() & upToLast & ~beforeFirst) != 0;
    }

    private uint There()
    {
        if (!_checked)
        {
            Check();
        }
        return _there;
    }

    private void Check()
    {
        _checked = true;
        if (_turns < PlainTurns)
        {
            _turns++;
            _there = Read();
            return;
        }
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, ".\0"u8);
        if (_settled && status.Ok && status.Value.ModifiedNanoseconds == _modified)
        {
            return;
        }
        _modified = status.Ok ? status.Value.ModifiedNanoseconds : 0;
        _there = Read();
        // All is also what a reading that failed gives, and that must be tried again.
        _settled = status.Ok && _there != All
            && Kernel.WallClock().UnixSeconds - _modified / 1_000_000_000 > SettledSeconds;
    }

    /// <summary>Reads the names. Of a directory that cannot be read, or has too many, nothing is known.</summary>
    // By itself, for its buffer would lie below everything a supervisor has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Read()
    {
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, ".\0"u8);
        if (!directory.Ok)
        {
            return All;
        }
        uint there = 0;
        DirectoryReader reader = new(directory.Value, stackalloc byte[Limits.ServiceNamesLength]);
        int count = 0;
        while (count < Limits.ServiceFilesMax && reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            ServiceOption option = ServiceOptions.Find(nameZ[..^1]);
            there |= option < ServiceOption.Count ? 1u << (int)option : 0;
            count++;
        }
        Kernel.Close(directory.Value);
        Assert.That((int)ServiceOption.Count < 32);
        return reader.Error.Failed || count == Limits.ServiceFilesMax ? All : there;
    }
}
