using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;

namespace Sestet.Commands;

/// <summary>Stores the process number in a variable (getpid.html).</summary>
internal struct Getpid : ICommand
{
    public static ReadOnlySpan<byte> Name => "getpid"u8;

    public static ReadOnlySpan<byte> Usage => "getpid [ -E | -e ] [ -P | -p ] variable prog..."u8;

    public static ReadOnlySpan<byte> Options => "EePp"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with the variable set to its process number.

          -P  the number of the parent process                -p  its own (the default)
          -E  replace var in prog... in place of setting it   -e  set it (the default)

        Exits 100 on wrong usage; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool imports = false;
        bool parent = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'E':
                case (byte)'e':
                    imports = letter == 'E';
                    break;
                case (byte)'P':
                case (byte)'p':
                    parent = letter == 'P';
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        Arguments words = options.Rest;
        if (words.Count < 2)
        {
            return options.UsageError();
        }
        Pid pid = parent ? Kernel.ParentProcess() : Kernel.CurrentProcess();
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        ReadOnlySpan<byte> number = digits[..Text.Format((ulong)pid.Value, digits)];
        return AutoImport.Chain(words.From(1), invocation.Environment, words[0], number, imports);
    }
}
