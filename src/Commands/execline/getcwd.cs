using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Stores the current directory in a variable (getcwd.html).</summary>
internal struct Getcwd : ICommand
{
    public static ReadOnlySpan<byte> Name => "getcwd"u8;

    public static ReadOnlySpan<byte> Usage => "getcwd [ -E | -e ] variable prog..."u8;

    public static ReadOnlySpan<byte> Options => "Ee"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with the variable set to the absolute path of the current directory, without links in it.

          -E  replace var in prog... in place of setting it   -e  set it (the default)

        Exits 100 on wrong usage; 111 where the directory cannot be told; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool imports = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            imports = letter == 'E';
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = AbsolutePath.OfCurrentDirectory(ref path);
        return error.IsNone
            ? AutoImport.Chain(words.From(1), invocation.Environment, words[0], path.Text, imports)
            : Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "getcwd"u8));
    }
}
