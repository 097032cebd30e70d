using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Logging;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Makes the codes in front of messages for syslog readable (ucspilogd.html).</summary>
internal struct Ucspilogd : ICommand
{
    public static ReadOnlySpan<byte> Name => "ucspilogd"u8;

    public static ReadOnlySpan<byte> Usage => "ucspilogd [ -D default ] [ var... ]"u8;

    public static ReadOnlySpan<byte> Options => "D:"u8;

    public static ReadOnlySpan<byte> Help => """
        Copies standard input to standard output line by line, with every syslog code at the start of a line, such as <13>,
        replaced by its name, "user.notice: ". A newline or a NUL ends a line. Before each line stand the values of the
        environment variables named by var, with ": " behind each. A TAI64N time stamp and a blank at the start of a line
        stay in front of all.

          -D TEXT  printed for variables that are not set; "<undefined>" by default

        Exits 0 at the end of the input; 100 on wrong usage; 111 where the input cannot be read or the output not be
        written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        TextReference undefined = new("<undefined>"u8);
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            Assert.That(letter == 'D');
            undefined = new TextReference(options.Value);
        }
        Arguments variables = options.Rest;
        int length = Math.Max(1, variables.Count);
        Errno error = StartupArena.TryCreate(StartupArena.LengthOf<TextReference>(length), out StartupArena arena);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        Span<TextReference> values = arena.Allocate<TextReference>(length);
        for (int i = 0; i < variables.Count; i++)
        {
            bool isSet = invocation.Environment.TryGet(variables[i], out ReadOnlySpan<byte> valueZ);
            values[i] = isSet ? new TextReference(valueZ[..^1]) : undefined;
        }
        return Outcome.Exit(Filter(values[..variables.Count]));
    }

    private static int Filter(ReadOnlySpan<TextReference> values)
    {
        LineReader lines = new(Fd.StandardInput, stackalloc byte[Limits.FilterBufferLength], nulEndsLine: true);
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        bool ended = false;
        bool insideLine = false;
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
                insideLine = piece[^1] is not ((byte)'\n' or 0);
                WritePiece(ref output, insideLine ? piece : piece[..^1], beginsLine ? values : default, beginsLine);
                if (!insideLine)
                {
                    output.Write("\n"u8);
                }
            }
        }
        if (insideLine)
        {
            output.Write("\n"u8);
        }
        output.Flush();
        return output.Error.Failed
            ? Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8)
            : ExitCode.Success;
    }

    /// <summary>A line without its end, or a part of a long one, of which only the first has anything before it.</summary>
    private static void WritePiece(
        ref Output output, ReadOnlySpan<byte> piece, ReadOnlySpan<TextReference> values, bool beginsLine)
    {
        if (beginsLine)
        {
            // As in the reference, 25 bytes that begin with "@" are a stamp, whatever they are.
            if (piece.Length > Tai.TextLength && piece[0] == '@' && piece.IndexOf((byte)' ') == Tai.TextLength)
            {
                output.Write(piece[..(Tai.TextLength + 1)]);
                piece = piece[(Tai.TextLength + 1)..];
            }
            foreach (ref readonly TextReference value in values)
            {
                output.Write(value.Text);
                output.Write(": "u8);
            }
            Span<byte> text = stackalloc byte[SyslogCode.TextLengthMax];
            int length = SyslogCode.Name(piece, text, out int codeLength);
            output.Write(text[..length]);
            piece = piece[codeLength..];
        }
        output.Write(piece);
    }
}
