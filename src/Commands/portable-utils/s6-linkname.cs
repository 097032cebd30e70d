using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints what a symbolic link says, or a path without links (s6-linkname.html).</summary>
internal struct S6Linkname : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-linkname"u8;

    public static ReadOnlySpan<byte> Usage => "s6-linkname [ -n ] [ -f ] link"u8;

    public static ReadOnlySpan<byte> Options => "nf"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints what a symbolic link says.

          -f  the absolute path, without links, of whatever link names   -n  no newline

        Exits 0; 100 on wrong usage; 111 where it is no link, or there is no such file.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool newline = true;
        bool full = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'n':
                    newline = false;
                    break;
                case (byte)'f':
                    full = true;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        ReadOnlySpan<byte> linkZ = options.Rest.AtZ(0);
        Span<byte> text = stackalloc byte[Limits.PathLengthMax];
        Result<int> length = full
            ? Kernel.ResolvePath(linkZ, text)
            : Kernel.ReadLink(Fd.CurrentDirectory, linkZ, text);
        return Outcome.Exit(length.Ok
            ? Filter.Print(text[..length.Value], newline)
            : Diagnostics.Unable(ExitCode.System, length.Error, "resolve "u8, linkZ[..^1]));
    }
}
