using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>
/// runit's sv for services of this suite, by s6-svc, s6-svwait and s6-svstat. It has no page: it does as s6 2.15.1.0's does.
/// </summary>
internal struct S6AliasSv : ICommand
{
    private const uint WaitSecondsDefault = 7;
    private const int MillisecondsPerSecond = 1000;

    /// <summary>The exit code is how many services failed; 100 and more mean other things.</summary>
    private const int FailuresMax = 99;

    public static ReadOnlySpan<byte> Name => "s6-alias-sv"u8;

    public static ReadOnlySpan<byte> Usage => "s6-alias-sv [ -v ] [ -w sec ] command services..."u8;

    public static ReadOnlySpan<byte> Options => "vw:"u8;

    public static ReadOnlySpan<byte> Help => """
        Does with each service what command says, as runit's sv would. A service is a directory in $SVDIR (/run/service where
        that is not set); a path where it begins with / or ./ or ../, or ends with /.

          status                    what s6-svstat tells, of its logger, too
          up down once pause cont hup alarm interrupt quit kill term exit    or their first letters; and 1, 2: the
                                    commands of s6-svc
          start stop restart shutdown reload try-restart check    do it, wait, and tell the status
          force-stop ... force-shutdown, D E T X   the same: timeout-kill of the service says when it is killed

          -v      up, down, once, term, cont and exit wait, too
          -w SEC  how long, for 7 seconds if neither this nor $SVWAIT says it; 0 is without end

        Exits with the number of services that it could not be done with, 99 at most; 100 on wrong usage.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    private ref struct Request
    {
        public SvOrder Order;
        public EnvironmentBlock Environment;
        public ReadOnlySpan<byte> WaitOptionZ;
        public ReadOnlySpan<byte> CheckOptionZ;
        public bool Waits;
    }

    public static Outcome Run(in Invocation invocation)
    {
        uint seconds = WaitSecondsDefault;
        if (invocation.Environment.TryGet("SVWAIT"u8, out ReadOnlySpan<byte> waitZ) && !Text.TryParse(waitZ[..^1], out seconds))
        {
            Diagnostics.Warn("invalid SVWAIT value"u8);
            seconds = WaitSecondsDefault;
        }
        scoped Request request = new() { Environment = invocation.Environment };
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (letter == 'w' && !Text.TryParse(options.Value, out seconds))
            {
                return options.UsageError();
            }
            request.Waits |= letter == 'v';
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        if (!SvOrder.TryFind(words[0], out request.Order))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "unknown command: "u8, words[0]));
        }
        request.Waits = request.Order.AlwaysWaits || (request.Waits && !request.Order.WaitZ.IsEmpty);
        PathBuffer wait = new(stackalloc byte[Limits.DecimalLengthMax + 3]);
        wait.Append("-T"u8);
        wait.Append(Math.Min((ulong)seconds * MillisecondsPerSecond, uint.MaxValue));
        PathBuffer check = new(stackalloc byte[Limits.DecimalLengthMax + 3]);
        check.Append("-t"u8);
        check.Append(wait.Text[2..]);
        request.WaitOptionZ = wait.TextZ;
        request.CheckOptionZ = check.TextZ;
        ReadOnlySpan<byte> directory = invocation.Environment.TryGet("SVDIR"u8, out ReadOnlySpan<byte> directoryZ)
            ? directoryZ[..^1]
            : "/run/service"u8;
        int failures = 0;
        for (int i = 1; i < words.Count; i++)
        {
            failures += RunOn(directory, words.AtZ(i), request) ? 0 : 1;
        }
        return Outcome.Exit(Math.Min(failures, FailuresMax));
    }

    /// <summary>Finds the service and does it.</summary>
    private static bool RunOn(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> nameZ, scoped in Request request)
    {
        ReadOnlySpan<byte> name = nameZ[..^1];
        if (name.IsEmpty)
        {
            return true;
        }
        if (IsPath(name))
        {
            return Do(nameZ, request);
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append("/"u8);
        path.Append(name);
        Result<FileStatus> status = path.Overflowed
            ? new Result<FileStatus>(Errno.ENAMETOOLONG)
            : Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
        if (!status.Ok && status.Error != Errno.ENOENT)
        {
            Diagnostics.WarnUnable(status.Error, "stat "u8, directory, "/"u8, name);
            return false;
        }
        return Do(status.Ok && status.Value.IsDirectory ? path.TextZ : nameZ, request);
    }

    private static bool IsPath(ReadOnlySpan<byte> name) =>
        name[0] == '/' || name[^1] == '/' || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8)
        || name.StartsWith("./"u8) || name.StartsWith("../"u8);

    private static bool Do(ReadOnlySpan<byte> directoryZ, scoped in Request request)
    {
        ref readonly SvOrder order = ref request.Order;
        if (order.Forces)
        {
            Diagnostics.Warn("s6-supervise pilots a kill signal via the timeout-kill file in the service directory"u8);
        }
        if (order.Exits)
        {
            Diagnostics.Warn("s6-svc only sends commands to a single service, even if it has a dedicated logger"u8);
        }
        bool done = order.Precondition switch
        {
            SvPrecondition.None => Send(directoryZ, request),
            SvPrecondition.IsUp => !IsUpAndWanted(directoryZ) || Send(directoryZ, request),
            SvPrecondition.Settles => Check(directoryZ, request),
            _ => false,
        };
        if (request.Waits)
        {
            done &= Tell(directoryZ, request.Environment);
        }
        if (request.Waits && order.Exits)
        {
            done &= RunProgram(request.Environment, "s6-svc\0"u8, "-x\0"u8, "--\0"u8, directoryZ);
        }
        return done;
    }

    private static bool Send(ReadOnlySpan<byte> directoryZ, scoped in Request request)
    {
        ref readonly SvOrder order = ref request.Order;
        return order.LettersZ.IsEmpty
            || (request.Waits && !order.WaitZ.IsEmpty
                ? RunProgram(
                    request.Environment, "s6-svc\0"u8, order.WaitZ, request.WaitOptionZ, order.WaitLettersZ, "--\0"u8, directoryZ)
                : RunProgram(request.Environment, "s6-svc\0"u8, order.LettersZ, "--\0"u8, directoryZ));
    }

    private static bool IsUpAndWanted(ReadOnlySpan<byte> directoryZ) =>
        ServiceDirectory.ReadStatus(directoryZ[..^1], out ServiceStatus status).IsNone && status.WantedUp && status.IsUp;

    /// <summary>Waits until it is what it is wanted to be.</summary>
    private static bool Check(ReadOnlySpan<byte> directoryZ, scoped in Request request)
    {
        Errno error = ServiceDirectory.ReadStatus(directoryZ[..^1], out ServiceStatus status);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "read the status of "u8, directoryZ[..^1]);
            return false;
        }
        ReadOnlySpan<byte> goalZ = status.WantedUp ? "-U\0"u8 : "-D\0"u8;
        return RunProgram(request.Environment, "s6-svwait\0"u8, goalZ, request.CheckOptionZ, "--\0"u8, directoryZ);
    }

    /// <summary>Prints the status of the service, and of its logger where it has one.</summary>
    private static bool Tell(ReadOnlySpan<byte> directoryZ, EnvironmentBlock environment)
    {
        bool told = TellOne(directoryZ, environment);
        if (directoryZ[..^1].EndsWith("/log"u8))
        {
            return told;
        }
        PathBuffer log = new(stackalloc byte[Limits.PathLengthMax]);
        log.Append(directoryZ[..^1]);
        log.Append("/log"u8);
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, log.TextZ);
        if (!status.Ok && status.Error != Errno.ENOENT)
        {
            Diagnostics.WarnUnable(status.Error, "stat "u8, log.Text);
            return false;
        }
        return told & (!status.Ok || !status.Value.IsDirectory || TellOne(log.TextZ, environment));
    }

    private static bool TellOne(ReadOnlySpan<byte> directoryZ, EnvironmentBlock environment)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        output.Write(directoryZ[..^1]);
        output.Write(": "u8);
        output.Flush();
        return RunProgram(environment, "s6-svstat\0"u8, "--\0"u8, directoryZ) & output.Error.IsNone;
    }

    /// <summary>Runs a command to its end; false unless it exits 0, which it, or this, has told the reason of.</summary>
    private static bool RunProgram(
        EnvironmentBlock environment,
        ReadOnlySpan<byte> nameZ,
        ReadOnlySpan<byte> aZ,
        ReadOnlySpan<byte> bZ,
        ReadOnlySpan<byte> cZ = default,
        ReadOnlySpan<byte> dZ = default,
        ReadOnlySpan<byte> eZ = default)
    {
        ArgumentList line = new(stackalloc nint[7]);
        line.Add(nameZ);
        line.Add(aZ);
        line.Add(bZ);
        AddGiven(ref line, cZ);
        AddGiven(ref line, dZ);
        AddGiven(ref line, eZ);
        SpawnRequest spawn = new() { PathZ = nameZ, Arguments = line.Arguments, Environment = environment };
        Result<Pid> child = Kernel.Spawn(spawn);
        if (!child.Ok)
        {
            Diagnostics.WarnUnable(child.Error, "spawn "u8, nameZ[..^1]);
            return false;
        }
        Result<ChildExit> exit = Kernel.WaitFor(child.Value, wait: true);
        if (!exit.Ok)
        {
            Diagnostics.WarnUnable(exit.Error, "wait for "u8, nameZ[..^1]);
            return false;
        }
        return exit.Value.Status.IsExited && exit.Value.Status.ExitCode == ExitCode.Success;
    }

    private static void AddGiven(ref ArgumentList line, ReadOnlySpan<byte> wordZ)
    {
        if (!wordZ.IsEmpty)
        {
            line.Add(wordZ);
        }
    }
}
