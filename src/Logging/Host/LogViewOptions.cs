using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>What `sestet logs` was told.</summary>
internal struct LogViewOptions
{
    public bool Follows;
    public bool HasCount;
    public ulong Count;
    public LogFilter Filter;
    public bool IsTerminal;
    public bool HasColours;
    public Arguments Logdirs;
    public EnvironmentBlock Environment;

    /// <summary>Reads all options: 0, or an exit code, printed.</summary>
    public static int Read(in Invocation invocation, out LogViewOptions options)
    {
        options = default;
        Tai since = default;
        bool hasSince = false;
        Regex expression = default;
        bool hasExpression = false;
        OptionParser parser = new(invocation) { ValuesMayBeWords = true };
        for (byte letter = parser.Next(); letter != OptionParser.End; letter = parser.Next())
        {
            bool ok = true;
            switch (letter)
            {
                case (byte)'f':
                    options.Follows = true;
                    break;
                case (byte)'n':
                    options.HasCount = true;
                    ok = Text.TryParse(parser.Value, out options.Count)
                        || Refuse("not a number of lines: "u8, parser.Value);
                    break;
                case (byte)'s':
                    hasSince = true;
                    ok = TryReadSince(parser.Value, out since) || Refuse("not a time: "u8, parser.Value);
                    break;
                case (byte)'g':
                    hasExpression = true;
                    ok = !parser.ValueZ.IsEmpty
                        && Regex.TryCompile(parser.ValueZ, RegexFlags.REG_NEWLINE, out expression).IsNone;
                    ok = ok || Refuse("not a regular expression: "u8, parser.Value);
                    break;
                default:
                    return ExitCode.Usage;
            }
            if (!ok)
            {
                return ExitCode.Usage;
            }
        }
        if (parser.Rest.Count == 0)
        {
            return parser.UsageError().Code;
        }
        options.Filter = new LogFilter(hasSince, since, hasExpression, expression);
        options.Logdirs = parser.Rest;
        options.Environment = invocation.Environment;
        options.IsTerminal = Kernel.IsTerminal(Fd.StandardOutput);
        options.HasColours = options.IsTerminal && WantsColours(invocation.Environment);
        return ExitCode.Success;
    }

    /// <summary>https://no-color.org: a variable that is set and not empty.</summary>
    public static bool WantsColours(EnvironmentBlock environment)
    {
        bool forbidden = environment.TryGet("NO_COLOR"u8, out ReadOnlySpan<byte> valueZ) && valueZ.Length > 1;
        bool isDumb = environment.TryGet("TERM"u8, out ReadOnlySpan<byte> terminalZ) && terminalZ.SequenceEqual("dumb\0"u8);
        return !forbidden && !isDumb;
    }

    private static bool TryReadSince(ReadOnlySpan<byte> text, out Tai time)
    {
        time = default;
        if (!SinceTime.TryParse(text, out SinceTime since))
        {
            return false;
        }
        if (since.Kind == SinceKind.Label)
        {
            time = since.Label;
            return true;
        }
        if (since.Kind == SinceKind.Calendar)
        {
            time = Tai.FromUnix(LocalTime.ToUnix(since.Calendar), since.Calendar.Nanoseconds);
            return true;
        }
        Tai now = Kernel.WallClock();
        time = Tai.FromUnix(now.UnixSeconds - (long)since.AgoSeconds, now.Nanoseconds);
        return true;
    }

    private static bool Refuse(ReadOnlySpan<byte> what, ReadOnlySpan<byte> value)
    {
        _ = Diagnostics.Fatal(ExitCode.Usage, what, value);
        return false;
    }
}
