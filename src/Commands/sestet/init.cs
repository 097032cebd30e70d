using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Init;
using Sestet.Init.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>`sestet init`: what a container starts. No program of the reference does this.</summary>
internal struct Init : ICommand
{
    public static ReadOnlySpan<byte> Name => "init"u8;

    public static ReadOnlySpan<byte> Usage => "init [ -s services ] [ -r directory ] [ -t timeout ] [ prog... ]"u8;

    public static ReadOnlySpan<byte> Options => "s:r:t:"u8;

    public static ReadOnlySpan<byte> LongOptions => "services=s run=r timeout=t"u8;

    public static bool IsLinked => false;

    public static ReadOnlySpan<byte> Help => """
        `sestet init` is what a container starts, as process 1 or not, by any user. It runs s6-svscan on the services, then
        the program, whose exit code is the container's (128 and the number of a signal that killed it); waits for all
        processes; and ends as soon as none is left. Without a program it runs until SIGTERM, SIGINT, SIGHUP or SIGQUIT,
        and exits 0.

          -s, --services=DIR   a directory of service directories, which may be read-only: they are linked to
          -r, --run=DIR        where the scan directory is made, which may be noexec; else the first of /run, /dev/shm,
                               /tmp and /var/tmp that can be written into
          -t, --timeout=MS     how long services have to end, and after them what nobody supervises: 8000 by default,
                               0: for ever. Then who is left is told of, and killed

        Signals go to the program: TERM INT HUP QUIT USR1 USR2 WINCH CONT. It leads a process group of its own, which has
        the terminal where there is one. When it has ended, or there is none, a first TERM, INT, HUP or QUIT stops the
        container, and another one kills what is left. A service's own timeouts (timeout-kill, timeout-finish) hold besides.

        Exits 100 on wrong usage; 111 where it cannot begin; 126 or 127 where the program cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        Diagnostics.SetProgram("sestet"u8, Name);
        ContainerOptions settings = new();
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            bool ok = letter != OptionParser.Bad;
            switch (letter)
            {
                case (byte)'s':
                    settings.ServicesZ = new TextReference(options.ValueZ);
                    break;
                case (byte)'r':
                    settings.RunZ = new TextReference(options.ValueZ);
                    break;
                case (byte)'t':
                    ok = Text.TryParse(options.Value, out settings.GraceMs);
                    break;
                default:
                    break;
            }
            if (!ok)
            {
                return options.UsageError();
            }
        }
        return options.Rest.Count == 0 && !settings.HasServices
            ? options.UsageError()
            : Outcome.Exit(Serve(settings, options.Rest, invocation.Environment));
    }

    private static int Serve(in ContainerOptions settings, Arguments program, EnvironmentBlock environment)
    {
        OwnBinary.Remember("sestet"u8, stackalloc byte[OwnBinary.BufferLength]);
        Errno error = StandardStreams.Ensure();
        if (error.IsNone && Kernel.CurrentProcess().Value != 1)
        {
            error = Kernel.BecomeSubreaper();
        }
        Result<Fd> signals = error.IsNone ? Kernel.OpenSignals(ContainerHost.Signals.Bits) : new Result<Fd>(error);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "begin"u8);
        }
        ContainerServices services = new(stackalloc byte[Limits.PathLengthMax], stackalloc byte[Limits.PathLengthMax]);
        if (settings.HasServices)
        {
            error = services.TryMake(settings.RunZ.Text);
            if (error.Failed)
            {
                return Diagnostics.Unable(
                    ExitCode.System, error, "make a directory for services (a tmpfs on /run would do): "u8, services.TextZ[..^1]);
            }
            error = services.Fill(settings.ServicesZ.Text);
            if (error.Failed)
            {
                int code = Diagnostics.Unable(ExitCode.System, error, "set up "u8, services.TextZ[..^1]);
                services.Remove();
                return code;
            }
        }
        ContainerHost host = new(settings, program, environment, signals.Value, services);
        int ending = host.Run();
        services.Remove();
        return ending;
    }
}
