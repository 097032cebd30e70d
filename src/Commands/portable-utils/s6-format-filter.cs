using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints lines in a format (s6-format-filter.html).</summary>
internal struct S6FormatFilter : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-format-filter"u8;

    public static ReadOnlySpan<byte> Usage => "s6-format-filter format [ args... ]"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Prints format for every line of standard input, with %s replaced by the line, %1 to %9 by the arguments, %0 by the
        command's name and %% by %.

        Exits 0 at the end of the input; 100 on wrong usage; 111 where something else stands behind a %, there is no such
        argument, the input cannot be read or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        OptionParser options = new(invocation);
        Arguments words = invocation.Arguments;
        if (words.Count == 0)
        {
            return options.UsageError();
        }
        if (!IsValid(words))
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, Errno.EINVAL, "compile format"u8));
        }
        WholeLines lines = new(Fd.StandardInput);
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        while (!lines.Ended)
        {
            int code = Filter.ReadOn(ref lines, ref output);
            if (code != ExitCode.Success)
            {
                return Outcome.Exit(code);
            }
            while (lines.Next(out Span<byte> lineZ, out bool whole))
            {
                Write(words, invocation.NameZ, lineZ[..^1], ref output);
                output.Write(whole ? "\n"u8 : default);
            }
        }
        return Outcome.Exit(Filter.Finish(ref output));
    }

    private static bool IsValid(Arguments words)
    {
        ReadOnlySpan<byte> format = words[0];
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                continue;
            }
            i++;
            bool valid = i < format.Length
                && (format[i] is (byte)'%' or (byte)'s' || (format[i] is >= (byte)'0' and <= (byte)'9'
                    && format[i] - '0' < words.Count));
            if (!valid)
            {
                return false;
            }
        }
        return true;
    }

    private static void Write(Arguments words, ReadOnlySpan<byte> nameZ, ReadOnlySpan<byte> line, ref Output output)
    {
        ReadOnlySpan<byte> format = words[0];
        while (true)
        {
            int percent = format.IndexOf((byte)'%');
            output.Write(percent < 0 ? format : format[..percent]);
            if (percent < 0)
            {
                return;
            }
            byte what = format[percent + 1];
            output.Write(what switch
            {
                (byte)'%' => "%"u8,
                (byte)'s' => line,
                (byte)'0' => nameZ.IsEmpty ? Name : nameZ[..^1],
                _ => words[what - '0'],
            });
            format = format[(percent + 2)..];
        }
    }
}
