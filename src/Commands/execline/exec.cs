using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Goes on as a program (exec.html).</summary>
internal struct Exec : ICommand
{
    public static ReadOnlySpan<byte> Name => "exec"u8;

    public static ReadOnlySpan<byte> Usage => "exec [ -c ] [ -l ] [ -a argv0 ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "cla:"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog....

          -c  with no environment variables
          -a  calls it argv0
          -l  puts a dash in front of what it is called

        Exits 100 on wrong usage; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        ProgramStart start = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            start.Apply(letter, options.Value);
        }
        Arguments program = options.Rest;
        if (program.Count == 0)
        {
            return options.UsageError();
        }
        Errno error = start.TryMakeEnvironment(invocation.Environment, out EnvironmentBlock environment);
        if (error.IsNone && start.IsPlain)
        {
            return Outcome.Chain(program, environment);
        }
        error = error.IsNone ? start.TryExecute(program, invocation.Environment, environment) : error;
        return Outcome.Exit(Chain.Complain(error, program[0]));
    }
}
