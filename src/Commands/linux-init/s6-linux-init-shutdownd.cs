using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Init;
using Sestet.Init.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Shuts the machine down when it is told to (s6-linux-init-shutdownd.html).</summary>
internal struct S6LinuxInitShutdownd : ICommand
{
    private const uint NotificationMin = 3;

    /// <summary>Bytes of stage 4 for one of the base directory's, and its words.</summary>
    private const int ScriptLength = Limits.PathLengthMax + 1024;

    private struct Request
    {
        public BootOptions Boot;
        public uint Notification;
        public bool Notifies;
    }

    public static ReadOnlySpan<byte> Name => "s6-linux-init-shutdownd"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-linux-init-shutdownd [ -d notif ] [ -c basedir ] [ -g gracetime ] [ -C ] [ -B ]"u8;

    public static ReadOnlySpan<byte> Options => "d:c:g:CB"u8;

    public static ReadOnlySpan<byte> Help => """
        Waits at the FIFO "fifo" of the present directory for what halt, poweroff, reboot and shutdown say. At its time it
        runs rc.shutdown, has all processes end, kills those that have not, and, started again, unmounts all and ends the
        machine. A service of s6-linux-init-maker runs it.

          -d FD       write a newline there, and close it, when it waits; 3 or more
          -c basedir  where scripts/rc.shutdown and rc.shutdown.final are (default /etc/s6-linux-init/current)
          -g MS       between SIGTERM and SIGKILL (default 3000), where shutdown does not say
          -C          in a container: s6-svscan ends it
          -B          there is no catch-all logger

        Exits 0 when all is killed; 100 on wrong usage; 111 where the FIFO cannot be opened.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        Request request = new() { Boot = BootOptions.Default };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!TryApply(letter, options, ref request))
            {
                return options.UsageError();
            }
        }
        int code = Check(request);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        // What it says may go to a logger that has been killed.
        Errno error = Kernel.NeutralizeSignal(Signal.SIGPIPE);
        Assert.That(error.IsNone);
        Outcome outcome = StageFour.IsThere ? BeginStageFour(request.Boot, invocation) : Serve(request, invocation);
        error = Kernel.ResetSignal(Signal.SIGPIPE);
        Assert.That(error.IsNone);
        return outcome;
    }

    private static bool TryApply(byte letter, in OptionParser options, ref Request request)
    {
        switch (letter)
        {
            case (byte)'d':
                request.Notifies = true;
                return Text.TryParse(options.Value, out request.Notification);
            case (byte)'g':
                return Text.TryParse(options.Value, out request.Boot.GraceMs);
            default:
                return request.Boot.TryTake(letter, options.ValueZ);
        }
    }

    /// <summary>0, or an exit code, printed. -d 0 is none, as in the reference.</summary>
    private static int Check(in Request request)
    {
        if (request.Notification is > 0 and < NotificationMin)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "notification fd must be 3 or more"u8);
        }
        Errno error = request.Notification > 0 ? Kernel.CheckOpen(NotificationOf(request)) : Errno.None;
        return error.Failed ? Diagnostics.Fatal(ExitCode.Usage, error, "invalid notification fd"u8) : ExitCode.Success;
    }

    private static Fd NotificationOf(in Request request) => new((int)Math.Min(request.Notification, int.MaxValue));

    private static Outcome Serve(in Request request, in Invocation invocation)
    {
        Result<Fd> reader = Open(OpenFlags.O_RDONLY);
        if (!reader.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, reader.Error, "open fifo for reading"u8));
        }
        // An own writer: without any the FIFO would be at its end, and be looked at again and again.
        Result<Fd> writer = Open(OpenFlags.O_WRONLY);
        if (!writer.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, writer.Error, "open fifo for writing"u8));
        }
        if (request.Notification > 0)
        {
            _ = Kernel.Write(NotificationOf(request), "\n"u8);
            Kernel.Close(NotificationOf(request));
        }
        Errno error = ChainMemory.TryMap(
            ScriptLength + (Limits.BootScriptBytesPerByte * request.Boot.BaseDirectory.Text.Length), out MemoryRegion memory);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        ShutdownServer server = new(
            request.Boot, reader.Value, invocation.Environment, stackalloc byte[Limits.ShutdownReadLength], memory.Bytes);
        server.Run();
        // Where it could be written its supervisor, killed as all were, comes back and starts it.
        if (server.LeftScriptZ.IsEmpty)
        {
            return Outcome.Exit(ExitCode.Success);
        }
        HoldLog(request.Boot);
        return RunHere(memory, server.LeftScriptZ, invocation);
    }

    private static void HoldLog(in BootOptions boot)
    {
        if (boot.InContainer && !boot.WithoutLogger)
        {
            StageFour.HoldLog();
        }
    }

    private static Result<Fd> Open(int direction) =>
        Kernel.Open(Fd.CurrentDirectory, "fifo\0"u8, direction | OpenFlags.O_NONBLOCK);

    /// <summary>A disk that is full does not keep the machine up.</summary>
    private static Outcome RunHere(MemoryRegion memory, scoped ReadOnlySpan<byte> scriptZ, in Invocation invocation)
    {
        Errno error = ChainMemory.TryAllocateArray(4, out Span<nint> slots);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        ArgumentList words = new(slots);
        words.Add("execlineb\0"u8);
        words.Add("-Pc\0"u8);
        words.Add(memory.Bytes[..scriptZ.Length]);
        return Outcome.Chain(words.Arguments, invocation.Environment);
    }

    /// <summary>Everything has been killed: this is the supervisor's second start.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Outcome BeginStageFour(in BootOptions boot, in Invocation invocation)
    {
        Errno error = boot.InContainer || boot.WithoutLogger ? Errno.None : ConsoleStreams.Open();
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "open "u8, InitPaths.ConsoleZ[..^1]);
        }
        HoldLog(boot);
        error = ChainMemory.TryAllocateArray(4, out Span<nint> slots);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        ArgumentList words = new(slots);
        words.Add("execlineb\0"u8);
        words.Add("-P\0"u8);
        words.Add(StageFour.FileZ);
        return Outcome.Chain(words.Arguments, invocation.Environment);
    }
}
