using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints the lines that match (s6-grep.html).</summary>
internal struct S6Grep : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-grep"u8;

    public static ReadOnlySpan<byte> Usage => "s6-grep [ -E | -F ] [ -i ] [ -c ] [ -n ] [ -q ] [ -v ] pattern"u8;

    public static ReadOnlySpan<byte> Options => "EFicnqv"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the lines of standard input that match pattern, a basic regular expression.

          -E  an extended one            -F  a string         -i  case does not count   -v  the lines that do not match
          -c  print only their number    -n  with line numbers                          -q  print nothing

        Exits 0 where a line matched, else 1; 100 on wrong usage; 111 where pattern is no expression, the input cannot be
        read, or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    private struct Request : IOptionTaker
    {
        public int Flags;
        public bool Literal;
        public bool Count;
        public bool Numbers;
        public bool Quiet;
        public bool Invert;

        public bool TryTake(byte letter, ReadOnlySpan<byte> valueZ)
        {
            switch (letter)
            {
                case (byte)'E':
                    Flags |= RegexFlags.REG_EXTENDED;
                    Literal = false;
                    break;
                case (byte)'F':
                    Literal = true;
                    break;
                case (byte)'i':
                    Flags |= RegexFlags.REG_ICASE;
                    break;
                case (byte)'c':
                    Count = true;
                    break;
                case (byte)'n':
                    Numbers = true;
                    break;
                case (byte)'q':
                    Quiet = true;
                    break;
                default:
                    Assert.That(letter == 'v');
                    Invert = true;
                    break;
            }
            return true;
        }
    }

    public static Outcome Run(in Invocation invocation)
    {
        Request request = default;
        OptionParser options = new(invocation);
        if (!options.TryReadAll(ref request, out Outcome ending))
        {
            return ending;
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> patternZ = options.Rest.AtZ(0);
        Regex regex = default;
        if (!request.Literal)
        {
            Span<byte> reason = stackalloc byte[Limits.ServiceFileLengthMax];
            if (!Regex.TryCompileLines(patternZ, request.Flags, reason, out regex, out int length))
            {
                return Outcome.Exit(Diagnostics.Fatal(
                    ExitCode.System, "unable to compile regular expression: "u8, reason[..length]));
            }
        }
        return Outcome.Exit(Search(request, patternZ, regex));
    }

    private static int Search(in Request request, ReadOnlySpan<byte> patternZ, in Regex regex)
    {
        bool ignoreCase = (request.Flags & RegexFlags.REG_ICASE) != 0;
        WholeLines lines = new(Fd.StandardInput);
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        ulong number = 0;
        ulong matches = 0;
        while (!lines.Ended)
        {
            int code = Filter.ReadOn(ref lines, ref output);
            if (code != ExitCode.Success)
            {
                return code;
            }
            while (lines.Next(out Span<byte> lineZ, out _))
            {
                number++;
                // To an expression a line ends at its first NUL.
                bool found = request.Literal
                    ? IndexOf(lineZ[..^1], patternZ[..^1], ignoreCase) >= 0
                    : regex.Matches(Text.UntilNulZ(lineZ));
                if (found == request.Invert)
                {
                    continue;
                }
                matches++;
                if (!request.Quiet && !request.Count)
                {
                    WriteLine(lineZ[..^1], request.Numbers ? number : 0, ref output);
                }
            }
        }
        if (request.Count && !request.Quiet)
        {
            output.Write(matches);
            output.Write("\n"u8);
        }
        int written = Filter.Finish(ref output);
        return written != ExitCode.Success ? written : matches > 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static void WriteLine(ReadOnlySpan<byte> line, ulong number, ref Output output)
    {
        if (number > 0)
        {
            output.Write(number);
            output.Write(":"u8);
        }
        output.Write(line);
        output.Write("\n"u8);
    }

    private static int IndexOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> part, bool ignoreCase)
    {
        if (part.IsEmpty)
        {
            return 0;
        }
        for (int i = 0; i <= line.Length - part.Length; i++)
        {
            int matched = 0;
            while (matched < part.Length && AreSame(line[i + matched], part[matched], ignoreCase))
            {
                matched++;
            }
            if (matched == part.Length)
            {
                return i;
            }
        }
        return -1;
    }

    private static bool AreSame(byte a, byte b, bool ignoreCase) =>
        a == b || (ignoreCase && Text.ToLower(a) == Text.ToLower(b));
}
