using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Connects to a service that runs a program with other privileges (s6-sudo.html).</summary>
internal struct S6Sudo : ICommand
{
    private const int WordsMax = 20;

    public static ReadOnlySpan<byte> Name => "s6-sudo"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-sudo [ -q | -Q | -v ] [ -p bindpath ] [ -l localname ] [ -e ] [ -t timeout ] [ -T timeoutrun ] path [ args... ]"u8;

    public static ReadOnlySpan<byte> Options => "qQvp:l:et:T:"u8;

    public static ReadOnlySpan<byte> Help => """
        Becomes s6-ipcclient path s6-sudoc args...: an s6-sudod behind the socket at path runs its program, with args and this
        command's environment and standard input, output and error.

          -q -Q -v       for s6-ipcclient: be quiet, or not (the default), or verbose
          -p PATH        for s6-ipcclient: bind the own end of the connection to that path
          -l NAME        for s6-ipcclient: call the own end that
          -e, -t, -T MS  for s6-sudoc: send no environment; give up when it takes longer to start, or to end

        Exits 100 on wrong usage, else as the programs that it becomes.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        ReadOnlySpan<byte> verbosityZ = default;
        ReadOnlySpan<byte> pathZ = default;
        ReadOnlySpan<byte> nameZ = default;
        ReadOnlySpan<byte> connectZ = default;
        ReadOnlySpan<byte> runZ = default;
        bool sendsEnvironment = true;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'q':
                    verbosityZ = "-q\0"u8;
                    break;
                case (byte)'Q':
                    verbosityZ = default;
                    break;
                case (byte)'v':
                    verbosityZ = "-v\0"u8;
                    break;
                case (byte)'p':
                    pathZ = new TextReference(options.ValueZ).Text;
                    break;
                case (byte)'l':
                    nameZ = new TextReference(options.ValueZ).Text;
                    break;
                case (byte)'e':
                    sendsEnvironment = false;
                    break;
                case (byte)'t' when HolderClientCommand.TryReadNumber(options, out _):
                    connectZ = new TextReference(options.ValueZ).Text;
                    break;
                case (byte)'T' when HolderClientCommand.TryReadNumber(options, out _):
                    runZ = new TextReference(options.ValueZ).Text;
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
        Errno error = ChainMemory.TryAllocateArray(WordsMax + words.Count, out Span<nint> slots);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8));
        }
        CommandLine line = new(slots);
        line.Add("s6-ipcclient\0"u8);
        line.AddGiven(default, verbosityZ);
        line.AddGiven("-p\0"u8, pathZ);
        line.AddGiven("-l\0"u8, nameZ);
        line.Add("--\0"u8);
        line.Add(words.AtZ(0));
        line.Add("s6-sudoc\0"u8);
        line.AddGiven(default, sendsEnvironment ? default : "-e\0"u8);
        line.AddGiven("-t\0"u8, connectZ);
        line.AddGiven("-T\0"u8, runZ);
        line.Add("--\0"u8);
        return Outcome.Chain(line.Finish(words.From(1)), invocation.Environment);
    }
}
