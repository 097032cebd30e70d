using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Logging;
using Sestet.Logging.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Writes lines from stdin into rotated files (s6-log.html).</summary>
internal struct S6Log : ICommand
{
    private const int NotificationFdMin = 3;

    /// <summary>Stands for --keep, which has no letter.</summary>
    private const byte KeepLetter = 1;

    public static ReadOnlySpan<byte> Name => "s6-log"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-log [ -d notif ] [ -q | -v ] [ -b ] [ -p ] [ -l linelimit ] [ -t lastlinetimeout ] [ -- ] logging_script"u8;

    public static ReadOnlySpan<byte> Options => "qvbpl:d:t:\u0001"u8;

    public static ReadOnlySpan<byte> LongOptions => "keep=\u0001"u8;

    public static ReadOnlySpan<byte> Help => """
        Reads lines from stdin and does with each what the logging script says, until stdin ends, or SIGTERM or SIGHUP.

          -d FD   writes a newline to FD, 3 or more, when it is ready
          -q -v   fewer or more messages; at 0 only alerts and fatal errors
          -b      reads nothing while lines wait for an output
          -p      ignores SIGTERM
          -l N    cuts lines longer than N bytes, 8192 unless told otherwise, at least 48; 0: no limit. Where lines are
                  longer than 16384 bytes, only so much of their start is looked at by selections, alerts and status files
          --keep  loses and doubles no line of the pipe that is stdin in the logdirs, even if it is killed (not if the
                  system is): input goes through a file "unwritten" of the first logdir, from which the next s6-log --keep
                  takes what is not written yet. Reads nothing while lines wait for an output; cuts lines at 8192 at
                  most; stdout, alerts and status files can have the last lines before a kill twice
          -t MS   waits so long for the rest of the last line after a signal, 2000 unless told otherwise; 0: for ever

        Selections: +REGEX selects lines, -REGEX deselects them, f selects those no action has had.
        Controls, for the actions behind them: nN archives kept, sN bytes of a file, SN bytes of all archives, lN
          tolerance, rMS wait after errors, RN seconds between rotations, EN bytes of alerts, ^N bytes of status files,
          pTEXT prefix, t TAI64N label, T local time (t and T for one action only), jNAME[:STREAM] lines as JSON objects
            for stdout and logdirs, with the time in UTC where t or T is given (j: as they are again), !COMMAND processor
            of rotated files for execlineb, ?COMMAND for /bin/sh: reads the file on 0 and the state on 4, writes what is
            archived to 1 and the next state to 5; where it fails it is run again.
        REGEX is a POSIX extended regular expression of bytes. Plain text, also behind ^ and before $, is searched fastest.
        Actions: 1 stdout, 2 alert on stderr, =FILE status file, DIR (which begins with / or .) logdir.

        SIGALRM rotates all logdirs.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        OptionParser parser = new(invocation);
        LogOptions options = LogOptions.Default;
        for (byte letter = parser.Next(); letter != OptionParser.End; letter = parser.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!Take(letter, parser.Value, ref options))
            {
                return parser.UsageError();
            }
            if (letter == 'd' && !CheckNotification(options.Notification))
            {
                return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (parser.Rest.Count == 0)
        {
            return parser.UsageError();
        }
        return Outcome.Exit(LogStart.Run(options, parser.Rest, invocation.Environment));
    }

    private static bool Take(byte letter, ReadOnlySpan<byte> value, ref LogOptions options)
    {
        switch (letter)
        {
            case (byte)'q':
                options.Verbosity -= options.Verbosity > 0 ? 1u : 0;
                return true;
            case (byte)'v':
                options.Verbosity++;
                return true;
            case (byte)'b':
                options.Blocks = true;
                return true;
            case (byte)'p':
                options.IgnoresTerm = true;
                return true;
            case KeepLetter:
                options.Keeps = true;
                return true;
            case (byte)'l':
                bool ok = Text.TryParse(value, out uint limit);
                options.LineLengthMax = limit == 0 ? 0 : Math.Max(limit, Limits.LogLineLimitMin);
                return ok;
            case (byte)'t':
                return Text.TryParse(value, out options.LastLineTimeoutMs);
            default:
                Assert.That(letter == 'd');
                ok = Text.TryParse(value, out uint fd);
                options.Notification = new Fd((int)Math.Min(fd, int.MaxValue));
                return ok;
        }
    }

    private static bool CheckNotification(Fd fd)
    {
        if (fd.Value < NotificationFdMin)
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, "notification fd must be 3 or more"u8);
            return false;
        }
        Errno error = Kernel.CheckOpen(fd);
        if (error.Failed)
        {
            _ = Diagnostics.Fatal(ExitCode.Usage, error, "invalid notification fd"u8);
        }
        return error.IsNone;
    }
}
