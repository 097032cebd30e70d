using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>What s6-socklog was told (s6-socklog.html, "Options").</summary>
internal ref struct SyslogOptions
{
    private const ushort PortDefault = 514;

    public ReadOnlySpan<byte> PathZ;
    public InternetAddress Address;
    public bool IsInternet;
    public bool IsRaw;
    public bool Notifies;
    public Fd Notification;
    public int LineLengthMax;
    public uint LameDuckMs;
    private Account _account;
    private ReadOnlySpan<uint> _groups;
    private bool _setsGroups;

    /// <summary>Reads all options: 0, or an exit code, printed.</summary>
    public static int Read(in Invocation invocation, out SyslogOptions options)
    {
        options = default;
        options.PathZ = "/dev/log\0"u8;
        options.LineLengthMax = (int)Limits.SyslogLineDefault;
        OptionParser parser = new(invocation);
        for (byte letter = parser.Next(); letter != OptionParser.End; letter = parser.Next())
        {
            if (letter == 'U')
            {
                int code = options.TakeIdentity(invocation.Environment);
                if (code != ExitCode.Success)
                {
                    return code;
                }
            }
            else if (letter == OptionParser.Bad)
            {
                return ExitCode.Usage;
            }
            else if (letter == 'x')
            {
                // Kept as a reference: the parser's span is good only as long as the parser.
                options.PathZ = new TextReference(parser.ValueZ).Text;
                options.IsInternet = false;
            }
            else if (!options.Take(letter, parser.Value))
            {
                return parser.UsageError().Code;
            }
        }
        return ExitCode.Success;
    }

    /// <summary>
    /// Gives up privileges, groups first, for what is before the user needs them: 0, or an exit code, printed. A user or
    /// group of 0 stays what it is.
    /// </summary>
    public readonly int DropPrivileges()
    {
        Errno error = _setsGroups ? Kernel.SetGroups(_groups) : Errno.None;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "set supplementary group list"u8);
        }
        error = _account.Gid != 0 ? Kernel.SetGroup(_account.Gid) : Errno.None;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "setgid"u8);
        }
        error = _account.Uid != 0 ? Kernel.SetUser(_account.Uid) : Errno.None;
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "setuid"u8) : ExitCode.Success;
    }

    private bool Take(byte letter, scoped ReadOnlySpan<byte> value)
    {
        switch (letter)
        {
            case (byte)'r':
                IsRaw = true;
                return true;
            case (byte)'d':
                bool ok = Text.TryParse(value, out uint fd);
                Notification = new Fd((int)Math.Min(fd, int.MaxValue));
                Notifies = true;
                return ok;
            case (byte)'l':
                ok = Text.TryParse(value, out uint length);
                LineLengthMax = (int)Math.Min(Math.Max(length, Limits.SyslogLineMin), Limits.SyslogLineMax);
                return ok;
            case (byte)'t':
                return Text.TryParse(value, out LameDuckMs);
            case (byte)'u':
                ok = Text.TryParse(value, out uint uid);
                _account = new Account(uid, _account.Gid);
                return ok;
            case (byte)'g':
                ok = Text.TryParse(value, out uint gid);
                _account = new Account(_account.Uid, gid);
                return ok;
            case (byte)'G':
                _setsGroups = true;
                return Accounts.TryParseGroups(value, out _groups);
            default:
                Assert.That(letter == 'i');
                IsInternet = true;
                return TryTakeAddress(value);
        }
    }

    /// <summary>The port is behind the last underscore; behind an address of version 4 it may be a colon.</summary>
    private bool TryTakeAddress(scoped ReadOnlySpan<byte> value)
    {
        int separator = value.LastIndexOf((byte)'_');
        int colon = value.LastIndexOf((byte)':');
        if (separator < 0 && colon >= 0 && !value[..colon].Contains((byte)':'))
        {
            separator = colon;
        }
        uint port = PortDefault;
        if (separator >= 0 && (!Text.TryParse(value[(separator + 1)..], out port) || port > ushort.MaxValue))
        {
            return false;
        }
        Address.Port = (ushort)port;
        return Address.TryParse(separator < 0 ? value : value[..separator]);
    }

    /// <summary>-U: UID, GID and GIDLIST of the environment.</summary>
    private int TakeIdentity(EnvironmentBlock environment)
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
        _account = new Account(uid, gid);
        if (!environment.TryGet("GIDLIST"u8, out ReadOnlySpan<byte> listZ))
        {
            return NotSet("GIDLIST"u8);
        }
        _setsGroups = true;
        return Accounts.TryParseGroups(listZ[..^1], out _groups) ? ExitCode.Success : Invalid("GIDLIST"u8);
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
