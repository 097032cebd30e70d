using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// The rights to give services (s6-svperms.html). Who may search supervise/ reads the status, who may write into
/// supervise/control controls, and who may make files in event/ hears events.
/// </summary>
internal struct ServiceRights
{
    private const uint ModeSearchByOwner = 0x1c0;   // 0700
    private const uint ModeSearchByGroup = 0x1c8;   // 0710
    private const uint ModeSearchByAll = 0x1c9;     // 0711
    private const uint ModeWriteByOwner = 0x180;    // 0600
    private const uint ModeWriteByGroup = 0x190;    // 0620

    /// <summary>The last option about status and control, and the last one about events; 0: none.</summary>
    private byte _access;
    private byte _events;
    private uint _accessGid;
    private uint _eventsGid;

    public readonly bool SetsAnything => _access != 0 || _events != 0;

    /// <summary>Takes in an option, with its group where it has one.</summary>
    public void Apply(byte letter, uint gid)
    {
        if (letter is (byte)'e' or (byte)'E')
        {
            _events = letter;
            _eventsGid = gid;
            return;
        }
        _access = letter;
        _accessGid = gid;
    }

    /// <summary>Sets them: 0, or an exit code, printed.</summary>
    public readonly int Set(ReadOnlySpan<byte> directory)
    {
        int code = ExitCode.Success;
        if (_access != 0)
        {
            bool groupReads = _access is (byte)'g' or (byte)'G';
            bool groupControls = _access is (byte)'G' or (byte)'O';
            uint mode = groupReads ? ModeSearchByGroup : _access == 'u' ? ModeSearchByOwner : ModeSearchByAll;
            code = Set(directory, "/supervise"u8, groupReads, _accessGid, mode);
            if (code == ExitCode.Success)
            {
                mode = groupControls ? ModeWriteByGroup : ModeWriteByOwner;
                code = Set(directory, "/supervise/control"u8, groupControls, _accessGid, mode);
            }
        }
        if (code == ExitCode.Success && _events != 0)
        {
            bool group = _events == 'E';
            code = Set(directory, "/event"u8, group, _eventsGid, group ? Fifodir.ModeRestricted : Fifodir.ModePublic);
        }
        return code;
    }

    /// <summary>Gives a file to the group, or back to the primary group of its owner, and sets its mode.</summary>
    private static int Set(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, bool hasGroup, uint gid, uint mode)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append(name);
        if (!hasGroup)
        {
            Result<FileStatus> status = path.Overflowed
                ? new Result<FileStatus>(Errno.ENAMETOOLONG)
                : Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
            if (!status.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, status.Error, "stat "u8, path.Text);
            }
            gid = PrimaryGroup(status.Value.Uid, path.Text);
        }
        // A change of group takes set-id bits away, so the mode comes after it.
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : Kernel.ChangeGroup(Fd.CurrentDirectory, path.TextZ, gid);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "chown "u8, path.Text);
        }
        error = Kernel.ChangeMode(Fd.CurrentDirectory, path.TextZ, mode);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "chmod "u8, path.Text) : ExitCode.Success;
    }

    private static uint PrimaryGroup(uint uid, ReadOnlySpan<byte> path)
    {
        if (Kernel.TryFindAccount(uid, out Account account))
        {
            return account.Gid;
        }
        Diagnostics.WarnUnable(
            Errno.None, "determine primary gid for the owner of "u8, path, " (using root instead)"u8);
        return 0;
    }
}
