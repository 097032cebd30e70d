using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Goes on as a program, or as another where that cannot be executed (tryexec.html).</summary>
internal struct Tryexec : ICommand
{
    public static ReadOnlySpan<byte> Name => "tryexec"u8;

    public static ReadOnlySpan<byte> Usage => "tryexec [ -n ] [ -c ] [ -l ] [ -a argv0 ] { command... } remainder..."u8;

    public static ReadOnlySpan<byte> Options => "ncla:"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes the block, or the rest of the command line where the block cannot be executed.

          -n  the other way round: the rest, or else the block
          -c  the first one with no environment variables
          -a  calls the first one argv0
          -l  puts a dash in front of what the first one is called

        Exits 100 on wrong usage; 126 or 127 where neither can be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        ProgramStart start = default;
        bool isReversed = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            isReversed |= letter == 'n';
            start.Apply(letter, options.Value);
        }
        EnvironmentBlock given = invocation.Environment;
        Blocks blocks = new(options.Rest, given);
        if (!blocks.TryTakeProgram(out Arguments block, out int code))
        {
            return Outcome.Exit(code);
        }
        if (isReversed && blocks.Rest.Count == 0)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "empty remainder not allowed with -n"u8));
        }
        Arguments first = isReversed ? blocks.Rest : block;
        Arguments second = isReversed ? block : blocks.Rest;
        Errno error = start.TryMakeEnvironment(given, out EnvironmentBlock environment);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "make environment"u8));
        }
        if (start.IsPlain && Chain.FindOwn(first, given) >= 0)
        {
            return Outcome.Chain(first, environment);
        }
        // It returns where that failed, and nobody is told.
        _ = start.TryExecute(first, given, environment);
        return Outcome.ChainOrExit(second, given);
    }
}
