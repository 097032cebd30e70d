using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints the last part of a path (s6-basename.html).</summary>
internal struct S6Basename : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-basename"u8;

    public static ReadOnlySpan<byte> Usage => "s6-basename [ -n ] file [ suffix ]"u8;

    public static ReadOnlySpan<byte> Options => "n"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the last part of a path, without slashes behind it, and without suffix where it ends in that and is
        not that alone.

          -n  no newline

        Exits 0; 100 on wrong usage; 111 where the output cannot be written.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool newline = true;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'n':
                    newline = false;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        Arguments words = options.Rest;
        if (words.Count == 0)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> path = words[0];
        while (path.Length > 1 && path[^1] == '/')
        {
            path = path[..^1];
        }
        ReadOnlySpan<byte> name = path.IsEmpty ? "."u8 : path.Length == 1 ? path : Text.BaseName(path);
        if (words.Count > 1)
        {
            ReadOnlySpan<byte> suffix = words[1];
            bool hasMore = name.Length > suffix.Length && name[^suffix.Length..].SequenceEqual(suffix);
            name = hasMore ? name[..^suffix.Length] : name;
        }
        return Outcome.Exit(Filter.Print(name, newline));
    }
}
