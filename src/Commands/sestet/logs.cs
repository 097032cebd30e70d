using System;
using Sestet.Cli;
using Sestet.Logging.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>`sestet logs`: what s6-log has written, for people. No program of the reference does this.</summary>
internal struct Logs : ICommand
{
    public static ReadOnlySpan<byte> Name => "logs"u8;

    public static ReadOnlySpan<byte> Usage => "logs [ -f ] [ -n lines ] [ --since time ] [ --grep regex ] logdir..."u8;

    public static ReadOnlySpan<byte> Options => "fn:s:g:"u8;

    public static ReadOnlySpan<byte> LongOptions => "follow=f lines=n since=s grep=g"u8;

    public static bool IsLinked => false;

    public static ReadOnlySpan<byte> Help => """
        `sestet logs` shows the lines of s6-log's logdirs, archives and all, in the order of time, with their time stamps as
        local time (TZ, else /etc/localtime). The lines of several logdirs are merged, each with its logdir's name before it.

          -f, --follow         then wait for more, over rotations; a logdir that is missing or vanishes is waited for
          -n, --lines=N        only the last N lines, of all logdirs together
          -s, --since=TIME     only lines from then on: "YYYY-MM-DD", "YYYY-MM-DD HH:MM" or "YYYY-MM-DD HH:MM:SS" local time;
                               90s, 10m, 2h, 3d or 1w ago; or a TAI64N label
          -g, --grep=REGEX     only lines with a match of a POSIX extended regular expression behind their time stamp, in
                               their first megabyte and before a NUL

        A line's time is its own stamp, as s6-log's t and T write it; else that of the line before it; and in files without
        any stamps, that of the file. Within a logdir the order of lines is never changed. Archives that a processor has
        compressed are read through gzip, zstd, xz or bzip2, which have to be in PATH.

        On a terminal there are colours, unless NO_COLOR is set, and control characters are shown as dots.

        Exits 0; 100 on wrong usage; 111 where something could not be read, of which the rest is shown, or the output not be
        written.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        Diagnostics.SetProgram("sestet"u8, Name);
        int code = LogViewOptions.Read(invocation, out LogViewOptions options);
        return Outcome.Exit(code == ExitCode.Success ? LogView.Run(options) : code);
    }
}
