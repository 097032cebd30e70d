using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision.Host;

/// <summary>
/// Which optional files the service directory (the current directory) has not. Most services have few of them, and looking
/// for each at every restart would be a good part of what a restart costs: so what was not there is not there until the
/// directory's modification time changes.
/// </summary>
internal struct OptionsPresent
{
    /// <summary>
    /// A directory that changed so shortly ago may change again without its time changing: file systems count in steps
    /// of up to 2 seconds.
    /// </summary>
    private const long SettledSeconds = 3;

    /// <summary>A service that starts once or twice is not worth a look at its directory.</summary>
    private const byte PlainTurns = 2;

    private long _modified;
    private uint _absent;
    private byte _turns;
    private bool _settled;
    private bool _checked;

    /// <summary>From now on the answers are looked up again.</summary>
    public void NextTurn() => _checked = false;

    /// <summary>False where the directory surely has no such file.</summary>
    public bool MayHave(ServiceOption option)
    {
        if (!_checked)
        {
            Check();
        }
        return (_absent & Bit(option)) == 0;
    }

    /// <summary>The directory has been as it is for long enough that absence means something.</summary>
    public readonly bool MayNote => _settled;

    /// <summary>It was looked for, after MayHave, and is not there.</summary>
    public void NoteAbsent(ServiceOption option)
    {
        Assert.That(_checked && _settled);
        _absent |= Bit(option);
    }

    private static uint Bit(ServiceOption option) => 1u << (int)option;

    private void Check()
    {
        _checked = true;
        if (_turns < PlainTurns)
        {
            _turns++;
            return;
        }
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, ".\0"u8);
        if (_settled && status.Ok && status.Value.ModifiedNanoseconds == _modified)
        {
            return;
        }
        _absent = 0;
        _modified = status.Ok ? status.Value.ModifiedNanoseconds : 0;
        _settled = status.Ok && Kernel.WallClock().UnixSeconds - _modified / 1_000_000_000 > SettledSeconds;
    }
}
