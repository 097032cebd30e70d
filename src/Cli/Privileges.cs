using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cli;

/// <summary>
/// The user, the group and the supplementary groups that a command is told to change to, by options or by the variables
/// UID, GID and GIDLIST. There is one list of groups in a program.
/// </summary>
internal ref struct Privileges
{
    private uint _uid;
    private uint _gid;
    private ReadOnlySpan<uint> _groups;
    private bool _setsUser;
    private bool _setsGroup;
    private bool _setsGroups;

    /// <summary>A user or group of 0 stays what it is.</summary>
    public bool ZeroIsNone;

    public void SetUser(uint uid)
    {
        _uid = uid;
        _setsUser = true;
    }

    public void SetGroup(uint gid)
    {
        _gid = gid;
        _setsGroup = true;
    }

    public void SetGroups(ReadOnlySpan<uint> groups)
    {
        _groups = groups;
        _setsGroups = true;
    }

    /// <summary>Takes the value of -u, -g or -G; false where it is not valid.</summary>
    public bool TryTake(byte letter, scoped ReadOnlySpan<byte> value)
    {
        if (letter == 'G')
        {
            _setsGroups = true;
            return Accounts.TryParseGroups(value, out _groups);
        }
        if (!Text.TryParse(value, out uint number))
        {
            return false;
        }
        if (letter == 'u')
        {
            SetUser(number);
        }
        else
        {
            Assert.That(letter == 'g');
            SetGroup(number);
        }
        return true;
    }

    /// <summary>-U: UID, GID and GIDLIST of the environment: 0, or an exit code, printed.</summary>
    public int TakeVariables(EnvironmentBlock environment)
    {
        int code = FindNumber(environment, "UID"u8, out uint uid);
        if (code != ExitCode.Success)
        {
            return code;
        }
        code = FindNumber(environment, "GID"u8, out uint gid);
        if (code != ExitCode.Success)
        {
            return code;
        }
        SetUser(uid);
        SetGroup(gid);
        if (!environment.TryGet("GIDLIST"u8, out ReadOnlySpan<byte> listZ))
        {
            return NotSet("GIDLIST"u8);
        }
        return TryTake((byte)'G', listZ[..^1]) ? ExitCode.Success : Invalid("GIDLIST"u8);
    }

    /// <summary>
    /// Changes to them, groups first, for what is before the user needs privileges that it may not have: 0, or an exit code,
    /// printed.
    /// </summary>
    public readonly int Change()
    {
        Errno error = _setsGroups ? Kernel.SetGroups(_groups) : Errno.None;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "set supplementary group list"u8);
        }
        error = _setsGroup && !(ZeroIsNone && _gid == 0) ? Kernel.SetGroup(_gid) : Errno.None;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "setgid"u8);
        }
        error = _setsUser && !(ZeroIsNone && _uid == 0) ? Kernel.SetUser(_uid) : Errno.None;
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "setuid"u8) : ExitCode.Success;
    }

    private static int FindNumber(EnvironmentBlock environment, ReadOnlySpan<byte> name, out uint number)
    {
        number = 0;
        if (!environment.TryGet(name, out ReadOnlySpan<byte> valueZ))
        {
            return NotSet(name);
        }
        return Text.TryParse(valueZ[..^1], out number) ? ExitCode.Success : Invalid(name);
    }

    private static int NotSet(ReadOnlySpan<byte> name) => Diagnostics.Fatal(ExitCode.Usage, name, " not set"u8);

    private static int Invalid(ReadOnlySpan<byte> name) => Diagnostics.Fatal(ExitCode.Usage, "invalid $"u8, name);
}
