using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes the time stamps in front of lines readable (s6-tai64nlocal.html).</summary>
internal struct S6Tai64nlocal : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-tai64nlocal"u8;

    public static ReadOnlySpan<byte> Usage => "s6-tai64nlocal [ -g ]"u8;

    public static ReadOnlySpan<byte> Options => "g"u8;

    public static ReadOnlySpan<byte> Help => """
        Copies standard input to standard output, with every TAI64N time stamp at the start of a line replaced by the date
        and time, "YYYY-MM-DD HH:MM:SS.nnnnnnnnn". What is no valid stamp, or of a time before 1970, stays.

          -g  the time in UTC, not in the local time zone (TZ, else /etc/localtime)

        Exits 0 at the end of the input; 100 on wrong usage; 111 where the input cannot be read or the output not be
        written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool local = true;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            Assert.That(letter == 'g');
            local = false;
        }
        return Outcome.Exit(Filter(new TimeFormatter(local)));
    }

    private static int Filter(TimeFormatter formatter)
    {
        LineReader lines = new(Fd.StandardInput, stackalloc byte[Limits.FilterBufferLength]);
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        Span<byte> time = stackalloc byte[TimeFormatter.TextLengthMax];
        bool ended = false;
        while (!ended)
        {
            output.Flush();
            if (output.Error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8);
            }
            Result<int> read = lines.Fill();
            if (!read.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, read.Error, "read from stdin"u8);
            }
            ended = read.Value == 0;
            while (lines.Next(out ReadOnlySpan<byte> piece, out bool beginsLine))
            {
                if (beginsLine && Tai.TryParse(piece, out Tai stamp))
                {
                    int length = formatter.Format(stamp, time);
                    if (length > 0)
                    {
                        output.Write(time[..length]);
                        piece = piece[Tai.TextLength..];
                    }
                }
                output.Write(piece);
            }
        }
        output.Flush();
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success;
    }
}
