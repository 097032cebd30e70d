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
    private Privileges _privileges;

    /// <summary>Reads all options: 0, or an exit code, printed.</summary>
    public static int Read(in Invocation invocation, out SyslogOptions options)
    {
        options = default;
        options.PathZ = "/dev/log\0"u8;
        options._privileges.ZeroIsNone = true;
        options.LineLengthMax = (int)Limits.SyslogLineDefault;
        OptionParser parser = new(invocation);
        for (byte letter = parser.Next(); letter != OptionParser.End; letter = parser.Next())
        {
            if (letter == 'U')
            {
                int code = options._privileges.TakeVariables(invocation.Environment);
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
    /// Gives up privileges: 0, or an exit code, printed. A user or group of 0 stays what it is.
    /// </summary>
    public readonly int DropPrivileges() => _privileges.Change();

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
            case (byte)'g':
            case (byte)'G':
                return _privileges.TryTake(letter, value);
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
}
