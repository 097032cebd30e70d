using System;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>Reads a sub-command's options.</summary>
internal static class FrontUsage
{
    /// <summary>For those that have no options: something that no option is called.</summary>
    public static ReadOnlySpan<byte> NoLongNames => "-none=-"u8;

    /// <summary>False where an option is wrong, which has been printed.</summary>
    public static bool TryRead(
        Arguments words, ReadOnlySpan<byte> letters, ReadOnlySpan<byte> longNames, out FrontOptions options, out Arguments rest)
    {
        options = new FrontOptions
        {
            SetZ = new TextReference(FrontDefaults.SetZ),
            BundleZ = new TextReference(FrontDefaults.BundleZ),
        };
        rest = words;
        OptionParser parser = new(words, letters, longNames);
        for (byte letter = parser.Next(); letter != OptionParser.End; letter = parser.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return false;
            }
            options.Take(letter, parser.ValueZ);
        }
        rest = parser.Rest;
        return true;
    }

    /// <summary>The same, with a timeout in milliseconds; message: what is said where it is no number.</summary>
    public static bool TryRead(
        Arguments words,
        ReadOnlySpan<byte> letters,
        ReadOnlySpan<byte> longNames,
        ReadOnlySpan<byte> message,
        out FrontOptions options,
        out Arguments rest)
    {
        if (!TryRead(words, letters, longNames, out options, out rest))
        {
            return false;
        }
        // The last word of all may lack its value.
        if (options.TimeoutZ.Text.IsEmpty)
        {
            return true;
        }
        if (Base.Text.TryParse(options.TimeoutZ.Text[..^1], out options.TimeoutMs))
        {
            return true;
        }
        _ = Diagnostics.Fatal(ExitCode.Usage, message);
        return false;
    }

    public static ReadOnlySpan<byte> LiveTimeoutMessage => "timeout must be an integer (milliseconds)"u8;

    public static ReadOnlySpan<byte> ProcessTimeoutMessage =>
        "--timeout= argument must be an unsigned integer (in milliseconds)"u8;

    /// <summary>Wrong options, which have been told of.</summary>
    public static Outcome Wrong => Outcome.Exit(ExitCode.Usage);

    public static Outcome Print(ReadOnlySpan<byte> usage) => Outcome.Exit(Diagnostics.Usage(usage));

    public static Outcome Help(ReadOnlySpan<byte> text)
    {
        return Outcome.Exit(Filter.Print(text, newline: false));
    }
}
