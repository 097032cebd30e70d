using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints a name that no other process takes (s6-uniquename.html).</summary>
internal struct S6Uniquename : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-uniquename"u8;

    public static ReadOnlySpan<byte> Usage => "s6-uniquename [ -n randomlen ] prefix"u8;

    public static ReadOnlySpan<byte> Options => "n:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints prefix with the time as a TAI64N label, this process's number, the host's name and random letters behind it.

          -n  how many random letters, 8 by default

        Exits 0; 100 on wrong usage, or where the name is longer than 4095 bytes; 111 where the output cannot be written.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        uint random = UniqueName.RandomDefault;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (!Text.TryParse(options.Value, out random))
            {
                return options.UsageError();
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(options.Rest[0]);
        // More would not fit into a path.
        UniqueName.Append(ref path, (int)Math.Min(random, Limits.PathLengthMax));
        return Outcome.Exit(path.Overflowed
            ? Diagnostics.Fatal(ExitCode.Usage, "the name is too long"u8)
            : Filter.Print(path.Text));
    }
}
