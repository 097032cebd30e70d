using System;
using Sestet.Cli;
using Sestet.Execline.Host;

namespace Sestet.Commands;

/// <summary>Replaces a name by the files that match a pattern in the rest of the command line (elglob.html).</summary>
internal struct Elglob : ICommand
{
    public static ReadOnlySpan<byte> Name => "elglob"u8;

    public static ReadOnlySpan<byte> Usage =>
        "elglob [ -v ] [ -w ] [ -s ] [ -m ] [ -e ] [ -0 ] [ -n ] [ -d delim ] key pattern prog..."u8;

    public static ReadOnlySpan<byte> Options => "vwsme0nd:"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with every $key and ${key} replaced by the files that match the pattern, as so many words.

          -v  warn of directories that cannot be read
          -w  exit 111 where a directory cannot be read
          -s  sort
          -m  put a slash behind directories
          -e  backslashes in the pattern are letters like others
          -0  no word where nothing matches; else the pattern itself
          -d  all files in one word, each with the first letter of delim behind it; where that is empty, as netstrings
          -n  with -d, no such letter at the end

        Exits 0 without a prog; 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation) => Directives.Run<GlobDirective>(invocation);
}
