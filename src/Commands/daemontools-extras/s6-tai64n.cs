using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Puts a time stamp in front of every line (s6-tai64n.html).</summary>
internal struct S6Tai64n : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-tai64n"u8;

    public static ReadOnlySpan<byte> Usage => "s6-tai64n"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Copies standard input to standard output, with a TAI64N time stamp and a blank in front of every line. The last
        line gets a newline where it lacks one. s6-tai64nlocal makes the stamps readable.

        Exits 0 at the end of the input; 111 where it cannot be read or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        LineReader lines = new(Fd.StandardInput, stackalloc byte[Limits.FilterBufferLength]);
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        Span<byte> stamp = stackalloc byte[Tai.TextLength + 1];
        stamp[Tai.TextLength] = (byte)' ';
        bool ended = false;
        bool endsInNewline = true;
        while (!ended)
        {
            output.Flush();
            if (output.Error.Failed)
            {
                return Outcome.Exit(Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8));
            }
            Result<int> read = lines.Fill();
            if (!read.Ok)
            {
                return Outcome.Exit(Diagnostics.Unable(ExitCode.System, read.Error, "read from stdin"u8));
            }
            ended = read.Value == 0;
            // Lines that came together came at one time.
            bool stamped = false;
            while (lines.Next(out ReadOnlySpan<byte> piece, out bool beginsLine))
            {
                if (beginsLine)
                {
                    if (!stamped)
                    {
                        Kernel.WallClock().Format(stamp);
                        stamped = true;
                    }
                    output.Write(stamp);
                }
                output.Write(piece);
                endsInNewline = piece[^1] == '\n';
            }
        }
        if (!endsInNewline)
        {
            output.Write("\n"u8);
        }
        output.Flush();
        return Outcome.Exit(output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success);
    }
}
