using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>
/// Makes the settings of the environment, which has the configuration file's variables, of --user, and of the global options:
/// the later ones count (s6.html, s6.conf.html).
/// </summary>
internal static class SettingsReader
{
    private const byte Stmpdir = 1;
    private const byte Storelist = 2;
    private const byte FdholderUser = 3;
    private const byte Color = 4;

    private static ReadOnlySpan<byte> Letters => "huv:s:l:r:c:\u0001:\u0002:\u0003:\u0004:"u8;

    private static ReadOnlySpan<byte> LongNames =>
        "help=h user=u verbosity=v scandir=s livedir=l repodir=r bootdb=c "u8
        + "stmpdir=\u0001 storelist=\u0002 fdholder-user=\u0003 color=\u0004"u8;

    /// <summary>Reads them all. False with an exit code, printed. Help: it is asked for, whatever else is there.</summary>
    public static bool TryRead(
        Arguments words, EnvironmentBlock environment, out FrontSettings settings, out Arguments rest, out bool help)
    {
        settings = FromEnvironment(environment);
        FrontSettings given = default;
        bool isUser = false;
        help = false;
        rest = words;
        OptionParser parser = new(words, Letters, LongNames);
        for (byte letter = parser.Next(); letter != OptionParser.End; letter = parser.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return false;
            }
            help |= letter == 'h';
            isUser |= letter == 'u';
            if (!TryTake(ref given, letter, parser.ValueZ))
            {
                _ = Diagnostics.Fatal(ExitCode.Usage, "--color value must be yes, no, or auto"u8);
                return false;
            }
        }
        rest = parser.Rest;
        if (help)
        {
            return true;
        }
        if (isUser && !TrySetUser(ref settings, environment))
        {
            return false;
        }
        Override(ref settings, given);
        if (Base.Text.TryParse(settings.VerbosityZ.Text[..^1], out settings.Verbosity))
        {
            settings.VerbosityZ = NumberZ(settings.Verbosity);
            return !settings.VerbosityZ.Text.IsEmpty;
        }
        _ = Diagnostics.Fatal(ExitCode.Usage, "verbosity must be an unsigned integer"u8);
        return false;
    }

    private static TextReference NumberZ(uint number)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        return FrontText.JoinZ(digits[..Base.Text.Format(number, digits)]);
    }

    private static FrontSettings FromEnvironment(EnvironmentBlock environment) => new()
    {
        ScandirZ = Variable(environment, "scandir"u8, FrontDefaults.ScandirZ),
        LivedirZ = Variable(environment, "livedir"u8, FrontDefaults.LivedirZ),
        RepodirZ = Variable(environment, "repodir"u8, FrontDefaults.RepodirZ),
        BootdbZ = Variable(environment, "bootdb"u8, FrontDefaults.BootdbZ),
        StmpdirZ = Variable(environment, "stmpdir"u8, FrontDefaults.StmpdirZ),
        StorelistZ = Variable(environment, "storelist"u8, FrontDefaults.StorelistZ),
        FdhuserZ = Variable(environment, "fdhuser"u8, "\0"u8),
        VerbosityZ = Variable(environment, "verbosity"u8, FrontDefaults.VerbosityZ),
        Environment = environment,
    };

    /// <summary>A variable; where it is not set, or empty, the default.</summary>
    private static TextReference Variable(EnvironmentBlock environment, ReadOnlySpan<byte> name, ReadOnlySpan<byte> otherwiseZ) =>
        new(environment.TryGet(name, out ReadOnlySpan<byte> valueZ) && valueZ.Length > 1 ? valueZ : otherwiseZ);

    private static bool TryTake(ref FrontSettings given, byte letter, ReadOnlySpan<byte> valueZ)
    {
        TextReference value = new(valueZ.IsEmpty ? "\0"u8 : valueZ);
        switch (letter)
        {
            case (byte)'v':
                given.VerbosityZ = value;
                break;
            case (byte)'s':
                given.ScandirZ = value;
                break;
            case (byte)'l':
                given.LivedirZ = value;
                break;
            case (byte)'r':
                given.RepodirZ = value;
                break;
            case (byte)'c':
                given.BootdbZ = value;
                break;
            case Stmpdir:
                given.StmpdirZ = value;
                break;
            case Storelist:
                given.StorelistZ = value;
                break;
            case FdholderUser:
                given.FdhuserZ = value;
                break;
            case Color:
                return TryParse(valueZ, out given.Color);
            default:
                break;
        }
        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> textZ, out ColorChoice color)
    {
        color = textZ.SequenceEqual("yes\0"u8) ? ColorChoice.Yes
            : textZ.SequenceEqual("no\0"u8) ? ColorChoice.No : ColorChoice.Auto;
        return color != ColorChoice.Auto || textZ.SequenceEqual("auto\0"u8);
    }

    private static void Override(ref FrontSettings settings, in FrontSettings given)
    {
        settings.ScandirZ = Later(settings.ScandirZ, given.ScandirZ);
        settings.LivedirZ = Later(settings.LivedirZ, given.LivedirZ);
        settings.RepodirZ = Later(settings.RepodirZ, given.RepodirZ);
        settings.BootdbZ = Later(settings.BootdbZ, given.BootdbZ);
        settings.StmpdirZ = Later(settings.StmpdirZ, given.StmpdirZ);
        settings.StorelistZ = Later(settings.StorelistZ, given.StorelistZ);
        settings.FdhuserZ = Later(settings.FdhuserZ, given.FdhuserZ);
        settings.VerbosityZ = Later(settings.VerbosityZ, given.VerbosityZ);
        settings.Color = given.Color;
    }

    private static TextReference Later(TextReference earlier, TextReference given) => given.Text.IsEmpty ? earlier : given;

    /// <summary>What a user has in place of the system, by the XDG base directories.</summary>
    private static bool TrySetUser(ref FrontSettings settings, EnvironmentBlock environment)
    {
        if (!environment.TryGet("XDG_RUNTIME_DIR"u8, out ReadOnlySpan<byte> runtimeZ) || runtimeZ.Length == 1)
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, "XDG_RUNTIME_DIR not set"u8);
            return false;
        }
        ReadOnlySpan<byte> runtime = runtimeZ[..^1];
        if (!TryFindHome(environment, "XDG_DATA_HOME"u8, "/.local/share"u8, out ReadOnlySpan<byte> data)
            || !TryFindHome(environment, "XDG_CONFIG_HOME"u8, "/.config"u8, out ReadOnlySpan<byte> configuration))
        {
            return false;
        }
        settings.ScandirZ = FrontText.JoinZ(runtime, "/service"u8);
        settings.LivedirZ = FrontText.JoinZ(runtime, "/s6-rc"u8);
        settings.StmpdirZ = FrontText.JoinZ(runtime, "/s6-frontend"u8);
        settings.RepodirZ = FrontText.JoinZ(data, "/s6-frontend/repository"u8);
        settings.StorelistZ = FrontText.JoinZ(data, "/s6-frontend/s6-rc/sources"u8);
        settings.BootdbZ = FrontText.JoinZ(configuration, "/s6-rc/compiled/current"u8);
        bool hasMemory = !settings.ScandirZ.Text.IsEmpty && !settings.LivedirZ.Text.IsEmpty && !settings.StmpdirZ.Text.IsEmpty
            && !settings.RepodirZ.Text.IsEmpty && !settings.StorelistZ.Text.IsEmpty && !settings.BootdbZ.Text.IsEmpty;
        if (!hasMemory)
        {
            _ = Diagnostics.Unable(ExitCode.System, Errno.ENOMEM, "allocate memory"u8);
        }
        return hasMemory;
    }

    /// <summary>A directory from its variable, or below the user's home.</summary>
    private static bool TryFindHome(
        EnvironmentBlock environment, ReadOnlySpan<byte> name, ReadOnlySpan<byte> below, out ReadOnlySpan<byte> directory)
    {
        if (environment.TryGet(name, out ReadOnlySpan<byte> valueZ) && valueZ.Length > 1)
        {
            directory = valueZ[..^1];
            return true;
        }
        directory = default;
        if (!environment.TryGet("HOME"u8, out ReadOnlySpan<byte> homeZ) || homeZ.Length == 1)
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, "neither "u8, name, " nor HOME is set"u8);
            return false;
        }
        TextReference joined = FrontText.JoinZ(homeZ[..^1], below);
        if (joined.Text.IsEmpty)
        {
            _ = Diagnostics.Unable(ExitCode.System, Errno.ENOMEM, "allocate memory"u8);
            return false;
        }
        directory = joined.Text[..^1];
        return true;
    }
}
