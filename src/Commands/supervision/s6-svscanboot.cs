using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Starts a supervision tree that logs what it says itself (s6-svscanboot.html).</summary>
internal struct S6Svscanboot : ICommand
{
    private const uint ModeCatchAll = 0x5e8; // 02750

    private struct Request
    {
        public TextReference ConsoleZ;
        public TextReference DirectoryZ;
        public TextReference ModeZ;
        public TextReference UserZ;
        public TextReference OptionsZ;
        public NumberOption Notification;
        public NumberOption ServicesMax;
        public NumberOption NameMax;
        public NumberOption Timeout;
        public bool IsUser;
    }

    public static ReadOnlySpan<byte> Name => "s6-svscanboot"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-svscanboot [ -c devconsole ] [ -D catchalldir ] [ -m catchallmode ] [ -l catchalluser ] [ -o catchalloptions ] [ -d notif ] [ -C services_max ] [ -L name_max ] [ -t rescan ] scandir"u8;

    public static ReadOnlySpan<byte> Options => "uc:D:m:l:o:d:C:L:t:"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "user=u console=c catchall-directory=D catchall-mode=m catchall-user=l catchall-options=o "u8
        + "notification-fd=d services-max=C name-max=L timeout=t"u8;

    public static ReadOnlySpan<byte> Help => """
        Makes scandir and in it the service s6-svscan-log, an s6-log that logs what the supervision tree says, and executes
        s6-svscan on scandir with its output going there. For service managers that start a supervision tree.

          -c, --console=FILE          for the messages of that logger itself (default: standard error)
          -D, --catchall-directory=D  where it logs (default /run/uncaught-logs)
          -m, --catchall-mode=MODE    the directory's mode, in octal (default 2750)
          -l, --catchall-user=USER    who the logger runs as; only for root
          -o, --catchall-options=O    what s6-log does with lines (default t), put into its script as it is
          -u, --user                  a directory that is not absolute lies in XDG_RUNTIME_DIR (default uncaught-logs)
          -d, --notification-fd=FD  -C, --services-max=N  -L, --name-max=N  -t, --timeout=MS   as for s6-svscan

        Exits 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            Apply(letter, options, ref request);
        }
        return options.Rest.Count == 0
            ? options.UsageError()
            : Outcome.Exit(Boot(options.Rest.AtZ(0), invocation.Environment, request));
    }

    private static void Apply(byte letter, in OptionParser options, ref Request request)
    {
        TextReference value = new(options.ValueZ);
        switch (letter)
        {
            case (byte)'u':
                request.IsUser = true;
                break;
            case (byte)'c':
                request.ConsoleZ = value;
                break;
            case (byte)'D':
                request.DirectoryZ = value;
                break;
            case (byte)'m':
                request.ModeZ = value;
                break;
            case (byte)'l':
                request.UserZ = value;
                break;
            case (byte)'o':
                request.OptionsZ = value;
                break;
            case (byte)'d':
                request.Notification.Take(options);
                break;
            case (byte)'C':
                request.ServicesMax.Take(options);
                break;
            case (byte)'L':
                request.NameMax.Take(options);
                break;
            default:
                Assert.That(letter == 't');
                request.Timeout.Take(options);
                break;
        }
    }

    private static int Boot(ReadOnlySpan<byte> scandirZ, EnvironmentBlock environment, in Request request)
    {
        OwnBinary.Remember(Name, stackalloc byte[OwnBinary.BufferLength]);
        Errno error = StandardStreams.Ensure();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "sanitize standard fds"u8);
        }
        CatchAllLogger logger = default;
        int code = Check(request, ref logger, out uint console);
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        if (code == ExitCode.Success)
        {
            code = NameDirectory(request, environment, ref directory);
        }
        if (code == ExitCode.Success)
        {
            logger.OptionsZ = request.OptionsZ.Text.IsEmpty ? new TextReference("t\0"u8) : request.OptionsZ;
            code = logger.MakeDirectory(directory.TextZ);
        }
        if (code == ExitCode.Success)
        {
            code = logger.MakeService(scandirZ[..^1], directory.TextZ, environment);
        }
        if (code == ExitCode.Success)
        {
            code = logger.Redirect(scandirZ[..^1], request.ConsoleZ.Text, (int)console);
        }
        return code == ExitCode.Success ? Execute(scandirZ, environment, request, console) : code;
    }

    /// <summary>0, or an exit code, printed; the descriptor that the console gets.</summary>
    private static int Check(in Request request, ref CatchAllLogger logger, out uint console)
    {
        console = 3;
        logger.Mode = ModeCatchAll;
        if (!request.ModeZ.Text.IsEmpty && !TryParseOctal(request.ModeZ.Text[..^1], out logger.Mode))
        {
            return Diagnostics.Fatal(ExitCode.Usage, "catchall-mode must be an (octal) unsigned integer"u8);
        }
        if (!request.Notification.TryRead("notification-fd"u8, 0, out uint notification))
        {
            return ExitCode.Usage;
        }
        if (request.Notification.IsGiven)
        {
            if (notification < 3)
            {
                return Diagnostics.Fatal(ExitCode.Usage, "notification-fd must be 3 or greater"u8);
            }
            Errno error = Kernel.CheckOpen(new Fd((int)Math.Min(notification, int.MaxValue)));
            if (error.Failed)
            {
                return Diagnostics.Fatal(ExitCode.System, error, "notification-fd sanity check failed"u8);
            }
            console = notification == 3 ? 4u : 3u;
        }
        if (!request.ServicesMax.TryRead("services-max"u8, 0, out _)
            || !request.NameMax.TryRead("name-max"u8, 0, out _)
            || !request.Timeout.TryRead("timeout"u8, 0, out _))
        {
            return ExitCode.Usage;
        }
        if (request.UserZ.Text.IsEmpty)
        {
            return ExitCode.Success;
        }
        if (Kernel.UserId() != 0)
        {
            Diagnostics.Warn("ignoring catchall-user option when not root"u8);
            return ExitCode.Success;
        }
        logger.UserZ = request.UserZ;
        return Accounts.TryFind(request.UserZ.Text, out logger.Account)
            ? ExitCode.Success
            : Diagnostics.Fatal(ExitCode.System, "getpwnam "u8, request.UserZ.Text[..^1]);
    }

    private static bool TryParseOctal(ReadOnlySpan<byte> text, out uint number)
    {
        number = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'7' || number > uint.MaxValue / 8)
            {
                return false;
            }
            number = number * 8 + (uint)(digit - '0');
        }
        return !text.IsEmpty;
    }

    private static int NameDirectory(in Request request, EnvironmentBlock environment, scoped ref PathBuffer path)
    {
        ReadOnlySpan<byte> given = request.DirectoryZ.Text;
        if (request.IsUser && (given.IsEmpty || given[0] != '/'))
        {
            if (!environment.TryGet("XDG_RUNTIME_DIR"u8, out ReadOnlySpan<byte> valueZ))
            {
                return Diagnostics.Fatal(ExitCode.Usage, "XDG_RUNTIME_DIR not set"u8);
            }
            path.Append(valueZ[..^1]);
            path.Append("/"u8);
            path.Append(given.IsEmpty ? "uncaught-logs"u8 : given[..^1]);
        }
        else
        {
            path.Append(given.IsEmpty ? "/run/uncaught-logs"u8 : given[..^1]);
        }
        return path.Overflowed
            ? Diagnostics.Unable(ExitCode.System, Errno.ENAMETOOLONG, "mkdir "u8, path.Text)
            : ExitCode.Success;
    }

    /// <summary>Becomes s6-svscan; the options that it shares are handed on.</summary>
    private static int Execute(ReadOnlySpan<byte> scandirZ, EnvironmentBlock environment, in Request request, uint console)
    {
        ArgumentList words = new(stackalloc nint[Limits.ExtraArgumentsMax]);
        PathBuffer number = new(stackalloc byte[Limits.DecimalLengthMax + 1]);
        number.Append((ulong)console);
        words.Add("s6-svscan\0"u8);
        words.Add("-X\0"u8);
        words.Add(number.TextZ);
        AddOption(ref words, "-d\0"u8, request.Notification);
        AddOption(ref words, "-C\0"u8, request.ServicesMax);
        AddOption(ref words, "-L\0"u8, request.NameMax);
        AddOption(ref words, "-t\0"u8, request.Timeout);
        words.Add("--\0"u8);
        words.Add(scandirZ);
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        OwnBinary.FindCommand("s6-svscan"u8, ref path);
        Errno error = Kernel.Execute(path.TextZ, words.Arguments, environment);
        // Back to where somebody reads it.
        _ = Kernel.DuplicateTo(new Fd((int)console), Fd.StandardError.Value);
        return Diagnostics.Unable(ExitCode.System, error, "exec "u8, path.Text);
    }

    private static void AddOption(ref ArgumentList words, ReadOnlySpan<byte> optionZ, NumberOption option)
    {
        if (option.IsGiven)
        {
            words.Add(optionZ);
            words.Add(option.ValueZ);
        }
    }
}
