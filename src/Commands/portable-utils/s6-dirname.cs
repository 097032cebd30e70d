using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints a path without its last part (s6-dirname.html).</summary>
internal struct S6Dirname : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-dirname"u8;

    public static ReadOnlySpan<byte> Usage => "s6-dirname [ -n ] file"u8;

    public static ReadOnlySpan<byte> Options => "n"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints a path without its last part and the slash before it; a dot where there is no slash.

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
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> path = WithoutSlashes(options.Rest[0]);
        int slash = path.LastIndexOf((byte)'/');
        path = slash < 0 ? "."u8 : WithoutSlashes(path[..(slash + 1)]);
        return Outcome.Exit(Filter.Print(path, newline));
    }

    private static ReadOnlySpan<byte> WithoutSlashes(ReadOnlySpan<byte> path)
    {
        while (path.Length > 1 && path[^1] == '/')
        {
            path = path[..^1];
        }
        return path;
    }
}
