using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// The root of a supervision tree: an s6-supervise for every service in a scan directory (s6-svscan.html).
/// </summary>
internal struct S6Svscan : ICommand
{
    private const uint ModeOwner = 0x1c0;   // 0700
    private const uint ModeLock = 0x180;    // 0600
    private const long RetryDelayNs = 1_000_000_000;

    /// <summary>Stands for --density, which has no letter.</summary>
    private const byte DensityLetter = 1;

    public static ReadOnlySpan<byte> Name => "s6-svscan"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-svscan [ -C services_max ] [ -L name_max ] [ -t timeout ] [ -d notif ] [ -X consoleholder ] scandir"u8;

    public static ReadOnlySpan<byte> Options => "C:L:t:d:X:\u0001"u8;

    public static ReadOnlySpan<byte> LongOptions =>
        "services-max=C name-max=L timeout=t notification-fd=d console-holder=X density=\u0001"u8;

    public static ReadOnlySpan<byte> Help => """
        Runs an s6-supervise for every service directory in scandir, and for its logger where it has a subdirectory log,
        with a pipe between the two. Obeys s6-svscanctl. Can be process 1.

          -C services_max    services with loggers, 4 to 160000 (default 1000)
          -L name_max        bytes of a name, 11 to 1019 (default 251)
          -t ms              scan again that often; 0, the default, is only when told to
          -d fd              write a newline to fd when commands are listened to
          -X fd              the console, for the messages of s6-svscan-log's supervisor
          --density          supervise all services in this one process, without s6-supervise: for very many services,
                             at a tenth of the memory. Files, FIFOs, events and clients are the same, but for what
                             docs/DIVERGENCES.md tells of

        Killed, and started again on scandir, it takes over the services that run, as does the next s6-supervise.

        Signals: ALRM scans; HUP scans and stops what has gone; TERM and INT stop everything and exit; QUIT does so and
        kills the loggers too; ABRT exits at once. An executable scandir/.s6-svscan/SIGNAME is run in place of that,
        for HUP INT TERM QUIT USR1 USR2 PWR WINCH.
        At the end it executes scandir/.s6-svscan/finish, or exits 0; when it cannot go on, scandir/.s6-svscan/crash.

        Exits 100 on wrong usage or where another s6-svscan is on scandir; 111 where scandir cannot be set up.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        Span<Fd> handedOver = stackalloc Fd[ScannerHandover.Count];
        bool goesOn = Handover.TryTake(invocation.Environment, handedOver);
        ScanOptions options = ScanOptions.Default;
        OptionParser parser = new(invocation);
        for (byte letter = parser.Next(); letter != OptionParser.End; letter = parser.Next())
        {
            if (letter == DensityLetter)
            {
                options.Density = true;
                continue;
            }
            int code = letter == OptionParser.Bad ? ExitCode.Usage : Apply(letter, parser.Value, goesOn, ref options);
            if (code != ExitCode.Success)
            {
                return Outcome.Exit(code);
            }
        }
        if (parser.Rest.Count == 0)
        {
            return parser.UsageError();
        }
        return Outcome.Exit(goesOn
            ? GoOn(handedOver, invocation, options)
            : Start(parser.Rest.AtZ(0), invocation, options));
    }

    private static int Apply(byte letter, ReadOnlySpan<byte> value, bool goesOn, ref ScanOptions options)
    {
        ReadOnlySpan<byte> name = letter switch
        {
            (byte)'C' => "services_max"u8,
            (byte)'L' => "name_max"u8,
            (byte)'t' => "timeout"u8,
            (byte)'d' => "notif"u8,
            _ => "consoleholder"u8,
        };
        if (!Text.TryParse(value, out uint number))
        {
            return Diagnostics.Fatal(ExitCode.Usage, name, " must be an unsigned integer"u8);
        }
        switch (letter)
        {
            case (byte)'C':
                options.ServicesMax = Math.Min(Math.Max(number, Limits.ServicesMin), Limits.ServicesMax);
                return ExitCode.Success;
            case (byte)'L':
                options.NameLengthMax = Math.Min(Math.Max(number, Limits.ServiceNameLengthMin), Limits.ServiceNameLengthMax);
                return ExitCode.Success;
            case (byte)'t':
                options.RescanMs = number;
                return ExitCode.Success;
            case (byte)'d':
                if (goesOn)
                {
                    // The program before has written to it, and closed it.
                    return ExitCode.Success;
                }
                return TakeDescriptor(number, name, "invalid notification fd"u8, out options.Notification);
            default:
                return TakeDescriptor(number, name, "invalid console holder fd"u8, out options.Console);
        }
    }

    private static int TakeDescriptor(uint number, ReadOnlySpan<byte> name, ReadOnlySpan<byte> message, out Fd fd)
    {
        fd = new Fd((int)Math.Min(number, int.MaxValue));
        if (number < 3)
        {
            return Diagnostics.Fatal(ExitCode.Usage, name, " must be 3 or more"u8);
        }
        Errno error = Kernel.CheckOpen(fd);
        if (error.IsNone)
        {
            error = Kernel.SetCloseOnExec(fd, on: true);
        }
        return error.Failed ? Diagnostics.Fatal(ExitCode.Usage, error, message) : ExitCode.Success;
    }

    private static int Start(ReadOnlySpan<byte> directoryZ, in Invocation invocation, in ScanOptions options)
    {
        OwnBinary.Remember(Name, stackalloc byte[OwnBinary.BufferLength]);
        Errno error = StandardStreams.Ensure();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.Usage, error, "sanitize standard fds"u8);
        }
        error = Kernel.ChangeDirectory(directoryZ);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "chdir to "u8, directoryZ[..^1]);
        }
        int code = PrepareControl(out ScannerFiles files);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Result<Fd> signals = Kernel.OpenSignals(ScannerHost.Signals.Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap signals"u8);
        }
        files.Signals = signals.Value;
        code = RemoveDanglingLinks();
        return code != ExitCode.Success ? code : Serve(invocation, options, files);
    }

    /// <summary>This process was an s6-svscan already, and is in its directory.</summary>
    private static int GoOn(scoped ReadOnlySpan<Fd> handedOver, in Invocation invocation, in ScanOptions options)
    {
        OwnBinary.Remember(Name, stackalloc byte[OwnBinary.BufferLength]);
        Result<Fd> signals = Kernel.OpenSignals(ScannerHost.Signals.Bits);
        while (!signals.Ok)
        {
            // Descriptors are short. It may be process 1, and must not end for that.
            Diagnostics.WarnUnable(signals.Error, "trap signals"u8);
            _ = Kernel.Poll(default, RetryDelayNs);
            signals = Kernel.OpenSignals(ScannerHost.Signals.Bits);
        }
        return Serve(invocation, options, new ScannerFiles
        {
            Lock = handedOver[0],
            Control = handedOver[1],
            Signals = signals.Value,
            Table = handedOver[2],
            Follows = true,
        });
    }

    private static int PrepareControl(out ScannerFiles files)
    {
        files = new ScannerFiles { Table = Fd.None };
        uint mask = Kernel.SetUmask(0);
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, ScanFile.DirectoryZ, ModeOwner);
        if (error == Errno.EEXIST)
        {
            Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, ScanFile.DirectoryZ);
            if (status.Ok && !status.Value.IsDirectory)
            {
                return Diagnostics.Fatal(ExitCode.Usage, ".s6-svscan exists and is not a directory"u8);
            }
            error = status.Error;
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "mkdir .s6-svscan"u8);
        }
        int code = SuperviseDirectory.TakeLock(
            ScanFile.LockZ, ModeLock, "another instance of s6-svscan is already running on the same directory"u8, out files.Lock);
        if (code == ExitCode.Success)
        {
            code = SuperviseDirectory.OpenControl(ScanFile.ControlZ, out files.Control, out files.Follows);
        }
        _ = Kernel.SetUmask(mask);
        return code;
    }

    /// <summary>Links in the scan directory that lead nowhere are of services that are no more.</summary>
    private static int RemoveDanglingLinks()
    {
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, ".\0"u8);
        if (!directory.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, directory.Error, "opendir ."u8);
        }
        DirectoryReader reader = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        while (reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (nameZ[0] != '.' && reader.MayBeLink
                && Kernel.Access(Fd.CurrentDirectory, nameZ, AccessMode.X_OK) == Errno.ENOENT)
            {
                _ = Kernel.Unlink(Fd.CurrentDirectory, nameZ);
            }
        }
        Kernel.Close(directory.Value);
        return reader.Error.Failed ? Diagnostics.Unable(ExitCode.System, reader.Error, "readdir ."u8) : ExitCode.Success;
    }

    private static int Serve(in Invocation invocation, in ScanOptions options, in ScannerFiles files)
    {
        int services = (int)options.ServicesMax;
        int longStride = (int)options.NameLengthMax + Limits.LogSuffixLength;
        int slots = IndexMap.CapacityFor(services);
        int polls = services + AdoptedSupervisors.FirstPoll;
        long length = StartupArena.LengthOf<ScannedService>(services) + 2 * StartupArena.LengthOf<int>(services)
            + StartupArena.LengthOf<PollDescriptor>(polls)
            + StartupArena.LengthOf<byte>((long)services * ScannerTable.NameLength)
            + StartupArena.LengthOf<byte>((long)services * longStride) + 2 * StartupArena.LengthOf<IndexMap.Entry>(slots);
        Errno error = StartupArena.TryCreate(length, out StartupArena arena);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "reserve memory for the services"u8);
        }
        Span<ScannedService> table = arena.Allocate<ScannedService>(services);
        Span<int> pipes = arena.Allocate<int>(services);
        Span<IndexMap.Entry> byDirectory = arena.Allocate<IndexMap.Entry>(slots);
        Span<IndexMap.Entry> byPid = arena.Allocate<IndexMap.Entry>(slots);
        Span<byte> names = arena.Allocate<byte>(services * ScannerTable.NameLength);
        Span<byte> longNames = arena.Allocate<byte>(services * longStride);
        // A service that is hosted has no supervisor that could be found by its lock.
        bool looksForSupervisors = files.Follows && !options.Density;
        AdoptedSupervisors adopted = new(
            arena.Allocate<int>(services), arena.Allocate<PollDescriptor>(polls), looksForSupervisors);
        arena.Seal();
        HostedServices hosted = default;
        if (!options.Density)
        {
            HostedExport.Run();
        }
        int code = options.Density ? HostedMemory.Make(options, invocation.Environment, pipes, out hosted) : ExitCode.Success;
        if (code != ExitCode.Success)
        {
            return code;
        }
        PathBuffer supervise = new(stackalloc byte[Limits.PathLengthMax]);
        OwnBinary.FindCommand("s6-supervise"u8, ref supervise);
        ScannerEnd.Arm(invocation.Environment, options.Console);
        if (options.Notification.IsOpen)
        {
            _ = Kernel.Write(options.Notification, "\n"u8);
            Kernel.Close(options.Notification);
        }
        ScannerHost host = new(
            options,
            invocation,
            supervise.TextZ,
            new ScannerTable(table, names, longNames, longStride, byDirectory, byPid),
            pipes,
            hosted,
            adopted,
            files);
        return host.Run();
    }
}
