using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Logging.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Shows what an s6-log writes, while it writes it (s6-logwatch.html of s6-linux-utils).</summary>
internal struct S6Logwatch : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-logwatch"u8;

    public static ReadOnlySpan<byte> Usage => "s6-logwatch [ logdir ]"u8;

    public static ReadOnlySpan<byte> Options => "m:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the file current of a logdir, the current directory by default, and then what is written to it, as it is; and
        when s6-log rotates it, goes on with what comes behind. It misses nothing where files are archived as they are; of
        files that a processor makes others from, more than one rotation between two looks may hide one. Where there is no
        current, it waits for one.

          -m LENGTH  does nothing; it was a length of a buffer

        Runs until it is killed. Exits 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad || !Text.TryParse(options.Value, out uint _))
            {
                return letter == OptionParser.Bad ? Outcome.Exit(ExitCode.Usage) : options.UsageError();
            }
            Assert.That(letter == 'm');
            Diagnostics.Warn("the -m option is deprecated"u8);
        }
        return Outcome.Exit(Watch(options.Rest.Count > 0 ? options.Rest.AtZ(0) : ".\0"u8));
    }

    private static int Watch(ReadOnlySpan<byte> pathZ)
    {
        Errno error = Kernel.ChangeDirectory(pathZ);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "chdir to "u8, pathZ[..^1]);
        }
        error = LogdirWatch.TryOpen(out LogdirWatch watch);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "inotify_init"u8);
        }
        Result<int> watched = watch.Add(".\0"u8);
        LogdirTrail trail = default;
        error = watched.Ok ? trail.Open(".\0"u8, since: default) : watched.Error;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "watch "u8, pathZ[..^1]);
        }
        trail.StartAtCurrent();
        Span<PollDescriptor> poll = stackalloc PollDescriptor[2];
        poll[0] = PollDescriptor.ForReading(watch.Events);
        // Asked for nothing, it tells that the other end was closed.
        poll[1] = new PollDescriptor { Descriptor = Fd.StandardOutput.Value };
        // Event loop: never returns but for an error.
        while (true)
        {
            int code = Copy(ref trail);
            if (code != ExitCode.Success)
            {
                return code;
            }
            Result<int> ready = Kernel.Poll(poll, -1);
            if (!ready.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, ready.Error, "poll"u8);
            }
            if (poll[1].Returned != 0)
            {
                return ExitCode.Success;
            }
            code = Drain(watch);
            if (code != ExitCode.Success)
            {
                return code;
            }
        }
    }

    /// <summary>All that is there now, over all the files that there are behind the one that is open.</summary>
    private static int Copy(ref LogdirTrail trail)
    {
        Span<byte> buffer = stackalloc byte[Limits.FilterBufferLength];
        bool isFinal = false;
        bool failed = false;
        while (trail.File.IsOpen || trail.Next(ref failed))
        {
            Result<int> read = Kernel.Read(trail.File, buffer);
            if (!read.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, read.Error, "read from "u8, trail.FileName);
            }
            Errno error = Output.WriteAll(Fd.StandardOutput, buffer[..read.Value]);
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "write to stdout"u8);
            }
            if (read.Value > 0)
            {
                continue;
            }
            if (!isFinal)
            {
                // What was written before another file took its place is read once more.
                isFinal = trail.IsFinal();
                if (!isFinal)
                {
                    break;
                }
                continue;
            }
            isFinal = false;
            if (!trail.Next(ref failed))
            {
                break;
            }
        }
        return failed ? ExitCode.System : ExitCode.Success;
    }

    private static int Drain(LogdirWatch watch)
    {
        // What has happened does not matter, only that something has.
        Span<byte> events = stackalloc byte[Limits.DirectoryEventsLength];
        Result<int> read = Kernel.Read(watch.Events, events);
        return read.Ok || read.Error == Errno.EAGAIN
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, read.Error, "read inotify events"u8);
    }
}
